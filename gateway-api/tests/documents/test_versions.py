"""What is told about the versions of a document: since when, and by whom."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dinrail_gateway.documents.versions import KEEP, Version, Versions


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    return Versions(tmp_path, "numbers.json")


def test_each_version_tells_when_and_by_whom_newest_first(versions: Versions) -> None:
    versions.add(b"1", ts=1000, by="anna")
    versions.add(b"2", ts=2000)

    assert versions.all() == [Version(2, 2000, ""), Version(1, 1000, "anna")]


def test_what_is_dropped_is_forgotten_too(versions: Versions, tmp_path: Path) -> None:
    for number in range(KEEP + 5):
        versions.add(b"%d" % number, ts=number, by="anna")

    assert [version.number for version in versions.all()] == list(range(KEEP + 5, 5, -1))
    assert (tmp_path / "numbers-history.json").read_text().count("anna") == KEEP


@pytest.mark.parametrize("damage", [b"", b"[{", b"{}", b"\xff", None])
def test_without_the_history_a_version_has_the_time_of_its_file(
    versions: Versions, tmp_path: Path, damage: bytes | None
) -> None:
    versions.add(b"1", ts=1000, by="anna")
    os.utime(tmp_path / "numbers-000001.json", ns=(5_000_000_000, 5_000_000_000))
    history = tmp_path / "numbers-history.json"
    history.unlink() if damage is None else history.write_bytes(damage)

    assert versions.all() == [Version(1, 5000, "")]
    versions.add(b"2", ts=9000, by="bert")
    assert versions.all() == [Version(2, 9000, "bert"), Version(1, 5000, "")]


def test_a_history_that_cannot_be_written_costs_nothing_else(versions: Versions, tmp_path: Path) -> None:
    (tmp_path / "numbers-history.json").mkdir()

    assert versions.add(b"1", ts=1000, by="anna") == 1
    assert versions.read(1) == b"1"
    assert [version.number for version in versions.all()] == [1]


def test_a_number_that_was_deleted_by_hand_and_comes_again_is_told_anew(versions: Versions, tmp_path: Path) -> None:
    versions.add(b"1", ts=1000, by="anna")
    versions.add(b"2", ts=2000, by="bert")
    (tmp_path / "numbers-000002.json").unlink()

    versions.add(b"two", ts=3000, by="carl")

    assert versions.all() == [Version(2, 3000, "carl"), Version(1, 1000, "anna")]
