"""Finding, unfolding, searching and comparing, on uploads written by hand."""

from __future__ import annotations

import struct

import pytest

from ads_upload import bare_type, data_type, item, symbol
from dinrail.errors import ProtocolError
from dinrail_ads.tables import ProgramTables

INT, REAL, BIT = 2, 4, 33
ELEMENTARY = bare_type("INT", 2, INT) + bare_type("REAL", 4, REAL)
CELL = data_type("ST_Cell", size=6, items=[item("fVoltage", "REAL", 4, REAL), item("nState", "INT", 2, INT, offset=4)])
BASE = data_type("FB_Base", size=2, items=[item("nBase", "INT", 2, INT)])
PACK = data_type(
    "FB_Pack", "FB_Base", 24,
    items=[
        item("aCell", "ARRAY [1..3] OF ST_Cell", 18, offset=2),
        item("pCell", "POINTER TO ST_Cell", 4, offset=20, flags=0x800000),
    ],
)  # fmt: skip
CELLS = data_type("ARRAY [1..3] OF ST_Cell", "ST_Cell", 18, dims=[(1, 3)])
SYMBOLS = (
    symbol("GVL.fVoltage", "REAL", 4, REAL, offset=100)
    + symbol("MAIN.fbPack", "FB_Pack", 24, offset=0)
    + symbol("MAIN.nOther", "INT", 2, INT, offset=200)
)
CELL_VALUES = [f"MAIN.fbPack.aCell[{n}].{name}" for n in (1, 2, 3) for name in ("fVoltage", "nState")]


@pytest.fixture
def tables() -> ProgramTables:
    return ProgramTables.parse(SYMBOLS, ELEMENTARY + CELL + BASE + PACK + CELLS)


def paths(tables: ProgramTables, pattern: str) -> list[str]:
    return [leaf.path for leaf in tables.leaves(pattern)]


@pytest.mark.parametrize(
    "text",
    [
        "MAIN.fbPack.aCell[2].nState",
        "MAIN.fbPack.aCell.2.nState",
        "MAIN/fbPack/aCell/2/nState",
        "main.FBPACK.acell[2].NSTATE",
    ],
)
def test_a_node_is_found_by_name_and_by_tag_in_any_case(tables: ProgramTables, text: str) -> None:
    node = tables.find(text)
    assert node is not None
    assert node.leaf is not None
    assert (node.path, node.tag) == ("MAIN.fbPack.aCell[2].nState", "MAIN.fbPack.aCell.2.nState")
    assert node.leaf.offset == 2 + 6 + 4


@pytest.mark.parametrize(
    "text", ["MAIN.fbPack.aCell[0]", "MAIN.fbPack.aCell[4]", "MAIN.fbPack.aCell[1,1]", "MAIN.fbPac"]
)
def test_what_is_not_there_is_not_found(tables: ProgramTables, text: str) -> None:
    assert tables.find(text) is None


def test_inherited_members_are_members_and_pointers_are_not_followed(tables: ProgramTables) -> None:
    names = {node.name: node for node in tables.children("MAIN.fbPack").nodes}
    assert {"nBase", "aCell", "pCell"} == set(names)
    assert not names["pCell"].expandable
    assert tables.find("MAIN.fbPack.pCell.fVoltage") is None


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("MAIN.fbPack.aCell[*].fVoltage", CELL_VALUES[::2]),
        ("MAIN.fbPack.aCell.2.*", CELL_VALUES[2:4]),
        ("**.FVOLTAGE", ["GVL.fVoltage", *CELL_VALUES[::2]]),
        ("MAIN.n*", ["MAIN.nOther"]),
        ("MAIN.nothing.**", []),
    ],
)
def test_patterns(tables: ProgramTables, pattern: str, expected: list[str]) -> None:
    assert paths(tables, pattern) == expected


def test_a_block_decodes_every_value_at_its_place(tables: ProgramTables) -> None:
    block = tables.block("MAIN.fbPack.aCell")
    assert block is not None
    assert (block.offset, block.size) == (2, 18)
    raw = b"".join(struct.pack("<fh", 3.0 + n, n) for n in range(3))
    got = {leaf.path: value for leaf, value in block.decode(raw)}
    assert got == dict(zip(CELL_VALUES, [3.0, 0, 4.0, 1, 5.0, 2], strict=True))
    with pytest.raises(ProtocolError):
        list(block.decode(raw[:-1]))


def test_children_come_in_pages(tables: ProgramTables) -> None:
    page = tables.children("MAIN.fbPack.aCell", 1, 1)
    assert [node.path for node in page.nodes] == ["MAIN.fbPack.aCell[2]"]
    assert page.total == 3


def test_search_has_symbols_before_what_lies_inside_and_says_when_there_is_more(tables: ProgramTables) -> None:
    found = tables.search("voltage")
    assert [node.path for node in found.nodes] == ["GVL.fVoltage", *CELL_VALUES[::2]]
    assert not found.more
    first = tables.search("voltage", 2)
    assert (len(first.nodes), first.more) == (2, True)
    assert [node.path for node in tables.search("cell 3 volt").nodes] == ["MAIN.fbPack.aCell[3].fVoltage"]
    assert tables.search(" . ").nodes == []


def test_instances_are_everything_of_a_type(tables: ProgramTables) -> None:
    found = tables.instances("st_cell")
    assert [node.path for node in found.nodes] == [f"MAIN.fbPack.aCell[{n}]" for n in (1, 2, 3)]
    assert tables.instances("ST_Cell", 2).more
    assert tables.instances("ST_None").nodes == []


def test_a_walk_of_a_million_steps_without_a_find_ends() -> None:
    wide = "ARRAY [1..1500000] OF ST_Cell"
    types = ELEMENTARY + CELL + data_type(wide, "ST_Cell", 9_000_000, dims=[(1, 1_500_000)])
    tables = ProgramTables.parse(symbol("MAIN.aWide", wide, 9_000_000), types)
    with pytest.raises(ProtocolError) as caught:
        tables.search("wide 1400000 voltage")
    assert caught.value.reason.key == "ads_table_endless"


def test_tc2_names_are_found_with_their_leading_dot() -> None:
    tc2 = ProgramTables.parse(symbol(".NGLOBAL", "INT", 2, INT), b"")
    node = tc2.find(".nGlobal")
    assert node is not None
    assert node.leaf is not None
    assert node.leaf.path == ".NGLOBAL"
