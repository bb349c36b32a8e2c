"""The process runtime where it is not like containers: its crash, its orphans, its end."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import psutil
import pytest

from dinrail.documents import Limits
from dinrail_gateway.runtime.interface import EngineError, InstanceSpec
from dinrail_gateway.runtime.process.engine import ProcessRuntime
from dinrail_gateway.runtime.process.figures import Site

SLEEP = "import time; print('up', flush=True); time.sleep(600)"
FLEEING = (
    "import subprocess, sys, time\n"
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], start_new_session=True)\n"
    "print('up', flush=True); time.sleep(600)"
)
SPIN = "print('up', flush=True)\nwhile True: pass"
GATEWAY = """
import asyncio, sys
from pathlib import Path
from dinrail.documents import Limits
from dinrail_gateway.runtime.interface import InstanceSpec
from dinrail_gateway.runtime.process.engine import ProcessRuntime
from dinrail_gateway.runtime.process.figures import Site

async def main():
    runtime = ProcessRuntime(site=Site(), folder=Path(sys.argv[1]))
    await runtime.open()
    spec = InstanceSpec(instance="plc", type="t", image="t", command=[sys.executable, "-c", sys.argv[2]],
                        limits=Limits(cpu=0.05))
    container = await runtime.create(spec)
    await runtime.start(container)
    while not await runtime.logs(container, 1):
        await asyncio.sleep(0.05)
    print("ready", flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


def oom_score(pid: int) -> int:
    return int(Path(f"/proc/{pid}/oom_score_adj").read_text())


def spec(code: str, **more: object) -> InstanceSpec:
    """An instance of one line."""
    return InstanceSpec(instance="plc", type="t", image="t", command=[sys.executable, "-c", code], **more)


def of(folder: Path) -> list[psutil.Process]:
    """Processes of the instance there, whoever began them."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("DINRAIL_SECRETS") == str(folder / "plc" / "secrets"):
                found.append(process)
        except psutil.Error:
            continue
    return [process for process in found if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]


def until(true: Callable[[], object], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def crashed(folder: Path, code: str, before: Callable[[], None] = lambda: None) -> None:
    """A gateway that starts this and is killed."""
    gateway = subprocess.Popen([sys.executable, "-c", GATEWAY, str(folder), code], stdout=subprocess.PIPE)
    assert gateway.stdout is not None
    try:
        assert gateway.stdout.readline() == b"ready\n"
        assert of(folder)
        before()
    finally:
        gateway.kill()
        gateway.wait()
        gateway.stdout.close()


async def said(runtime: ProcessRuntime, container: str) -> None:
    for _ in range(200):
        if await runtime.logs(container, 1):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it says nothing")


def test_a_gateway_that_is_killed_takes_its_instances_with_it(tmp_path: Path) -> None:
    crashed(tmp_path, SLEEP)
    until(lambda: not of(tmp_path), 5)


def test_also_one_that_is_held_back_at_that_moment(tmp_path: Path) -> None:
    def held() -> None:
        until(lambda: any(process.status() == psutil.STATUS_STOPPED for process in of(tmp_path)))

    crashed(tmp_path, SPIN, held)
    until(lambda: not of(tmp_path), 5)


def test_what_fled_into_a_session_of_its_own_is_ended_by_the_next_gateway(tmp_path: Path) -> None:
    crashed(tmp_path, FLEEING)
    until(lambda: len(of(tmp_path)) == 1)
    bystander = subprocess.Popen([sys.executable, "-c", SLEEP], stdout=subprocess.DEVNULL, start_new_session=True)

    async def next_one() -> None:
        runtime = ProcessRuntime(site=Site(), folder=tmp_path)
        await runtime.open()
        assert await runtime.probe() is None
        assert of(tmp_path) == []
        (container,) = (await runtime.found())["plc"]
        assert (container.state, container.pid) == ("exited", None)
        await runtime.start(container.id)
        await said(runtime, container.id)
        await runtime.close()

    try:
        asyncio.run(next_one())
        assert of(tmp_path) == []
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_a_record_of_another_boot_names_nobody(tmp_path: Path) -> None:
    crashed(tmp_path, FLEEING)
    (left,) = of(tmp_path)
    record = tmp_path / "plc" / "record.json"
    text = record.read_text()
    from dinrail_gateway.runtime.process.table import boot

    record.write_text(text.replace(boot(), "another boot"))

    async def next_one() -> None:
        runtime = ProcessRuntime(site=Site(), folder=tmp_path)
        await runtime.open()
        await runtime.close()

    asyncio.run(next_one())
    assert left.is_running()
    left.kill()


async def test_a_heavy_one_gives_way_to_a_normal_one(tmp_path: Path) -> None:
    runtime = ProcessRuntime(site=Site(), folder=tmp_path)
    await runtime.open()
    seen = {}
    for priority in ("normal", "heavy"):
        wanted = msgspec.structs.replace(spec(FLEEING), instance=priority, priority=priority)
        container = await runtime.create(wanted)
        await runtime.start(container)
        found = await runtime.look(container)
        assert found is not None
        assert found.pid is not None
        seen[priority] = psutil.Process(found.pid).nice(), oom_score(found.pid)
    assert seen == {"normal": (5, 500), "heavy": (10, 800)}
    await runtime.close()


async def test_its_end_is_the_end_of_all_of_them(tmp_path: Path) -> None:
    runtime = ProcessRuntime(site=Site(), folder=tmp_path)
    await runtime.open()
    container = await runtime.create(spec(FLEEING))
    await runtime.start(container)
    await said(runtime, container)
    assert len(of(tmp_path)) == 2
    for process in of(tmp_path):
        assert process.rlimit(psutil.RLIMIT_CORE) == (0, 0)
        assert process.rlimit(psutil.RLIMIT_NOFILE) == (1024, 4096)
        assert 4096 < process.rlimit(psutil.RLIMIT_NPROC)[0] < 2**22
        assert process.nice() >= 5
    before = psutil.Process().num_fds(), psutil.Process().num_threads()
    await runtime.stop(container, 2.0)
    assert of(tmp_path) == []
    await runtime.close()
    assert psutil.Process().num_fds() < before[0]
    assert psutil.Process().num_threads() < before[1]
    assert [child for child in psutil.Process().children() if child.status() == psutil.STATUS_ZOMBIE] == []


async def test_a_second_gateway_beside_it_starts_nothing_and_ends_nothing(tmp_path: Path) -> None:
    runtime = ProcessRuntime(site=Site(), folder=tmp_path)
    await runtime.open()
    container = await runtime.create(spec(SLEEP))
    await runtime.start(container)
    await said(runtime, container)
    second = ProcessRuntime(site=Site(), folder=tmp_path)
    await second.open()
    reason = await second.probe()
    assert reason is not None
    assert "another gateway" in reason.message
    await second.close()
    assert len(of(tmp_path)) == 1
    await runtime.close()


async def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    runtime = ProcessRuntime(site=Site(), folder=tmp_path / "file")
    await runtime.open()
    reason = await runtime.probe()
    assert reason is not None
    assert reason.key == "processes_folder"
    await runtime.close()


async def test_a_soft_stop_reaches_one_that_is_held_back(tmp_path: Path) -> None:
    runtime = ProcessRuntime(site=Site(), folder=tmp_path)
    await runtime.open()
    container = await runtime.create(spec(SPIN, limits=Limits(cpu=0.02)))
    await runtime.start(container)
    await said(runtime, container)
    for _ in range(200):
        if any(process.status() == psutil.STATUS_STOPPED for process in of(tmp_path)):
            break
        await asyncio.sleep(0.02)
    began = time.monotonic()
    await runtime.stop(container, 5.0)
    assert time.monotonic() - began < 4
    found = await runtime.look(container)
    assert found is not None
    assert found.exit_code == 128 + signal.SIGTERM
    await runtime.close()


async def test_no_variable_of_the_gateway_reaches_an_instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DINRAIL_ADMIN_PASSWORD", "secret word")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret word")
    runtime = ProcessRuntime(site=Site(), folder=tmp_path)
    await runtime.open()
    container = await runtime.create(spec("import os; print(sorted(os.environ.items()), flush=True)"))
    await runtime.start(container)
    await said(runtime, container)
    (line,) = await runtime.logs(container, 5)
    assert "secret word" not in line.message
    assert "DINRAIL_INSTANCE" in line.message
    await runtime.close()


async def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    runtime = ProcessRuntime(site=Site(), folder=tmp_path)
    await runtime.open()
    missing = InstanceSpec(instance="plc", type="t", image="t", command=["/nowhere/program"])
    container = await runtime.create(missing)
    await runtime.start(container)  # the launcher is there; what it becomes is not
    for _ in range(200):
        found = await runtime.look(container)
        assert found is not None
        if found.state == "exited":
            break
        await asyncio.sleep(0.05)
    assert found.exit_code == 127
    lines = await runtime.logs(container, 5)
    assert [line.message for line in lines] == ["error launch: /nowhere/program: No such file or directory"]
    with pytest.raises(EngineError, match="has a process already"):
        await runtime.create(missing)
    await runtime.remove(container)
    assert await runtime.look(container) is None
    await runtime.remove(container)
    with pytest.raises(EngineError):
        await runtime.start(container)
    await runtime.forget("plc")
    assert await runtime.found() == {}
    await runtime.close()
    assert [file.name for file in tmp_path.iterdir()] == ["lock"]  # noqa: ASYNC240
