"""What few programs have: bounds only a member tells, arrays of bits, names that go on behind a block, hidden parts."""

from __future__ import annotations

import pytest

from ads_upload import bare_type, data_type, item, symbol
from dinrail.errors import ProtocolError
from dinrail_ads.tables import ProgramTables
from dinrail_ads.tables import program as program_module

INT, REAL, BIT = 2, 4, 33
ELEMENTARY = bare_type("INT", 2, INT) + bare_type("REAL", 4, REAL)
BITS = 0x20
PROPERTY = 0x40


def places(tables: ProgramTables, pattern: str = "**") -> dict[str, tuple[int, bool]]:
    return {leaf.path: (leaf.offset, leaf.by_bit) for leaf in tables.leaves(pattern)}


def test_an_array_whose_bounds_only_its_member_tells_as_twincat_2_has_it() -> None:
    """No entry for the array's type in the table: the member's own dimensions count."""
    block = data_type("FB_OLD", size=14, items=[
        item("NFIRST", "INT", 2, INT),
        item("AOLD", "ARRAY [-1..1,1..2] OF INT", 12, INT, offset=2, dims=[(-1, 3), (1, 2)]),
    ])  # fmt: skip
    tables = ProgramTables.parse(symbol(".FBOLD", "FB_OLD", 14, offset=100), ELEMENTARY + block)

    found = places(tables)

    assert list(found)[:3] == [".FBOLD.NFIRST", ".FBOLD.AOLD[-1,1]", ".FBOLD.AOLD[-1,2]"]
    assert [offset for offset, _ in found.values()] == [100, 102, 104, 106, 108, 110, 112]


def test_bits_of_a_structure_and_arrays_of_them_lie_where_the_table_says() -> None:
    flags = data_type("ST_Flags", size=2, items=[
        item("bFirst", "BIT", 1, BIT, offset=0, flags=BITS),
        item("aBits", "ARRAY [0..3] OF BIT", 4, BIT, offset=1, flags=BITS, dims=[(0, 4)]),
        item("bLast", "BIT", 1, BIT, offset=9, flags=BITS),
    ])  # fmt: skip
    upload = symbol("MAIN.stFlags", "ST_Flags", 2, offset=10)
    tables = ProgramTables.parse(upload, ELEMENTARY + bare_type("BIT", 1, BIT) + flags)

    nodes = {node.name: node for node in tables.children("MAIN.stFlags").nodes}
    assert {"bFirst", "aBits", "bLast"} == set(nodes)
    assert len(tables.children("MAIN.stFlags.aBits").nodes) == 4
    leaves = [leaf.path for leaf in tables.leaves("MAIN.**")]
    assert leaves == ["MAIN.stFlags.bFirst", *(f"MAIN.stFlags.aBits[{n}]" for n in range(4)), "MAIN.stFlags.bLast"]
    block = tables.block("MAIN.stFlags")
    assert block is not None
    read = [value for _, value in block.decode(bytes([0b0001_0101, 0b0000_0010]))]
    assert read == [True, False, True, False, True, True]


def test_names_that_go_on_behind_a_block_are_below_it_with_its_members() -> None:
    """Monitored properties are listed as symbols of their own, and not where the block lies."""
    block = data_type("FB_Pump", size=4, items=[item("nState", "INT", 2, INT, offset=2)])
    upload = symbol("MAIN.fbPump", "FB_Pump", 4, offset=100) + symbol(
        "MAIN.fbPump.Speed", "REAL", 4, REAL, group=0xF019
    )
    tables = ProgramTables.parse(upload, ELEMENTARY + block)

    node = tables.find("MAIN.fbPump")
    assert node is not None
    assert node.more
    assert [child.name for child in tables.children("MAIN.fbPump").nodes] == ["nState", "Speed"]
    assert {leaf.path: leaf.by_handle for leaf in tables.leaves("MAIN.fbPump")} == {
        "MAIN.fbPump.nState": False,
        "MAIN.fbPump.Speed": True,
    }
    assert tables.fits("MAIN.fbPump.**")("MAIN.fbPump.Speed")


def test_a_member_that_is_also_listed_by_itself_is_there_once() -> None:
    block = data_type("FB_Pump", size=4, items=[item("nState", "INT", 2, INT, offset=2)])
    upload = symbol("MAIN.fbPump", "FB_Pump", 4, offset=100) + symbol("MAIN.fbPump.nState", "INT", 2, INT, offset=102)
    tables = ProgramTables.parse(upload, ELEMENTARY + block)

    assert [child.name for child in tables.children("MAIN.fbPump").nodes] == ["nState"]
    assert [leaf.path for leaf in tables.leaves("MAIN.**")] == ["MAIN.fbPump.nState"]


def test_a_block_that_lists_no_members_is_shown_and_has_no_values() -> None:
    """A library's block whose insides are hidden."""
    upload = symbol("MAIN.fbSecret", "FB_Secret", 64, offset=0) + symbol("MAIN.nOpen", "INT", 2, INT, offset=64)
    tables = ProgramTables.parse(upload, ELEMENTARY + data_type("FB_Secret", size=64))

    assert [node.name for node in tables.children("MAIN").nodes] == ["fbSecret", "nOpen"]
    node = tables.find("MAIN.fbSecret")
    assert node is not None
    assert not node.expandable
    assert [leaf.path for leaf in tables.leaves("MAIN.**")] == ["MAIN.nOpen"]


def test_tables_that_unfold_into_nothing_without_end_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program_module, "MAX_BARREN", 50)
    hollow = data_type("FB_Hollow", size=8)
    array = data_type("ARRAY [1..100] OF FB_Hollow", "FB_Hollow", 800, dims=[(1, 100)])
    upload = symbol("MAIN.aHollow", "ARRAY [1..100] OF FB_Hollow", 800) + symbol(
        "MAIN.nLast", "INT", 2, INT, offset=800
    )
    tables = ProgramTables.parse(upload, ELEMENTARY + hollow + array)

    with pytest.raises(ProtocolError) as caught:
        list(tables.leaves("MAIN.**"))
    assert caught.value.reason.key == "ads_table_endless"
