"""The folder: verified before it counts, nothing left behind, bounded by count and age."""

from __future__ import annotations

import errno
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from dinrail_gateway.backup.archive import Manifest, Saved, pack
from dinrail_gateway.backup.lock import Lock
from dinrail_gateway.backup.shelf import DAY_MS, Shelf
from dinrail_gateway.documents import files
from dinrail_gateway.errors import Invalid, NotFound, Unavailable

PASSPHRASE = "four words make one"
NOW = 1_780_000_000_000


def backup(created: int = NOW) -> bytes:
    manifest = Manifest(version="1", created=created, lock=Lock("", "", 0, 0, ""))
    return pack(manifest, {"settings": Saved({}, {})}, PASSPHRASE)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "backups")


def test_a_file_is_kept_for_its_owner_only(shelf: Shelf, tmp_path: Path) -> None:
    id_ = shelf.add(backup(), "manual", NOW, PASSPHRASE)

    path = tmp_path / "backups" / f"{id_}.zip"
    assert id_ == "dinrail-20260528-202640-manual"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [found.name for found in path.parent.iterdir()] == [path.name]
    assert (shelf.one(id_).kind, shelf.one(id_).problem) == ("manual", "")


def test_two_of_the_same_second_both_stay(shelf: Shelf) -> None:
    first, second = (shelf.add(backup(), "manual", NOW, PASSPHRASE) for _ in range(2))

    assert second == f"{first}-2"
    assert shelf.one(second).kind == "manual"


def test_one_that_its_passphrase_does_not_open_never_counts(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        shelf.add(backup(), "manual", NOW, "not the one it was made with")

    assert refused.value.reason.key == "passphrase_wrong"
    assert list((tmp_path / "backups").iterdir()) == []


def test_what_the_disk_changed_never_counts(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = files.write

    def forgetful(path: Path, data: bytes, *, mode: int = 0o644) -> None:
        write(path, data[:-100] + bytes(100), mode=mode)

    monkeypatch.setattr(files, "write", forgetful)

    with pytest.raises(Invalid):
        shelf.add(backup(), "manual", NOW, PASSPHRASE)
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_full_disk_is_told_before_and_while_writing(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = shelf.add(backup(), "manual", NOW, PASSPHRASE)

    class Usage(NamedTuple):
        total: int = 1 << 30
        used: int = 1 << 30
        free: int = 5 << 20

    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _: Usage())
        with pytest.raises(Unavailable) as before:
            shelf.add(backup(), "manual", NOW, PASSPHRASE)

    def no_room(path: Path, data: bytes, *, mode: int = 0o644) -> None:
        path.write_bytes(data[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, "write", no_room)
    with pytest.raises(Unavailable) as during:
        shelf.add(backup(), "manual", NOW, PASSPHRASE)

    assert (before.value.reason.key, during.value.reason.key) == ("backup_disk_full", "backup_unwritable")
    assert [found.name for found in (tmp_path / "backups").iterdir()] == [f"{kept}.zip"]


def test_by_itself_made_ones_go_by_count_and_age_and_the_newest_stays(shelf: Shelf) -> None:
    scheduled = [
        shelf.add(backup(NOW - days * DAY_MS), "scheduled", NOW - days * DAY_MS, PASSPHRASE)
        for days in (100, 40, 3, 2, 1)
    ]
    by_hand = shelf.add(backup(NOW - 500 * DAY_MS), "manual", NOW - 500 * DAY_MS, PASSPHRASE)

    gone = shelf.sweep("scheduled", NOW, keep=3, max_age_days=30)
    gone_later = shelf.sweep("scheduled", NOW + 400 * DAY_MS, keep=3, max_age_days=30)

    assert sorted(gone) == sorted(scheduled[:2])
    assert sorted(gone_later) == sorted(scheduled[2:4])
    assert {found.id for found in shelf.all()} == {scheduled[4], by_hand}


@pytest.mark.parametrize("id_", ["../secrets", "..", ".", "", "a/b", "a\0b", "x" * 200, "a%2e", ".hidden"])
def test_no_id_leads_out_of_the_folder(shelf: Shelf, tmp_path: Path, id_: str) -> None:
    (tmp_path / "secrets.zip").write_bytes(b"x")

    with pytest.raises(NotFound):
        shelf.content(id_)
    with pytest.raises(NotFound):
        shelf.remove(id_)
    assert (tmp_path / "secrets.zip").exists()


def test_files_somebody_copied_here_are_listed_with_what_is_wrong(shelf: Shelf, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "mine.zip").write_bytes(backup())
    (folder / "broken.zip").write_bytes(backup()[:300])
    (folder / "huge.zip").write_bytes(b"\0" * (9 << 20))
    (folder / "notes.txt").write_text("x")

    assert {found.id: (found.kind, found.problem) for found in shelf.all()} == {
        "mine": ("uploaded", ""),
        "broken": ("uploaded", "backup_truncated"),
        "huge": ("uploaded", "backup_too_large"),
    }


def test_what_a_power_cut_left_is_cleaned_away(shelf: Shelf, tmp_path: Path) -> None:
    id_ = shelf.add(backup(), "manual", NOW, PASSPHRASE)
    for name in (".x.unverified", ".x.unverified.new"):
        (tmp_path / "backups" / name).write_bytes(b"half")

    shelf.clean()

    assert [found.name for found in (tmp_path / "backups").iterdir()] == [f"{id_}.zip"]


def test_many_at_once_all_get_names_of_their_own(shelf: Shelf) -> None:
    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(lambda _: shelf.add(backup(), "uploaded", NOW), range(8)))

    assert len({found.id for found in shelf.all()}) == len(set(ids)) == 8
