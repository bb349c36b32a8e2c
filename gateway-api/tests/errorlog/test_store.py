"""Faults in their file: grouped, found, bounded by age and size, put aside when damaged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from dinrail.documents import CapturedError
from dinrail_gateway.errorlog.database import LIMIT_BYTES, Damaged, open_database, put_aside
from dinrail_gateway.errorlog.store import DAY_MS, KEPT_PER_FAULT, Query, Store

NOW = 1_767_500_000_000


def error(
    mark: str = "aa", *, ts: int = NOW, message: str = "no", count: int = 1, trace: str = "Traceback"
) -> CapturedError:
    return CapturedError(ts, "ValueError", message, trace, "poll", mark, count)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    connection = open_database(tmp_path / "x.db")
    yield Store(connection)
    connection.close()


def test_the_same_fault_of_several_instances_is_one_with_all_who_had_it(store: Store) -> None:
    store.add([("a", error(count=3)), ("b", error(ts=NOW + 5, message="later")), ("a", error(ts=NOW + 2))])

    total, (fault,) = store.faults(Query())

    assert total == 1
    assert (fault.count, fault.parts) == (5, {"a": 4, "b": 1})
    assert (fault.first, fault.last) == (NOW, NOW + 5)


def test_the_latest_stands_first_and_pages_do_not_overlap(store: Store) -> None:
    store.add([("a", error(f"{number:02}", ts=NOW + number)) for number in range(25)])

    pages = [store.faults(Query(start=start, limit=10))[1] for start in (0, 10, 20)]

    assert [fault.fingerprint for page in pages for fault in page] == [f"{number:02}" for number in range(24, -1, -1)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Query(part="b"), ["bb"]),
        (Query(part="nobody"), []),
        (Query(text="100%"), ["bb"]),
        (Query(text="_"), []),
        (Query(text="valueerror no"), ["aa"]),
        (Query(text="' OR 1=1 --"), []),
        (Query(since=NOW + 1), ["bb"]),
    ],
)
def test_faults_are_found_by(store: Store, query: Query, found: list[str]) -> None:
    store.add([("a", error("aa")), ("b", error("bb", ts=NOW + 1, message="at 100% load"))])

    assert [fault.fingerprint for fault in store.faults(query)[1]] == found


def test_what_somebody_looked_at_is_new_again_when_it_comes_again(store: Store) -> None:
    store.add([("a", error("aa")), ("a", error("bb"))])
    assert store.see("aa", NOW) == 1
    assert [fault.fingerprint for fault in store.faults(Query(only_new=True))[1]] == ["bb"]

    store.add([("a", error("aa", ts=NOW + 1))])

    assert store.faults(Query(only_new=True))[0] == 2
    assert store.see(None, NOW + 1) == 2
    assert store.faults(Query(only_new=True))[0] == 0


def test_a_fault_that_goes_on_for_ever_keeps_its_latest_occurrences(store: Store) -> None:
    store.add([("a", error(ts=NOW + number)) for number in range(KEPT_PER_FAULT + 20)])

    found = store.fault("aa")

    assert found is not None
    fault, occurrences = found
    assert fault.count == KEPT_PER_FAULT + 20
    assert [each.ts for each in occurrences] == [NOW + number for number in range(KEPT_PER_FAULT + 19, 19, -1)]


def test_forgotten_with_everything(store: Store) -> None:
    store.add([("a", error())])

    assert store.forget("aa")

    assert store.fault("aa") is None
    assert not store.forget("aa")
    store.add([("b", error())])
    assert store.faults(Query())[1][0].parts == {"b": 1}


def test_old_ones_go_with_time(store: Store) -> None:
    store.add([("a", error("old", ts=NOW - 91 * DAY_MS)), ("a", error("new"))])

    store.sweep(NOW)

    assert [fault.fingerprint for fault in store.faults(Query())[1]] == ["new"]


def test_too_many_bytes_go_the_oldest_first_and_the_file_shrinks(store: Store, tmp_path: Path) -> None:
    store.add([("a", error(f"{number:04}", ts=NOW + number, trace="x" * 8000)) for number in range(2000)])
    before = store.size()

    store.sweep(NOW, limit=4 * 1024 * 1024)

    assert before > 16_000_000
    assert 3 * 1024 * 1024 < store.size() <= 4 * 1024 * 1024
    assert (tmp_path / "x.db").stat().st_size < before
    kept = [fault.fingerprint for fault in store.faults(Query(limit=500))[1]]
    assert kept[0] == "1999"
    assert store.fault("0000") is None


def test_a_batch_is_kept_whole_or_not_at_all(store: Store) -> None:
    with pytest.raises(sqlite3.Error):
        store.add([("a", error("aa")), (None, error("bb"))])  # type: ignore[list-item]

    assert store.faults(Query())[0] == 0


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough to be looked at" * 4, bytes(8192)])
def test_what_is_no_database_is_told_or_begun_anew(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(content)
    if not content:
        open_database(path).close()
        return
    with pytest.raises(Damaged):
        open_database(path)


def test_flipped_bytes_are_found(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    connection = open_database(path)
    Store(connection).add([("a", error(f"{number:04}", trace="y" * 4000)) for number in range(200)])
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    data = bytearray(path.read_bytes())
    data[4096:12288] = b"\xa5" * 8192
    path.write_bytes(data)

    with pytest.raises(Damaged):
        open_database(path)


@pytest.mark.parametrize("statement", ["CREATE TABLE other (x)", "PRAGMA user_version = 9"])
def test_somebody_elses_database_is_not_written_into(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "x.db"
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()

    with pytest.raises(Damaged):
        open_database(path)


def test_row_48_ten_gigabytes_are_not_read_through(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with path.open("wb") as file:
        file.truncate(4 * LIMIT_BYTES + 1)

    with pytest.raises(Damaged, match="MB"):
        open_database(path)


def test_at_most_three_are_kept_aside(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    for number in range(5):
        path.write_text(str(number))
        put_aside(path)

    assert sorted(file.read_text() for file in tmp_path.iterdir()) == ["2", "3", "4"]


def test_days_and_size_are_what_the_settings_say(store: Store) -> None:
    day = 86_400_000
    store.add([("plc", error("old", ts=1 * day)), ("plc", error("new", ts=9 * day))])

    store.sweep(10 * day, days=2)

    assert [fault.fingerprint for fault in store.faults(Query())[1]] == ["new"]
