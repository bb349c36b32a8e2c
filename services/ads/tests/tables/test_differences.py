"""What differs between two programs, and which types a program has, on uploads written by hand."""

from __future__ import annotations

from ads_upload import bare_type, data_type, item, symbol
from dinrail_ads.tables import ProgramTables

INT, REAL = 2, 4
ELEMENTARY = bare_type("INT", 2, INT) + bare_type("REAL", 4, REAL)


def block(*items: bytes, size: int) -> bytes:
    return data_type("ST_Block", size=size, items=items)


VALUE = item("fValue", "REAL", 4, REAL)
OLD = ProgramTables.parse(
    symbol("MAIN.nKept", "INT", 2, INT, offset=0)
    + symbol("MAIN.nGone", "INT", 2, INT, offset=2)
    + symbol("MAIN.nOther", "INT", 2, INT, offset=4)
    + symbol("MAIN.stBlock", "ST_Block", 6, offset=8),
    ELEMENTARY + block(VALUE, item("nState", "INT", 2, INT, offset=4), size=6),
)
NEW = ProgramTables.parse(
    symbol("MAIN.fNew", "REAL", 4, REAL, offset=20)
    + symbol("MAIN.nKept", "INT", 2, INT, offset=2)
    + symbol("MAIN.nOther", "REAL", 4, REAL, offset=4)
    + symbol("MAIN.stBlock", "ST_Block", 8, offset=8),
    ELEMENTARY + block(VALUE, item("fState", "REAL", 4, REAL, offset=4), size=8),
)


def test_the_difference_has_what_is_new_gone_moved_and_of_another_type() -> None:
    found = NEW.diff(OLD)
    assert (found.added, found.removed, found.moved) == (["MAIN.fNew"], ["MAIN.nGone"], 1)
    changed = {each.path: (each.old_type, each.old_size, each.new_type, each.new_size) for each in found.changed}
    assert changed["MAIN.nOther"] == ("INT", 2, "REAL", 4)
    assert changed["MAIN.stBlock"] == ("ST_Block", 6, "ST_Block", 8)
    (type_,) = found.types
    assert (type_.name, type_.old_size, type_.new_size) == ("ST_Block", 6, 8)
    assert (type_.added, type_.removed) == (("fState",), ("nState",))


def test_the_same_program_is_no_difference() -> None:
    assert not OLD.diff(OLD)
    assert OLD.identity != NEW.identity


def test_what_is_not_listed_is_counted() -> None:
    lines = NEW.diff(OLD).lines(1)
    assert lines[0] == "+ MAIN.fNew"
    assert lines[1] == "… and 4 more"


def test_the_overview_counts_symbols_and_members_of_each_type() -> None:
    uses = {use.type: use for use in OLD.overview()}
    assert {name: use.count for name, use in uses.items()} == {"INT": 4, "REAL": 1, "ST_Block": 1}
    assert (uses["REAL"].example, uses["REAL"].size) == ("MAIN.stBlock.fValue", 4)
    assert OLD.overview()[0].type == "INT"
