from __future__ import annotations

import pytest

from dinrail.patterns import check_pattern, compile_patterns

FITS = [
    ("**", "a.b", True),
    ("bms", "bms.x.y", True),
    ("bms", "bms2.x", False),
    ("bms.**", "bms.x.y", True),
    ("bms.*", "bms.x.y", False),
    ("plc.*.t", "plc.room.t", True),
    ("plc.*.t", "plc.room.wall.t", False),
    ("**.power", "inv.grid.power", True),
    ("plc/room/t", "plc.room.t", True),
    ("a.b%2Ec", "a.b%2Ec", True),
    ("a.b", "aXb", False),
]


@pytest.mark.parametrize(("pattern", "address", "fits"), FITS)
def test_what_a_pattern_selects(pattern: str, address: str, fits: bool) -> None:
    assert check_pattern(pattern) == ""
    assert bool(compile_patterns([pattern]).fullmatch(address)) is fits
    assert bool(compile_patterns(["none.x", pattern]).fullmatch(address)) is fits


def test_no_patterns_select_nothing() -> None:
    assert compile_patterns([]).fullmatch("a.b") is None


@pytest.mark.parametrize("pattern", ["", "a..b", "a.b+", "a.#", ".a", "a.\n"])
def test_what_is_no_pattern(pattern: str) -> None:
    assert check_pattern(pattern)
