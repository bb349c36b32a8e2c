"""Backups by themselves: when, with what, and what is told when it does not work."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from dinrail.testing import FakeClock
from dinrail_gateway.backup.schedule import Schedule, next_time
from dinrail_gateway.preferences.document import BackupSettings
from dinrail_gateway.testing.stage import ANY, Stage

DAY_MS = 86_400_000
DAILY = BackupSettings(enabled=True, at="03:00")


def at(text: str) -> int:
    return int(dt.datetime.fromisoformat(text).timestamp() * 1000)


@pytest.mark.parametrize(
    ("last", "now", "wanted", "due"),
    [
        ("2026-11-25 03:00:05", "2026-11-25 14:00", DAILY, "2026-11-26 03:00"),
        ("2026-11-25 14:00", "2026-11-25 14:01", DAILY, "2026-11-26 03:00"),
        ("2026-11-20 03:00", "2026-11-25 14:00", DAILY, "2026-11-21 03:00"),
        ("2026-11-20 03:00", "2026-11-21 14:00", BackupSettings(every_days=7, at="23:30"), "2026-11-27 23:30"),
        ("2026-10-24 03:00", "2026-10-24 04:00", DAILY, "2026-10-25 03:00"),
    ],
)
def test_the_next_one_is_due_at_the_time_of_day(last: str, now: str, wanted: BackupSettings, due: str) -> None:
    assert next_time(at(last), at(now), wanted) == at(due)


def test_without_one_and_after_one_of_the_future_it_is_due_now() -> None:
    assert next_time(0, at("2026-11-25 14:00"), DAILY) == at("2026-11-25 14:00")
    assert next_time(at("2036-01-01 00:00"), at("2026-11-25 14:00"), DAILY) == at("2026-11-25 14:00")


async def switched_on(stage: Stage) -> None:
    """Its own rounds would be made at any moment; here each is asked for."""
    await stage.gateway.backup_schedule.stop()
    document = (await stage.http.get("/api/settings")).json()["document"]
    document["backup"] |= {"enabled": True, "passphrase": "four words make one", "keep": 2}
    assert (await stage.http.put("/api/settings", json=document, headers=ANY)).status_code == 200


def schedule(stage: Stage, clock: FakeClock) -> Schedule:
    """One with a clock of its own, beside the running one, which looks every 30 s only."""
    return Schedule(stage.gateway.backups, stage.gateway.preferences, clock=clock)


async def test_one_is_made_when_due_and_opens_with_the_passphrase_of_the_settings(stage: Stage) -> None:
    await switched_on(stage)
    await stage.gateway.backup_schedule.look()
    await stage.gateway.backup_schedule.look()

    listed = (await stage.http.get("/api/backups")).json()
    assert [found["kind"] for found in listed["backups"]] == ["scheduled"]
    assert listed["next"] > stage.clock.now_ms()
    preview = await stage.http.post(f"/api/backups/{listed['backups'][0]['id']}/preview", json={})
    assert preview.status_code == 200


async def test_old_ones_go(stage: Stage) -> None:
    await switched_on(stage)
    shelf = stage.gateway.backups.shelf
    for _ in range(4):
        await stage.gateway.backups.create("scheduled", "four words make one")
    by_hand = await stage.gateway.backups.create("manual", "four words make one")

    await stage.gateway.backup_schedule._sweep(stage.gateway.preferences.now.backup, stage.clock.now_ms())

    assert [found.kind for found in shelf.all()].count("scheduled") == 2
    assert by_hand in [found.id for found in shelf.all()]


async def test_a_full_disk_is_a_problem_until_one_could_be_made_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await switched_on(stage)
    own = stage.gateway.backup_schedule

    class Usage(NamedTuple):
        total: int = 1 << 30
        used: int = 1 << 30
        free: int = 0

    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _: Usage())
        await own.look()
    assert own.problem is not None
    assert own.problem.key == "backup_disk_full"

    own._not_before = 0
    await own.look()
    assert own.problem is None
    assert len((await stage.http.get("/api/backups")).json()["backups"]) == 1


async def test_a_clock_that_was_never_set_makes_none(stage: Stage) -> None:
    await switched_on(stage)

    await schedule(stage, FakeClock(now_ms=1000)).look()

    assert stage.gateway.backups.shelf.all() == []


async def test_a_lost_passphrase_is_told(stage: Stage, tmp_path: Path) -> None:
    await switched_on(stage)
    stage.gateway.settings_secrets.keep_only([])

    await stage.gateway.backup_schedule.look()

    assert stage.gateway.backup_schedule.problem is not None
    assert stage.gateway.backup_schedule.problem.key == "backup_passphrase_missing"
