import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail.directory import INTEGER_RANGES, Point
from dinrail.errors import BadValue, Expired, NotWritable, OutOfRange
from dinrail.write import WriteRequest, encode_write, parse_write


@pytest.mark.parametrize(
    ("payload", "value"),
    [
        (b"21.5", 21.5),
        (b"true", True),
        (b"null", None),
        (b'"AUTO"', "AUTO"),
        (b"AUTO", "AUTO"),
        (b" 7 ", 7),
        (b"12 kW", "12 kW"),
        (b'{"value": 3}', 3),
        (b'{"value": 3, "ts": 5, "from": "flow"}', 3),
        ("größer".encode(), "größer"),
    ],
)
def test_request_is_understood(payload: bytes, value: object) -> None:
    assert parse_write(payload).value == value


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"  ",
        b"{}",
        b"[1]",
        b'{"value": [1]}',
        b'{"value": 1, "ts": "now"}',
        b"{",
        b"[" * 10_000,
        b'{"value":' * 10_000,
        b"\xff\xfe",
        b"a\0b",
        b"x" * 70_000,
    ],
)
def test_malformed_request_is_refused_with_a_reason(payload: bytes) -> None:
    with pytest.raises(BadValue) as caught:
        parse_write(payload)
    assert caught.value.reason.message


@given(st.binary(max_size=200))
def test_no_payload_does_more_than_be_refused(payload: bytes) -> None:
    try:
        request = parse_write(payload)
    except BadValue:
        return
    assert isinstance(request, WriteRequest)


def test_own_requests_carry_their_time_and_expire_after_five_seconds() -> None:
    request = parse_write(encode_write(1, 1_000_000))
    request.check_age(1_005_000)
    with pytest.raises(Expired):
        request.check_age(1_005_001)


def test_request_without_time_never_expires_by_itself() -> None:
    WriteRequest(1).check_age(2**50)


def point(iec_type: str, **more: object) -> Point:
    return Point("p", iec_type, writable=True, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("iec_type", "value", "typed"),
    [
        ("BOOL", 1, True),
        ("BOOL", "off", False),
        ("BOOL", "TRUE", True),
        ("INT", "12", 12),
        ("INT", 12.0, 12),
        ("REAL", 3, 3.0),
        ("REAL", "3.5", 3.5),
        ("STRING", "x", "x"),
        ("ULINT", str(2**64 - 1), 2**64 - 1),
    ],
)
def test_value_is_taken_in_the_type_of_the_point(iec_type: str, value: object, typed: object) -> None:
    accepted = point(iec_type).accept(value)  # type: ignore[arg-type]
    assert accepted == typed
    assert type(accepted) is type(typed)


@pytest.mark.parametrize(
    ("iec_type", "value"),
    [
        ("BOOL", 2),
        ("BOOL", "yes?"),
        ("BOOL", 1.0),
        ("INT", 1.5),
        ("INT", "x"),
        ("INT", True),
        ("INT", None),
        ("REAL", "x"),
        ("REAL", True),
        ("REAL", 10**400),
        ("STRING", 1),
        ("DINT", "9" * 5000),
        ("LINT", 1e300),
        ("REAL", None),
    ],
)
def test_value_of_another_type_is_refused(iec_type: str, value: object) -> None:
    with pytest.raises(BadValue):
        point(iec_type).accept(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("iec_type", ["INT", "REAL"])
@pytest.mark.parametrize("text", ["1_0", " 5 ", "5\n", "٣", "+5", "0x5", "1.", ".5", ""])
def test_text_that_is_no_plain_number_is_refused(iec_type: str, text: str) -> None:
    with pytest.raises(BadValue):
        point(iec_type).accept(text)


@pytest.mark.parametrize("iec_type", sorted(INTEGER_RANGES))
def test_integer_range_ends_where_the_type_ends(iec_type: str) -> None:
    low, high = INTEGER_RANGES[iec_type]
    assert point(iec_type).accept(str(high)) == high
    assert point(iec_type).accept(str(low)) == low
    with pytest.raises(OutOfRange):
        point(iec_type).accept(str(high + 1))
    with pytest.raises(OutOfRange):
        point(iec_type).accept(str(low - 1))


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 101, -1])
def test_value_outside_the_range_is_refused(value: float) -> None:
    with pytest.raises(OutOfRange):
        point("REAL", min=0, max=100).accept(value)


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        ({"min": 0.0, "max": 4600.0}, "9999 is outside 0…4600 of p"),
        ({"max": 0.5}, "9999 is outside …0.5 of p"),
    ],
)
def test_the_range_is_told_as_a_person_writes_it(bounds: dict[str, float], message: str) -> None:
    with pytest.raises(OutOfRange) as caught:
        point("REAL", **bounds).accept(9999)
    assert caught.value.message == message


@pytest.mark.parametrize("value", [math.nan, math.inf, "nan", "-inf"])
def test_not_a_number_is_never_written(value: float | str) -> None:
    with pytest.raises(OutOfRange):
        point("LREAL").accept(value)


def test_read_only_point_says_so_first() -> None:
    with pytest.raises(NotWritable):
        Point("p", "BOOL").accept(True)
