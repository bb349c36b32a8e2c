"""Names that mean the same: what is learnt, and what is kept while nobody answers."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from dinrail.testing import FakeClock
from dinrail_gateway.instances import aliases as module
from dinrail_gateway.instances.aliases import Aliases

HOSTS = {"plc.local": "10.0.0.5", "plc": "10.0.0.5", "other": "10.0.0.6"}


def resolve(name: str) -> str:
    try:
        return HOSTS[name]
    except KeyError:
        raise OSError("unknown") from None


async def test_a_name_stands_for_its_address_and_an_unknown_one_for_itself(tmp_path: Path, clock: FakeClock) -> None:
    known = Aliases(tmp_path, clock=clock, resolve=resolve)

    assert await known.learn(["plc.local", "plc", "nowhere"])

    assert [known.of(name) for name in ("plc.local", "plc", "nowhere")] == ["10.0.0.5", "10.0.0.5", "nowhere"]
    assert not await known.learn(["plc.local", "nowhere"])


async def test_what_was_known_holds_while_nobody_answers(tmp_path: Path, clock: FakeClock) -> None:
    answers = dict(HOSTS)

    def ask(name: str) -> str:
        if name not in answers:
            raise OSError("no answer")
        return answers[name]

    known = Aliases(tmp_path, clock=clock, resolve=ask)
    await known.learn(["plc"])
    del answers["plc"]
    assert not await known.learn(["plc"])
    assert known.of("plc") == "10.0.0.5"
    answers["plc"] = "10.0.0.9"
    assert await known.learn(["plc"])
    assert known.of("plc") == "10.0.0.9"


async def test_a_resolver_that_hangs_holds_nobody_up(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE_S", 0.1)
    release = threading.Event()

    def ask(_name: str) -> str:
        release.wait(5)
        return "10.0.0.5"

    began = time.monotonic()
    assert not await Aliases(tmp_path, clock=clock, resolve=ask).learn(["plc"])
    assert time.monotonic() - began < 1
    release.set()


async def test_a_by_id_link_is_the_port_behind_it(tmp_path: Path, clock: FakeClock) -> None:
    (tmp_path / "serial" / "by-id").mkdir(parents=True)
    (tmp_path / "ttyUSB0").touch()
    (tmp_path / "serial" / "by-id" / "usb-A").symlink_to("../../ttyUSB0")
    (tmp_path / "serial" / "by-id" / "usb-out").symlink_to("/etc/hostname")
    known = Aliases(tmp_path, clock=clock)
    ports = ["/dev/serial/by-id/usb-A", "/dev/ttyUSB0", "/dev/serial/by-id/gone", "/dev/serial/by-id/usb-out"]

    await known.learn(ports)

    assert [known.of(port) for port in ports] == ["/dev/ttyUSB0", "/dev/ttyUSB0", *ports[2:]]
