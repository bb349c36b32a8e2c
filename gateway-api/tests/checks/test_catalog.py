"""Each check against what it looks at, well and not well."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from dinrail.kernelclock import KernelClock, kernel_clock
from dinrail.testing import FakeClock
from dinrail_gateway.certificates.authority import Authority, key_pem
from dinrail_gateway.certificates.keeper import Certificates
from dinrail_gateway.checks.catalog import clock as clock_module
from dinrail_gateway.checks.catalog.backups import Backups
from dinrail_gateway.checks.catalog.broker import Durability
from dinrail_gateway.checks.catalog.certificate import Certificate
from dinrail_gateway.checks.catalog.clock import ClockCheck
from dinrail_gateway.checks.catalog.disk import Disk
from dinrail_gateway.checks.catalog.drift import Drift
from dinrail_gateway.checks.catalog.parts import Parts
from dinrail_gateway.checks.catalog.ports import Ports, listening
from dinrail_gateway.checks.check import Finding, House
from dinrail_gateway.runtime.interface import EngineUnknown
from dinrail_gateway.runtime.upkeep import Leftovers, PartSeen, Port
from dinrail_gateway.testing.stage import ANY, Stage


class PlayedUpkeep:
    """An engine a test furnishes."""

    def __init__(self) -> None:
        self.unused = Leftovers()
        self.seen: list[PartSeen] = []
        self.drift: dict[str, list[str]] = {}
        self.saved = 0
        self.away = False

    async def leftovers(self) -> Leftovers:
        return self.unused

    async def prune(self) -> Leftovers:
        gone, self.unused = self.unused, Leftovers()
        return gone

    async def parts(self) -> list[PartSeen]:
        if self.away:
            raise EngineUnknown("the engine gave no answer")
        return self.seen

    async def drifted(self) -> dict[str, list[str]]:
        if self.away:
            raise EngineUnknown("the engine gave no answer")
        return self.drift

    async def save_broker(self) -> None:
        self.saved += 1


@pytest.fixture
def upkeep() -> PlayedUpkeep:
    return PlayedUpkeep()


def keys(finding: Finding) -> tuple[str, list[str]]:
    return finding.state, [why.key for why in finding.reasons]


def disk_with(free_mb: int, total_mb: int = 100_000) -> Callable[[object], object]:
    class Usage(NamedTuple):
        total: int = total_mb << 20
        used: int = 0
        free: int = free_mb << 20

    return lambda _: Usage()


@pytest.mark.parametrize(
    ("free_mb", "total_mb", "state"),
    [
        (50_000, 100_000, "ok"),
        (900, 8_000, "warning"),
        (4_000, 100_000, "warning"),
        (200, 8_000, "error"),
        (500, 100_000, "error"),
    ],
)
async def test_disk(stage: Stage, monkeypatch: pytest.MonkeyPatch, free_mb: int, total_mb: int, state: str) -> None:
    monkeypatch.setattr(shutil, "disk_usage", disk_with(free_mb, total_mb))

    found = await Disk().look(House(stage.gateway))

    assert found.state == state
    assert not found.fixable


async def test_a_full_disk_is_mended_by_removing_what_nobody_uses(
    stage: Stage, upkeep: PlayedUpkeep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", disk_with(100))
    damaged = stage.settings.config / "system_logs.db.damaged-1"
    damaged.write_bytes(b"x" * (3 << 20))
    upkeep.unused = Leftovers(2, 40 << 20)
    house = House(stage.gateway, upkeep=upkeep)

    found = await Disk().look(house)
    done = await Disk().fix(house)

    assert (found.state, found.fixable) == ("error", True)
    assert (done.key, done.params) == ("disk_cleaned", {"images": 2, "files": 1, "freed_mb": 43})
    assert not damaged.exists()
    assert (stage.settings.config / "instances.json").exists()


async def test_the_broker_keeps_a_mark(stage: Stage) -> None:
    check, house = Durability(), House(stage.gateway)

    assert keys(await check.look(house)) == ("ok", [])
    assert keys(await check.look(house)) == ("ok", [])


async def test_a_broker_that_forgot_over_its_restart_is_told_until_it_saved(stage: Stage, upkeep: PlayedUpkeep) -> None:
    check, house = Durability(), House(stage.gateway, upkeep=upkeep)
    await check.look(house)
    stage.bus.publish("dinrail/gateway/durability", b"", qos=1, retain=True)
    check._connects += 1

    forgot, still = await check.look(house), await check.look(house)
    done = await check.fix(house)

    assert keys(forgot) == keys(still) == ("warning", ["broker_forgot"])
    assert forgot.fixable
    assert (done.key, upkeep.saved) == ("broker_saved", 1)
    assert keys(await check.look(house)) == ("ok", [])


async def test_a_broker_that_kept_its_mark_over_a_new_session_is_well(stage: Stage) -> None:
    check, house = Durability(), House(stage.gateway)
    await check.look(house)
    check._connects += 1

    assert keys(await check.look(house)) == ("ok", [])


async def test_without_a_broker_nothing_is_known(stage: Stage) -> None:
    await stage.bus.stop()

    assert (await Durability().look(House(stage.gateway))).state == "unknown"


@pytest.mark.parametrize(
    ("kernel", "expected"),
    [
        (KernelClock(synchronised=True, max_error_ms=20), ("ok", [])),
        (KernelClock(synchronised=False, max_error_ms=16_000), ("warning", ["clock_not_synchronised"])),
        (KernelClock(synchronised=True, max_error_ms=5_000), ("warning", ["clock_inexact"])),
        (None, ("unknown", ["clock_unknown"])),
    ],
)
async def test_clock(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, kernel: KernelClock | None, expected: tuple[str, list[str]]
) -> None:
    monkeypatch.setattr(clock_module, "kernel_clock", lambda: kernel)

    assert keys(await ClockCheck().look(House(stage.gateway))) == expected


@pytest.mark.parametrize("seconds", [3600, -3600])
async def test_a_clock_that_jumped_is_told_once(stage: Stage, monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    monkeypatch.setattr(clock_module, "kernel_clock", lambda: KernelClock(synchronised=True, max_error_ms=1))
    clock, check = FakeClock(now_ms=1_780_000_000_000), ClockCheck()
    stage.gateway.clock = clock
    house = House(stage.gateway)
    await check.look(house)

    clock.jump(seconds)
    jumped, later = await check.look(house), await check.look(house)

    assert keys(jumped) == ("warning", ["clock_jumped"])
    assert jumped.reasons[0].params == {"seconds": seconds}
    assert later.state == "ok"


async def test_a_clock_that_was_never_set_is_an_error(stage: Stage) -> None:
    stage.gateway.clock = FakeClock(now_ms=86_400_000)

    assert keys(await ClockCheck().look(House(stage.gateway))) == ("error", ["clock_never_set"])


def test_the_kernel_of_this_machine_answers() -> None:
    found = kernel_clock()

    assert found is not None
    assert found.max_error_ms >= 0


async def test_drifted_containers_are_named_and_created_anew(stage: Stage, upkeep: PlayedUpkeep) -> None:
    recreated: list[str] = []

    async def recreate(instance: str) -> None:
        recreated.append(instance)

    upkeep.drift = {"plc": ["network", "name"], "bt": ["restart"]}
    house = House(stage.gateway, upkeep=upkeep, recreate=recreate)

    found = await Drift().look(house)
    done = await Drift().fix(house)

    assert (found.state, found.fixable) == ("warning", True)
    assert [why.params for why in found.reasons] == [
        {"instance": "bt", "what": "restart"}, {"instance": "plc", "what": "network, name"},
    ]  # fmt: skip
    assert (recreated, done.params) == (["bt", "plc"], {"number": 2})


@pytest.mark.parametrize("check", [Drift(), Parts(), Ports()], ids=lambda check: check.id)
async def test_while_the_engine_is_away_nothing_is_known(
    stage: Stage, upkeep: PlayedUpkeep, check: Drift | Parts | Ports
) -> None:
    upkeep.away = True

    assert (await check.look(House(stage.gateway, upkeep=upkeep))).state == "unknown"


async def test_parts_that_stopped_or_are_outdated(stage: Stage, upkeep: PlayedUpkeep) -> None:
    house = House(stage.gateway, upkeep=upkeep)
    fine = PartSeen(part="broker", running=True, image="a", image_now="a")
    upkeep.seen = [fine]
    assert keys(await Parts().look(house)) == ("ok", [])

    upkeep.seen = [fine, PartSeen(part="router", running=True, image="a", image_now="b")]
    assert keys(await Parts().look(house)) == ("warning", ["part_outdated"])

    upkeep.seen.append(PartSeen(part="proxy", running=False, image="a", error="port is already allocated"))
    assert keys(await Parts().look(house)) == ("error", ["part_stopped", "part_outdated"])


async def test_ports_that_another_program_has(stage: Stage, upkeep: PlayedUpkeep, tmp_path: Path) -> None:
    table = tmp_path / "1" / "net" / "tcp"
    table.parent.mkdir(parents=True)
    head = "  sl  local_address rem_address   st tx_queue\n"
    table.write_text(
        head + "   0: 00000000:20FB 00000000:0000 0A 00000000:00000000\n   1: 0100007F:0050 0100007F:A1B2 01 0:0\n"
    )
    house = House(stage.gateway, upkeep=upkeep, host_proc=tmp_path)
    upkeep.seen = [PartSeen(part="proxy", running=True, image="a", wants=[Port(8443)], has=[Port(8443)])]
    assert keys(await Ports().look(house)) == ("ok", [])

    upkeep.seen = [PartSeen(part="proxy", running=False, image="a", wants=[Port(8443), Port(80)])]
    found = await Ports().look(house)

    assert listening(tmp_path) == {8443}
    assert keys(found) == ("error", ["port_taken", "port_unpublished"])
    assert found.reasons[0].params == {"part": "proxy", "port": 8443}


@pytest.fixture
async def certificates(tmp_path: Path) -> Certificates:
    """A new box's."""
    made = Certificates(data=tmp_path / "ca", tls=tmp_path / "tls", hosts=["box.local"], chown=False)
    await asyncio.to_thread(made.prepare)
    return made


async def test_a_certificate_is_well_until_three_weeks_before_its_end(stage: Stage, certificates: Certificates) -> None:
    house = House(stage.gateway, certificates=certificates)
    ends = certificates.expires()
    assert ends is not None
    assert keys(await Certificate().look(house)) == ("ok", [])

    stage.gateway.clock = FakeClock(now_ms=int((ends - dt.timedelta(days=20, hours=1)).timestamp() * 1000))
    soon = await Certificate().look(house)
    stage.gateway.clock = FakeClock(now_ms=int((ends + dt.timedelta(hours=1)).timestamp() * 1000))
    over = await Certificate().look(house)

    assert keys(soon) == ("warning", ["certificate_ends_soon"])
    assert soon.reasons[0].params == {"days": 20}
    assert keys(over) == ("error", ["certificate_over"])
    assert soon.fixable
    assert over.fixable


async def test_an_unreadable_certificate_is_mended_by_another(
    stage: Stage, certificates: Certificates, tmp_path: Path
) -> None:
    (tmp_path / "tls" / "server.key").unlink()
    house = House(stage.gateway, certificates=certificates)

    found = await Certificate().look(house)
    done = await Certificate().fix(house)

    assert keys(found) == ("error", ["certificate_missing"])
    assert found.fixable
    assert done.key == "certificate_renewed"
    assert keys(await Certificate().look(house)) == ("ok", [])


async def test_one_that_is_not_for_this_box_is_told(stage: Stage, certificates: Certificates, tmp_path: Path) -> None:
    key, other = Authority.make("", dt.datetime.now(dt.UTC)).issue(["other.local"], dt.datetime.now(dt.UTC))
    (tmp_path / "tls" / "server.key").write_bytes(key_pem(key))
    (tmp_path / "tls" / "server.crt").write_bytes(other.public_bytes(Encoding.PEM))

    found = await Certificate().look(House(stage.gateway, certificates=certificates))

    assert keys(found) == ("warning", ["certificate_names_missing"])
    assert found.reasons[0].params == {"names": "box.local"}


async def scheduled(stage: Stage, passphrase: str = "four words make one") -> House:
    await stage.gateway.backup_schedule.stop()
    document = (await stage.http.get("/api/settings")).json()["document"]
    document["backup"] |= {"enabled": True, "passphrase": passphrase}
    await stage.http.put("/api/settings", json=document, headers=ANY)
    return House(stage.gateway)


async def test_backups_are_well_while_no_schedule_is_on(stage: Stage) -> None:
    assert keys(await Backups().look(House(stage.gateway))) == ("ok", [])


async def test_a_missing_backup_is_told_and_made(stage: Stage) -> None:
    house = await scheduled(stage)

    found = await Backups().look(house)
    done = await Backups().fix(house)

    assert keys(found) == ("warning", ["backup_none"])
    assert found.fixable
    assert done.key == "backup_made"
    assert keys(await Backups().look(house)) == ("ok", [])


async def test_a_passphrase_that_no_longer_opens_the_newest_backup_is_told(stage: Stage) -> None:
    house = await scheduled(stage)
    await Backups().fix(house)
    await scheduled(stage, "quite another passphrase")

    assert keys(await Backups().look(house)) == ("error", ["backup_not_opened"])


async def test_old_backups_are_told(stage: Stage) -> None:
    house = await scheduled(stage)
    await Backups().fix(house)
    stage.gateway.clock = FakeClock(now_ms=stage.clock.now_ms() + 5 * 86_400_000)

    found = await Backups().look(house)

    assert keys(found) == ("error", ["backup_old"])
    assert found.reasons[0].params == {"days": 5}
