"""Text to values, without a line."""

from __future__ import annotations

import itertools
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinrail.errors import ConfigError
from dinrail_serial.config import MeterConfig
from dinrail_serial.lines import LONGEST, LineReader, escaped, extractor, names_of, number
from dinrail_serial.patterns import compile_pattern


def meter(**options: Any) -> MeterConfig:
    return msgspec.convert({"name": "m", **options}, MeterConfig)


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("-1.5", ".", -1.5),
        ("+000012", ".", 12.0),
        (" 7,25 ", ",", 7.25),
        ("1e3", ".", 1000.0),
        (".5", ".", 0.5),
        ("", ".", None),
        ("nan", ".", None),
        ("inf", ".", None),
        ("0x10", ".", None),
        ("1 2", ".", None),
        ("٣", ".", None),
    ],
)
def test_only_decimal_numbers_are_numbers(text: str, decimal: str, value: float | None) -> None:
    assert number(text, decimal) == value


def test_patterns_take_what_is_there() -> None:
    config = meter(patterns=["P=(?P<p>[^ ]+)", "T=(?P<t>[0-9.]+)(?P<mark>!)?"])
    assert names_of(config) == ["p", "t", "mark"]
    extract = extractor(config)
    assert extract("P=-12 T=3.5") == {"p": -12.0, "t": 3.5}
    assert extract("P=error") == {"p": None}
    assert extract("nothing") == {}


def test_columns_that_are_missing_make_no_value() -> None:
    fields = {"b": {"kind": "text"}, "a": {"scale": 0.1, "offset": -1}}
    extract = extractor(meter(delimiter=",", columns=["", "a", "b"], fields=fields))
    assert extract("9,55,on\x07") == {"a": 4.5, "b": "on"}
    assert extract("9,55") == {}
    assert extract("9,x,off,more") == {"a": None, "b": "off"}


@given(st.binary(max_size=2000), st.lists(st.integers(0, 2000), max_size=8))
@settings(deadline=None, max_examples=300)
def test_lines_do_not_depend_on_how_the_stream_was_split(data: bytes, cuts: list[int]) -> None:
    once, pieces = LineReader(b"\r\n"), LineReader(b"\r\n")
    ends = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    parts = [line for a, b in itertools.pairwise(ends) for line in pieces.feed(data[a:b])]
    assert parts == once.feed(data)
    assert all(len(line) <= LONGEST for line in parts)


def test_a_line_without_end_is_bounded_and_the_next_is_read() -> None:
    reader = LineReader(b"\n")
    for _ in range(1000):
        assert reader.feed(b"x" * 100) == []
    assert len(reader._rest) <= LONGEST
    assert reader.feed(b"\ngood\n") == ["good"]
    assert reader.dropped == 1


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=300)
def test_any_pattern_is_taken_or_refused(text: str) -> None:
    try:
        pattern = compile_pattern(text, "/p")
    except ConfigError:
        return
    assert pattern.groupindex


@given(st.text(max_size=60))
def test_any_request_is_taken_or_refused(text: str) -> None:
    try:
        data = escaped(text, "/r")
    except ConfigError:
        return
    assert isinstance(data, bytes)


def test_escapes() -> None:
    assert escaped(r"\x02P?\r\n\\") == b"\x02P?\r\n\\"
