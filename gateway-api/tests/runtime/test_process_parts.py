"""What the process runtime decides and counts, part by part."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from dinrail.documents import Limits
from dinrail.errors import ConfigError
from dinrail_gateway.door import HEADERS, _gateways
from dinrail_gateway.runtime.interface import InstanceSpec
from dinrail_gateway.runtime.process import windows
from dinrail_gateway.runtime.process.broker import Broker, configuration, prepare
from dinrail_gateway.runtime.process.database import database_plan
from dinrail_gateway.runtime.process.figures import Site, limit_figures, mark, share
from dinrail_gateway.runtime.process.logs import FILE_BYTES, OutputLog
from dinrail_gateway.runtime.process.meter import Meter
from dinrail_gateway.runtime.process.records import Folder, Records
from dinrail_gateway.runtime.process.table import TOKEN, Origin, Table, birth
from dinrail_gateway.runtime.process.throttle import MAX_PAUSE, Throttle

ROOT = Path(__file__).parents[3]
SITE = Site()


# -- throttle


@pytest.mark.parametrize("share_", [0.05, 0.1, 0.25, 0.5, 1.0, 2.0])
def test_a_greedy_run_gets_its_share_and_no_pause_is_longer_than_a_pulse_forgives(share_: float) -> None:
    throttle = Throttle(share_)
    cores, ran, time = 4.0, 0.0, 0.0
    while time < 200:
        run = 0.05
        pause = throttle.account(cores * run, run)
        ran, time = ran + cores * run, time + run
        while pause:
            assert pause <= MAX_PAUSE
            time += pause
            pause = throttle.account(0.0, pause)
    assert ran / time == pytest.approx(share_, rel=0.15)


def test_one_that_stays_below_its_share_is_never_paused() -> None:
    throttle = Throttle(0.5)
    assert [throttle.account(0.2, 0.5) for _ in range(100)] == [0.0] * 100


def test_a_burst_is_forgiven_up_to_half_a_second_of_the_share() -> None:
    throttle = Throttle(0.4)
    assert throttle.account(0.2, 0.0) == 0.0
    assert throttle.account(0.04, 0.0) == pytest.approx(0.1)


# -- figures


def test_limits_that_are_not_given_have_defaults_and_shares_are_read_back() -> None:
    assert limit_figures(Limits()) == {
        "CpuPeriod": 100_000, "CpuQuota": 100_000, "Memory": 128 << 20, "PidsLimit": 64,
    }  # fmt: skip
    assert share(limit_figures(Limits(cpu=0.25))) == 0.25


def test_the_mark_tells_another_program_or_secret_but_not_other_limits() -> None:
    spec = InstanceSpec(instance="plc", type="ads", image="ads 1", image_id="a", secrets={"broker_password": b"p"})
    other = [
        InstanceSpec(instance="plc", type="ads", image="ads 1", image_id="b", secrets={"broker_password": b"p"}),
        InstanceSpec(instance="plc", type="ads", image="ads 1", image_id="a", secrets={"broker_password": b"q"}),
        InstanceSpec(
            instance="plc",
            type="ads",
            image="ads 1",
            image_id="a",
            secrets={"broker_password": b"p", "config.json": b""},
        ),
    ]
    marks = {mark(SITE, each) for each in [spec, *other]} | {mark(Site(broker="mqtt://other:1"), spec)}
    assert len(marks) == 5
    limited = InstanceSpec(
        instance="plc", type="ads", image="ads 1", image_id="a", limits=Limits(cpu=0.1),
        secrets={"broker_password": b"p"},
    )  # fmt: skip
    assert mark(SITE, limited) == mark(SITE, spec)


# -- output


class Hand:
    """A clock moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_lines_are_kept_with_their_level_and_cut_at_4_kib(tmp_path: Path) -> None:
    log = OutputLog(tmp_path)
    log.take(b"info plc: on\nerror plc: o")
    log.take(b"ff\n\n\x1b[31mred\x1b[0m\n" + b"y" * 9000)
    log.take(b"y" * 9000 + b"\nlast without an end")
    log.end()
    lines = log.tail(10)
    assert [(line.level, line.message[:20]) for line in lines] == [
        ("info", "info plc: on"),
        ("error", "error plc: off"),
        ("info", "red"),
        ("info", "y" * 20),
        ("info", "last without an end"),
    ]
    assert len(lines[3].message) == 4096


def test_a_flood_is_left_out_counted_and_told_when_it_is_over(tmp_path: Path) -> None:
    clock = Hand()
    log = OutputLog(tmp_path, clock)
    for _ in range(200):
        log.take(b"x" * 100_000 + b"\n" + b"z" * 100 + b"\n")
        log.take((b"z" * 1000 + b"\n") * 50)
    assert log.left_out > 5000
    clock.now = 60.0
    log.take(b"info calm again\n")
    last = [line.message for line in log.tail(2)]
    assert re.fullmatch(r"warning \d+ lines over the log budget were left out", last[0])
    assert last[1] == "info calm again"


def test_two_files_bound_what_a_chatterbox_costs(tmp_path: Path) -> None:
    clock = Hand()
    log = OutputLog(tmp_path, clock)
    for _ in range(2000):
        clock.now += 1.0
        log.take((b"w" * 1000 + b"\n") * 50)
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 2 * FILE_BYTES
    assert len(log.tail(50)) == 50


def test_a_folder_that_is_gone_costs_the_log_and_nothing_else(tmp_path: Path) -> None:
    log = OutputLog(tmp_path / "gone")
    log.take(b"info\n")
    assert log.tail(5) == []


# -- processes


@pytest.fixture
def family() -> object:
    """A parent with a child and one that left for a session of its own; ended by the kernel's own means."""
    code = (
        "import subprocess, sys, time\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], start_new_session=True)\n"
        "print('ready', flush=True)\ntime.sleep(60)\n"
    )
    environment = {**os.environ, TOKEN: "the-token"}
    parent = subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, start_new_session=True
    )
    assert parent.stdout is not None
    parent.stdout.readline()
    children = psutil.Process(parent.pid).children()
    yield parent, children
    for child in children:
        with contextlib.suppress(psutil.Error):
            child.kill()
    parent.kill()
    parent.wait()
    parent.stdout.close()


def test_all_of_a_run_are_found_even_after_its_first_process_is_gone(family: tuple[subprocess.Popen, list]) -> None:
    parent, children = family
    origin = Origin(parent.pid, birth(parent.pid) or 0, "the-token")
    table = Table()
    table.look()
    everything = {parent.pid, *(child.pid for child in children)}
    assert {pid for pid, _ in table.members([origin])["the-token"]} == everything
    parent.kill()
    parent.wait()
    table.look()
    assert {pid for pid, _ in table.members([origin])["the-token"]} == everything - {parent.pid}


def test_a_pid_that_was_used_again_is_somebody_else(family: tuple[subprocess.Popen, list]) -> None:
    parent, _ = family
    table = Table()
    table.look()
    stranger = Origin(parent.pid, (birth(parent.pid) or 0) - 1, "another-token")
    assert table.members([stranger]) == {"another-token": set()}


def test_what_a_run_uses_is_added_up(family: tuple[subprocess.Popen, list]) -> None:
    parent, children = family
    members = {(pid, birth(pid) or 0) for pid in (parent.pid, *(child.pid for child in children))}
    usage = Meter().read(members)
    assert usage.tasks == 3
    assert 3 << 20 < usage.memory < 200 << 20
    assert usage.largest in members
    assert usage.cpu > 0
    assert Meter().read({(2**22 - 1, 1)}).tasks == 0


# -- records


def test_secrets_are_for_their_owner_only_and_exactly_those_of_the_spec(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "plc")
    folder.fill({"broker_password": b"one", "old": b"x"})
    folder.fill({"broker_password": b"two"})
    assert [(file.name, file.read_bytes()) for file in folder.secrets.iterdir()] == [("broker_password", b"two")]
    assert (folder.secrets / "broker_password").stat().st_mode & 0o777 == 0o400
    assert folder.secrets.stat().st_mode & 0o777 == 0o700


def test_a_second_gateway_may_not_work_in_the_same_folder(tmp_path: Path) -> None:
    first, second = Records(tmp_path), Records(tmp_path)
    assert first.lock()
    assert not second.lock()
    first.unlock()
    assert second.lock()
    second.unlock()


def test_a_record_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    (tmp_path / "record.json").write_text('{"id": 1')
    assert folder.read() is None


# -- broker


def test_the_brokers_configuration_is_the_containers_with_other_places(tmp_path: Path) -> None:
    broker = Broker(
        template=ROOT / "mosquitto/mosquitto.conf", security=tmp_path / "s", tls=tmp_path / "t", data=tmp_path / "d",
        port=11883, tls_port=18883,
    )  # fmt: skip
    template = broker.template.read_text()
    made = configuration(template, broker, plugin="/lib/p.so", version="mosquitto version 2.1.2")
    assert "/mosquitto/" not in "\n".join(line for line in made.splitlines() if not line.startswith("#"))
    assert "listener 11883 127.0.0.1" in made
    assert "listener 18883 0.0.0.0" in made
    assert "allow_anonymous false" in made
    assert "memory_limit" in re.sub(r"(?m)^#.*$", "", made)
    old = configuration(template, broker, plugin="/lib/p.so", version="mosquitto version 2.0.21")
    assert "memory_limit" not in re.sub(r"(?m)^#.*$", "", old)
    assert ("accept_protocol_versions" in made, "accept_protocol_versions" in old) == (True, False)


def test_a_missing_broker_is_told_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_args, **_more: None)
    with pytest.raises(ConfigError, match="apt-get install mosquitto"):
        prepare(Broker(template=tmp_path, security=tmp_path, tls=tmp_path, data=tmp_path))


# -- the door


def test_the_doors_headers_are_those_of_the_proxy() -> None:
    caddy = (ROOT / "compose/proxy/Caddyfile").read_text()
    block = re.search(r"\theader \{\n(.*?)\n\t\}", caddy, re.DOTALL)
    assert block is not None
    theirs = {
        name.removeprefix("?"): value.strip('"')
        for line in block[1].splitlines()
        if not (word := line.strip()).startswith(("-", "#"))
        for name, _, value in [word.partition(" ")]
    }
    assert theirs == HEADERS


def test_the_door_gives_the_gateway_what_the_proxy_gives_it() -> None:
    caddy = (ROOT / "compose/proxy/Caddyfile").read_text()
    block = re.search(r"@gateway path (.*)", caddy)
    assert block is not None
    paths = block[1].split()
    assert "/hooks/*" in paths
    assert [path for path in paths if not _gateways(path.replace("*", "x"))] == []
    assert not _gateways("/instances/webhook/letters")


# -- Windows


def test_priorities_of_windows_keep_the_order_of_nice_values() -> None:
    assert [windows.priority_class(nice) for nice in (0, 2, 5, 10, 15, 19)] == [
        windows.NORMAL, windows.NORMAL, windows.BELOW_NORMAL, windows.BELOW_NORMAL, windows.IDLE, windows.IDLE,
    ]  # fmt: skip
    assert windows.creation_flags() == 0x0800_0200


def test_the_door_of_windows_offers_what_that_of_linux_does() -> None:
    from dinrail_gateway.runtime.process import posix

    assert set(posix.__all__) <= set(windows.__all__)


# -- database


def test_the_database_gets_the_flags_of_the_container_and_the_places_of_this_host(tmp_path: Path) -> None:
    env = {
        "DINRAIL_DATABASE_PROGRAM": "/usr/bin/victoria-metrics",
        "DINRAIL_DATABASE_FLAGS": str(ROOT / "compose" / "database" / "flags.txt"),
        "DINRAIL_HISTORY_RETENTION": "3y",
    }
    plan = database_plan("http://127.0.0.1:9428", tmp_path / "database", env)
    command = plan.command()
    assert command[0] == "/usr/bin/victoria-metrics"
    assert {f"-storageDataPath={tmp_path}/database/data", "-httpListenAddr=127.0.0.1:9428", "-retentionPeriod=3y"} <= {
        *command
    }
    assert "-dedup.minScrapeInterval=1ms" in command
    assert sum(flag.startswith("-memory.") for flag in command) == 1
    assert plan.ports == (("127.0.0.1", 9428, "DINRAIL_DATABASE_PORT"),)


def test_flags_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    env = {"DINRAIL_DATABASE_PROGRAM": "x", "DINRAIL_DATABASE_FLAGS": str(tmp_path / "none")}
    with pytest.raises(ConfigError) as wrong:
        database_plan("http://127.0.0.1:9428", tmp_path, env).command()
    assert wrong.value.reason.params["name"] == "DINRAIL_DATABASE_FLAGS"
