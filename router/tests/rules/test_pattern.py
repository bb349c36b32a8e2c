"""Addresses with wildcards, targets, and the index that finds them."""

import fnmatch
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail.errors import AddressError
from dinrail_router.findings import TextError
from dinrail_router.index import PatternIndex
from dinrail_router.pattern import Pattern, parse_pattern, parse_target


@pytest.mark.parametrize(("pattern", "address", "captures"), [
    ("bt.bms.voltage", "bt.bms.voltage", ()),
    ("bt.bms.voltage", "bt.bms.Voltage", None),
    ("bt.*.voltage", "bt.bms_001.voltage", ("bms_001",)),
    ("bt.*.voltage", "bt.a.b.voltage", None),
    ("*.*.voltage", "bt.x.voltage", ("bt", "x")),
    ("bt.**", "bt.a.b", ("a.b",)),
    ("bt.**.v", "bt.v", ("",)),
    ("bt.**.v", "bt.a.v.b.v", ("a.v.b",)),
    ("**.a.**.b", "x.a.y.a.z.b", ("x", "y.a.z")),
    ("**", "x.y", ("x.y",)),
    ("a/b/*", "a.b.c", ("c",)),
])  # fmt: skip
def test_a_pattern_matches_and_captures(pattern, address, captures):
    assert parse_pattern(pattern).match(address.split(".")) == captures


@pytest.mark.parametrize(("target", "captures", "address"), [
    ("plc.MAIN.f", (), "plc.MAIN.f"),
    ("plc.aBattery.{1}.fVoltage", ("bms_001",), "plc.aBattery.bms_001.fVoltage"),
    ("mqtt.battery/{1}/voltage", ("x",), "mqtt.battery.x.voltage"),
    ("plc.cell_{2}_{1}", ("a", "b"), "plc.cell_b_a"),
    ("mqtt.all.{1}", ("a.b.c",), "mqtt.all.a.b.c"),
    ("mqtt.all.{1}.v", ("",), "mqtt.all.v"),
    ("{1}.copy", ("bt",), "bt.copy"),
])  # fmt: skip
def test_a_target_is_filled_with_captures(target, captures, address):
    assert parse_target(target, len(captures)).fill(captures) == address


@pytest.mark.parametrize("captures", [("router",), ("Big",), ("set",), ("",)])
def test_a_target_that_becomes_no_address_says_so(captures):
    with pytest.raises(AddressError):
        parse_target("{1}.copy", 1).fill(captures)


@pytest.mark.parametrize(("text", "offset", "key"), [
    ("", 0, "address_invalid"),
    ("bt", 0, "address_without_point"),
    ("bt..v", 3, "address_invalid"),
    ("bt.v.", 5, "address_invalid"),
    ("bt.x*.v", 4, "wildcard_partial"),
    ("bt.***", 3, "wildcard_partial"),
    ("bt.a#", 3, "address_invalid"),
    ("bt.+", 3, "address_invalid"),
    ("bt.100%", 3, "address_invalid"),
    ("bt.a\0", 3, "address_invalid"),
    ("Bt.v", 0, "instance_id_invalid"),
    ("set.bt.v", 0, "instance_id_reserved"),
    ("router.state.x", 0, "instance_id_reserved"),
    ("bt." + "x" * 1030, 0, "address_too_long"),
])  # fmt: skip
def test_a_wrong_source_is_found_where_it_is(text, offset, key):
    with pytest.raises(TextError) as caught:
        parse_pattern(text)
    assert (caught.value.offset, caught.value.finding_key) == (offset, key)


@pytest.mark.parametrize(("text", "offset", "key"), [
    ("plc", 0, "address_without_point"),
    ("plc.*.x", 4, "wildcard_in_target"),
    ("plc.{3}", 4, "capture_without_wildcard"),
    ("plc.{0}", 4, "capture_without_wildcard"),
    ("plc.a.{x}", 6, "capture_invalid"),
    ("plc.a}", 5, "capture_invalid"),
    ("panic.x", 0, "instance_id_reserved"),
    ("gateway.x", 0, "instance_id_reserved"),
])  # fmt: skip
def test_a_wrong_target_is_found_where_it_is(text, offset, key):
    with pytest.raises(TextError) as caught:
        parse_target(text, 2)
    assert (caught.value.offset, caught.value.finding_key) == (offset, key)


def test_calculated_points_are_a_source_and_a_target():
    assert parse_pattern("calc.sum").source == "calc"
    assert parse_target("calc.sum", 0).calculated


SEGMENT = st.sampled_from(["a", "b", "c", "ab"])
ADDRESSES = st.lists(SEGMENT, min_size=1, max_size=6).map(tuple)
PATTERNS = st.lists(SEGMENT | st.sampled_from(["*", "**"]), min_size=1, max_size=6).map(lambda s: Pattern(tuple(s)))


def reference(pattern: Pattern) -> re.Pattern[str]:
    """The same as a regular expression over `/a/b/c`."""
    parts = {"*": "/[^/]+", "**": "(?:/[^/]+)*"}
    return re.compile(
        "".join(parts.get(segment, "/" + fnmatch.translate(segment)[4:-3]) for segment in pattern.segments)
    )


@given(pattern=PATTERNS, address=ADDRESSES)
def test_matching_equals_a_regular_expression(pattern, address):
    matched = reference(pattern).fullmatch("/" + "/".join(address)) is not None
    assert (pattern.match(address) is not None) == matched


@given(pattern=PATTERNS, address=ADDRESSES)
def test_captures_put_back_give_the_address(pattern, address):
    captures = pattern.match(address)
    rest = iter(captures or ())
    filled = [next(rest, "") if segment in ("*", "**") else segment for segment in pattern.segments]
    assert captures is None or ".".join(part for part in filled if part) == ".".join(address)


@given(patterns=st.lists(PATTERNS, max_size=12), address=ADDRESSES)
def test_the_index_finds_exactly_what_matches(patterns, address):
    index: PatternIndex[int] = PatternIndex()
    for number, pattern in enumerate(patterns):
        index.add(pattern, number)
    expected = {number for number, pattern in enumerate(patterns) if pattern.match(address) is not None}
    assert set(index.find(address)) == expected


@given(one=PATTERNS, other=PATTERNS, address=ADDRESSES)
def test_patterns_that_share_an_address_are_found_to_overlap(one, other, address):
    index: PatternIndex[None] = PatternIndex()
    index.add(one, None)
    both = one.match(address) is not None and other.match(address) is not None
    assert not both or None in list(index.find(other.segments))
    assert (None in list(index.find(other.segments))) == overlap(one.segments, other.segments)


def overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether both stand for a common address, by definition."""
    if not one or not other:
        return set(one) | set(other) <= {"**"}
    if one[0] == "**" or other[0] == "**":
        many, rest = (one, other) if one[0] == "**" else (other, one)
        return overlap(many[1:], rest) or overlap(many, rest[1:])
    return (one[0] == other[0] or "*" in (one[0], other[0])) and overlap(one[1:], other[1:])


def test_many_double_stars_cost_no_more_than_their_product():
    pattern = Pattern(("**", "a") * 12 + ("b",))
    assert pattern.match(("a",) * 60) is None
