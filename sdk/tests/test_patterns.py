"""Patterns over addresses."""

from __future__ import annotations

import itertools
import subprocess
import sys

import pytest

from dinrail.patterns import check_pattern, compile_patterns, compile_ranked


def selects(pattern: list[str], address: list[str]) -> bool:
    """What a pattern means, said slowly."""
    if not pattern or not address:
        return not pattern and not address
    first, *rest = pattern
    if first == "**":
        return any(selects(rest, address[taken:]) for taken in range(1, len(address) + 1))
    return first in ("*", address[0]) and selects(rest, address[1:])


def test_every_short_pattern_selects_what_it_says() -> None:
    addresses = [each for size in range(1, 6) for each in itertools.product("ab", repeat=size)]
    for size in range(2, 5):
        for levels in itertools.product(("a", "b", "*", "**"), repeat=size):
            compiled = compile_patterns([".".join(levels)])
            for address in addresses:
                found = compiled.fullmatch(".".join(address)) is not None
                assert found == selects(list(levels), list(address)), (levels, address)


@pytest.mark.parametrize(
    ("pattern", "address", "found"),
    [
        ("plc", "plc.a.b", True),
        ("plc", "plc", False),
        ("plc", "plc_2.a", False),
        ("plc/*/b", "plc.a.b", True),
        ("*", "plc", True),
        ("*", "plc.a", False),
        ("a.b(c", "a.b(c", True),
        ("a.x+", "a.xx", False),
    ],
)
def test_a_pattern_and_an_address(pattern: str, address: str, found: bool) -> None:
    assert (compile_patterns([pattern]).fullmatch(address) is not None) == found


def test_nothing_selects_nothing() -> None:
    assert compile_patterns([]).fullmatch("a.b") is None
    assert compile_ranked([]).fullmatch("a.b") is None


def test_the_first_that_selects_is_told() -> None:
    ranked = compile_ranked(["bms.*.soc", "bms.**", "plc"])
    numbers = {address: ranked.fullmatch(address) for address in ("bms.1.soc", "bms.1.volt", "plc.x")}
    assert {address: match and match.lastindex for address, match in numbers.items()} == {
        "bms.1.soc": 1,
        "bms.1.volt": 2,
        "plc.x": 3,
    }


def test_why_it_is_none() -> None:
    assert not check_pattern("plc.*.temperature")
    assert check_pattern("plc..x")
    assert check_pattern("plc.x+y")


def test_many_wildcards_over_a_long_address_end() -> None:
    # In a process of its own: an expression that tries everything would hold this one for years, deaf to its timeout.
    code = (
        "from dinrail.patterns import compile_ranked as c;"
        "p = c(['.'.join(['**'] * 200 + ['x'])] + ['.'.join(['**', 'a', '*'] * 60 + ['y'])]);"
        "assert not p.fullmatch('.'.join('a' * 500))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
