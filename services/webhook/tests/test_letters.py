"""Letters outlive a kill, a damaged file and a target that is taken away."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from dinrail.errors import NotConnected
from dinrail.reason import Reason
from dinrail.testing.context import eventually
from dinrail_webhook import store as store_module
from dinrail_webhook.letters import Letter
from dinrail_webhook.store import FILE, Store

WRITER = """
import itertools, sys
from pathlib import Path
from dinrail_webhook.letters import Letter
from dinrail_webhook.store import Store
store = Store(Path(sys.argv[1]))
for number in itertools.count():
    store.add(Letter(f"msg_{number}", "alert", number, 0), 1000000)
    print(number, flush=True)
"""


def letter(number: int, target: str = "alert") -> Letter:
    return Letter(f"msg_{number}", target, number, 0)


@pytest.mark.allow_blocking("starts a process")
async def test_what_was_acknowledged_is_there_after_kill_9(tmp_path):
    environment = {"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ["PATH"]}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WRITER, str(tmp_path)), stdout=asyncio.subprocess.PIPE, env=environment
    )
    assert process.stdout is not None
    for _ in range(25):
        told = await process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    rest = await process.stdout.read()
    await process.wait()
    acknowledged = 1 + int((rest.split(b"\n")[:-1] or [told])[-1])
    store = Store(tmp_path)
    total, found = store.listed("waiting", None, 0, acknowledged + 5)
    assert total >= acknowledged
    assert [each.value for each in reversed(found)][:acknowledged] == list(range(acknowledged))
    store.close()


async def test_letters_and_the_last_value_outlive_the_adapter(rigs, receiver, hasty):
    receiver.mood = "/status/503"
    rig = await rigs.start(rigs.target())
    await rig.write("alert", "kept")
    await eventually(lambda: receiver.got)
    await rig.stop()
    receiver.mood = ""
    receiver.got = []
    again = await rigs.start(rigs.target())
    await eventually(lambda: again.bodies() == [b"kept"])
    assert again.context.last["alert"].value == "kept"


async def test_letters_of_a_target_that_is_gone_are_dead_until_it_is_back(rigs, receiver):
    receiver.mood = "/silent"
    rig = await rigs.start(rigs.target())
    await rig.write("alert", "x")
    await rig.stop()
    receiver.mood = ""
    other = await rigs.start(rigs.target(name="other"))
    assert (await other.dead())[0]["reason"]["key"] == "target_gone"
    await other.stop()
    back = await rigs.start(rigs.target())
    await back.adapter.call("resend", {"target": "alert"})
    await eventually(lambda: back.bodies()[-1:] == [b"x"])


async def test_damaged_file_is_kept_aside(rigs, receiver, tmp_path):
    (tmp_path / FILE).write_bytes(b"no database at all" * 100)
    rig = await rigs.start(rigs.target())
    await rig.write("alert", "x")
    await eventually(lambda: receiver.got)
    assert (tmp_path / "letters.damaged").read_bytes().startswith(b"no database")


async def test_disk_that_refuses_is_told(rigs, receiver, tmp_path):
    (tmp_path / FILE).mkdir()
    rig = await rigs.start(rigs.target())
    assert rig.task is not None
    with pytest.raises(NotConnected) as failed:
        await rig.task
    assert failed.value.reason.key == "letters_unwritable"
    (tmp_path / FILE).rmdir()
    again = await rigs.start(rigs.target())
    await again.write("alert", "x")
    await eventually(lambda: receiver.got)


async def test_without_a_folder_it_works_and_says_so(rigs, receiver):
    rig = await rigs.start(rigs.target(), data=None)
    await rig.write("alert", "x")
    await eventually(lambda: receiver.got)
    await eventually(lambda: rig.context.problem == "letters_in_memory")


def test_dead_letters_are_bounded_by_target(tmp_path, monkeypatch):
    monkeypatch.setattr(store_module, "MAX_DEAD", 3)
    store = Store(tmp_path)
    for number in range(6):
        store.add(letter(number), 100)
        store.update(Letter(f"msg_{number}", "alert", number, 0, 1, 0.0, "dead", Reason("x", {}, "")))
    store.add(letter(100, "other"), 100)
    total, found = store.listed("dead", "alert", 0, 100)
    assert (total, [each.value for each in found]) == (3, [5, 4, 3])
    assert store.tallies()["other"].waiting == 1
    store.close()


def test_file_is_the_only_thing_it_keeps(tmp_path: Path):
    store = Store(tmp_path)
    store.add(letter(1), 10)
    store.close()
    assert [each.name for each in tmp_path.iterdir()] == [FILE]
