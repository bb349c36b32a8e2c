"""The latch on disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail.documents import PanicLevel
from dinrail_gateway.panic.latch import RANK, Latch, decode, read, write

LEVELS: list[PanicLevel | None] = [None, "writes", "routes", "all"]
latches = st.builds(Latch, level=st.sampled_from(LEVELS), since=st.integers(0, 2**53), by=st.text(max_size=20))


def test_no_file_is_no_panic(tmp_path: Path) -> None:
    assert read(tmp_path / "panic.json", 5) is None


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"null", b"[]", b"{}", b'{"level":"some"}', b'{"level":5}', b"\xff\xfe", b'{"level":null', b"\0" * 40],
)
def test_a_damaged_file_is_full_panic_and_says_why(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "panic.json"
    path.write_bytes(data)

    latch = read(path, 5)

    assert latch is not None
    assert (latch.level, latch.since) == ("all", 5)
    assert latch.damaged


def test_a_file_that_cannot_be_read_is_full_panic(tmp_path: Path) -> None:
    (tmp_path / "panic.json").mkdir()

    latch = read(tmp_path / "panic.json", 5)

    assert latch is not None
    assert latch.level == "all"
    assert latch.damaged


@given(latches)
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, latch: Latch) -> None:
    path = tmp_path_factory.mktemp("latch") / "panic.json"
    write(path, latch)

    assert read(path, 5) == latch


@given(st.binary(max_size=200))
def test_only_a_file_that_says_so_releases(data: bytes) -> None:
    latch = decode(data, 5)

    assert latch.level is not None or (b"null" in data and not latch.damaged)


@given(st.lists(latches, min_size=1, max_size=8))
def test_setting_never_lowers(wishes: list[Latch]) -> None:
    latch = Latch(level=None)
    for wish in wishes:
        latch = latch.raised(wish)

    assert RANK[latch.level] == max(RANK[wish.level] for wish in wishes)
