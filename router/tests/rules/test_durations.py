"""Durations: what is taken, what is refused and where, and that type and parser agree."""

import json
import math
import re

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail.options import config_schema
from dinrail_router.durations import DURATION_PATTERN, Duration, in_plain_words, seconds
from dinrail_router.findings import TextError


class Waits(msgspec.Struct):
    """Has a duration."""

    time: Duration


SCHEMA = jsonschema.Draft202012Validator(config_schema(Waits))
LETTERS = st.text("0123456789.dhms -+e\n", max_size=8)


@pytest.mark.parametrize(("text", "expected"), [
    ("500ms", 0.5), ("10s", 10), ("5m", 300), ("1h", 3600), ("2d", 172_800), ("1h30m", 5400), ("1.5s", 1.5),
    ("1d2h3m4s5ms", 93_784.005), ("0s", 0), ("1m500ms", 60.5), (10, 10), (0.25, 0.25), (0, 0),
])  # fmt: skip
def test_a_duration_is_seconds(text, expected):
    assert seconds(text) == pytest.approx(expected)


@pytest.mark.parametrize(("text", "offset", "hint"), [
    ("", 0, "for example 500ms, 10s, 5m or 1h30m"),
    ("10", 2, "for example 10s"),
    ("s", 0, "for example 500ms, 10s, 5m or 1h30m"),
    ("-5s", 0, "for example 500ms, 10s, 5m or 1h30m"),
    ("10sec", 2, 'did you mean "s"?'),
    ("5 Minutes", 1, 'did you mean "m"?'),
    ("1H", 1, 'did you mean "h"?'),
    ("1h30", 4, "for example 30s"),
    ("3w", 1, "there are: ms, s, m, h, d"),
    ("30m1h", 4, "for example 1h30m"),
    ("1s2s", 3, "for example 1h30m"),
    ("1.s", 1, "for example 1s"),
    ("1s.5", 2, "for example 500ms, 10s, 5m or 1h30m"),
    (-1, 0, "for example 10s"),
    (math.inf, 0, "for example 10s"),
    (math.nan, 0, "for example 10s"),
])  # fmt: skip
def test_a_wrong_duration_is_found_where_it_is(text, offset, hint):
    with pytest.raises(TextError) as caught:
        seconds(text)
    assert (caught.value.offset, caught.value.hint, caught.value.finding_key) == (offset, hint, "duration_invalid")


@pytest.mark.parametrize("text", ["10", "10 s", "-1s", "s", "", "1s\n", "٣s", "1s1s", "1e3s"])
def test_the_type_says_what_it_wants_in_plain_words(text):
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert({"time": text}, type=Waits)
    assert in_plain_words(str(caught.value)) == "Expected a duration such as 500ms, 10s or 1h30m"
    assert in_plain_words("Expected `int`, got `str`") == "Expected `int`, got `str`"


@pytest.mark.parametrize("wrong", [-1, True, None, [], 1e400])
def test_the_type_refuses_what_is_no_duration(wrong):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"time": wrong}, type=Waits)


def test_the_schema_says_how_a_duration_is_written():
    field = SCHEMA.schema["$defs"]["Waits"]["properties"]["time"]
    assert field["x-unit"] == "s"
    assert "1h30m" in json.dumps(field)


def outcome(attempt):
    try:
        return attempt()
    except (TextError, msgspec.ValidationError) as error:
        return error


@given(LETTERS | st.from_regex(re.compile(DURATION_PATTERN)))
def test_type_schema_and_parser_take_the_same_texts(text):
    read = outcome(lambda: seconds(text))
    typed = outcome(lambda: msgspec.convert({"time": text}, type=Waits).time)
    if SCHEMA.is_valid({"time": text}):
        assert typed == text
        assert 0 <= read < 1e15
    else:
        assert isinstance(typed, msgspec.ValidationError)
        assert 0 <= read.offset <= len(text)


@given(st.tuples(*[st.integers(0, 999_999_999)] * 5), st.integers(1, 31))
def test_parts_add_up(amounts, chosen):
    units = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)]
    picked = [(amount, *unit) for bit, amount, unit in zip(range(5), amounts, units, strict=True) if chosen >> bit & 1]
    text = "".join(f"{amount}{unit}" for amount, unit, _ in picked)
    expected = sum(amount * ms for amount, _, ms in picked) / 1000
    assert seconds(text) == pytest.approx(expected, rel=1e-12)


@given(st.floats(0, 1e10))
def test_a_number_is_seconds(number):
    assert seconds(msgspec.convert({"time": number}, type=Waits).time) == number
