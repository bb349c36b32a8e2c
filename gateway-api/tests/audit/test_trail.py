"""The files of the audit: only appended to, whole lines, bounded, readable after a power cut and a full disk."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from dinrail.testing import FakeClock
from dinrail_gateway.audit import trail as files
from dinrail_gateway.audit.trail import Act, Trail

NOVEMBER, DECEMBER = 1_793_500_000_000, 1_796_500_000_000


def act(ts: int, action: str = "POST /x", **more: object) -> Act:
    return Act(ts, "anna", "admin", "session", "192.0.2.7", action, 200, **more)  # type: ignore[arg-type]


@pytest.fixture
def trail(tmp_path: Path, clock: FakeClock) -> Trail:
    return Trail(tmp_path / "audit", clock=clock)


async def everything(trail: Trail) -> list[str]:
    return [each.action for each in await trail.find(lambda _: True, before=2**60, limit=1000)]


async def test_the_latest_comes_first_over_months(trail: Trail, tmp_path: Path) -> None:
    for ts, action in ((NOVEMBER, "a"), (NOVEMBER + 1, "b"), (DECEMBER, "c")):
        trail.add(act(ts, action))

    assert await everything(trail) == ["c", "b", "a"]
    assert sorted(path.name for path in (tmp_path / "audit").iterdir()) == ["2026-11.jsonl", "2026-12.jsonl"]
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "audit").iterdir()} == {0o600}


async def test_pages_go_on_from_a_time(trail: Trail) -> None:
    for number in range(30):
        trail.add(act(NOVEMBER + number, f"{number}"))

    page = await trail.find(lambda each: each.action.endswith("5"), before=NOVEMBER + 25, limit=1)

    assert [each.action for each in page] == ["15"]


async def test_what_was_written_is_never_rewritten(trail: Trail, tmp_path: Path) -> None:
    trail.add(act(NOVEMBER, "a"))
    await trail.flush()
    path = tmp_path / "audit" / "2026-11.jsonl"
    before, inode = path.read_bytes(), path.stat().st_ino
    trail.add(act(NOVEMBER, "b"))
    await trail.flush()

    assert path.read_bytes().startswith(before)
    assert path.stat().st_ino == inode


async def test_half_a_line_of_a_power_cut_hides_no_other(trail: Trail, tmp_path: Path) -> None:
    (tmp_path / "audit").mkdir()
    (tmp_path / "audit" / "2026-11.jsonl").write_bytes(b'{"ts":1,"who":"an\n')
    trail.add(act(NOVEMBER, "after"))

    assert await everything(trail) == ["after"]


async def test_row_47_a_full_disk_delays_acts_and_leaves_no_half_lines(
    trail: Trail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trail.add(act(NOVEMBER, "before"))
    await trail.flush()
    written = os.write

    def full(handle: int, data: bytes) -> int:
        if len(data) > 20:
            return written(handle, data[:20])
        raise OSError(errno.ENOSPC, "No space left on device")

    trail.add(act(NOVEMBER, "meanwhile"))
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        await trail.flush()
        assert trail.problem is not None
        assert trail.problem.key == "audit_unwritable"
    assert (tmp_path / "audit" / "2026-11.jsonl").read_bytes().count(b"\n") == 1

    assert await everything(trail) == ["meanwhile", "before"]
    assert trail.problem is None


async def test_acts_of_a_clock_that_was_never_set_say_so(trail: Trail) -> None:
    trail.add(act(1_000_000))
    trail.add(act(NOVEMBER))

    assert [each.clock_unsure for each in await trail.find(lambda _: True, before=2**60, limit=9)] == [False, True]


async def test_the_oldest_months_make_room(trail: Trail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 1000)
    for ts in (NOVEMBER, DECEMBER):
        trail.add(act(ts, "x" * 150, before="y" * 600))
        await trail.flush()

    assert [path.name for path in (tmp_path / "audit").iterdir()] == ["2026-12.jsonl"]
