"""Nothing a device uploads crashes the tables or keeps them busy: ProtocolError, or tables that can be used."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ads_upload import data_type, item, symbol
from dinrail.errors import ProtocolError
from dinrail_ads.sim import catalogue
from dinrail_ads.sim.upload.tables import Uploads
from dinrail_ads.tables import ProgramTables

UPLOADS = Uploads(catalogue())
CHANGES = st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), max_size=12)


def use(symbols: bytes, types: bytes) -> None:
    """Everything there is, as far as it goes."""
    try:
        tables = ProgramTables.parse(symbols, types)
        for node in tables.roots().nodes:
            for child in tables.children(node.path, 0, 20).nodes:
                tables.find(child.path)
                tables.children(child.path, 0, 20)
        for leaf in islice(tables.leaves("**"), 500):
            leaf.codec.decode(bytes(leaf.size))
        for pattern in ("MAIN.*", "**.f*", "MAIN.aBlocks[*].**"):
            list(islice(tables.leaves(pattern), 100))
        tables.search("f 1", 20)
        tables.overview()
        list(islice(tables.marked(), 100))
        tables.diff(tables)
    except ProtocolError:
        pass


def changed(upload: bytes, changes: list[tuple[int, int]]) -> bytes:
    raw = bytearray(upload)
    for place, value in changes:
        raw[place % len(raw)] = value
    return bytes(raw)


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_random_bytes(symbols: bytes, types: bytes) -> None:
    use(symbols, types)


@settings(max_examples=60, deadline=5000)
@given(CHANGES, CHANGES)
def test_changed_bytes(of_symbols: list[tuple[int, int]], of_types: list[tuple[int, int]]) -> None:
    use(changed(UPLOADS.symbols, of_symbols), changed(UPLOADS.types, of_types))


@settings(max_examples=60, deadline=5000)
@given(st.integers(0, len(UPLOADS.symbols)), st.integers(0, len(UPLOADS.types)))
def test_cut_uploads(symbols: int, types: int) -> None:
    use(UPLOADS.symbols[:symbols], UPLOADS.types[:types])


@pytest.mark.parametrize("length", [0, 1, 29, 32, 10_000, 2**32 - 1])
def test_a_wrong_length_is_told_with_its_place(length: int) -> None:
    good = symbol("MAIN.a", "INT", 2, 2)
    bad = length.to_bytes(4, "little") + symbol("MAIN.b", "INT", 2, 2)[4:]
    with pytest.raises(ProtocolError, match=f"at byte {len(good)}") as caught:
        ProgramTables.parse(good + bad, b"")
    assert caught.value.params["offset"] == len(good)


def test_a_type_inside_itself_stays_closed() -> None:
    types = data_type("ST_A", size=8, items=[item("b", "ST_B", 8)]) + data_type(
        "ST_B", size=8, items=[item("a", "ST_A", 8)]
    )
    tables = ProgramTables.parse(symbol("MAIN.a", "ST_A", 8), types)
    assert list(tables.leaves("**")) == []
    assert tables.find("MAIN.a") is not None
    use(tables.symbols, tables.types)


def test_what_entries_carry_beyond_our_knowledge_is_passed_over() -> None:
    upload = symbol("MAIN.a", "INT", 2, 2, slack=7) + symbol("MAIN.b", "INT", 2, 2, offset=2)
    assert [leaf.offset for leaf in ProgramTables.parse(upload, b"").leaves("MAIN.**")] == [0, 2]
