"""Registers ↔ values: known byte sequences, round trips, and nothing that crashes it."""

from __future__ import annotations

import math
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail.errors import BadValue, OutOfRange
from dinrail_modbus.points import Item, items_of
from modbus_rig import typed


def item(**point: Any) -> Item:
    full = {"name": "p", "address": 0, "writable": True, **point}
    config = typed({"endpoints": [{"host": "h"}], "devices": [{"points": [full]}]})
    return items_of(config.devices[0])[0]


VECTORS = [
    ("int16", "ABCD", "FFFE", -2),
    ("int16", "CDAB", "8000", -32768),
    ("uint16", "ABCD", "FFFE", 65534),
    ("uint16", "BADC", "0102", 0x0201),
    ("int16", "DCBA", "FEFF", -2),
    ("uint32", "ABCD", "12345678", 0x12345678),
    ("uint32", "CDAB", "56781234", 0x12345678),
    ("uint32", "BADC", "34127856", 0x12345678),
    ("uint32", "DCBA", "78563412", 0x12345678),
    ("int32", "ABCD", "FFFE1DC0", -123456),
    ("int32", "CDAB", "1DC0FFFE", -123456),
    ("int32", "BADC", "FEFFC01D", -123456),
    ("int32", "DCBA", "C01DFEFF", -123456),
    ("uint64", "ABCD", "0102030405060708", 0x0102030405060708),
    ("uint64", "CDAB", "0708050603040102", 0x0102030405060708),
    ("uint64", "BADC", "0201040306050807", 0x0102030405060708),
    ("uint64", "DCBA", "0807060504030201", 0x0102030405060708),
    ("int64", "ABCD", "FFFFFFFFFFFFFFFF", -1),
    ("int64", "CDAB", "0000000000008000", -(2**63)),
    ("float32", "ABCD", "4366199A", 230.1),
    ("float32", "CDAB", "199A4366", 230.1),
    ("float32", "BADC", "66439A19", 230.1),
    ("float32", "DCBA", "9A196643", 230.1),
    ("float32", "ABCD", "C2F6E979", -123.456),
    ("float64", "ABCD", "400921FB54442D18", math.pi),
    ("float64", "CDAB", "2D18544421FB4009", math.pi),
    ("float64", "BADC", "0940FB214454182D", math.pi),
    ("float64", "DCBA", "182D4454FB210940", math.pi),
]


@pytest.mark.parametrize(("kind", "order", "wire", "value"), VECTORS)
def test_known_bytes_decode_to_their_value_and_back(kind: str, order: str, wire: str, value: float) -> None:
    codec = item(type=kind, order=order).codec
    assert codec.decode(bytes.fromhex(wire), 0) == value
    assert codec.encode(value) == bytes.fromhex(wire)


@pytest.mark.parametrize(
    ("order", "wire"), [("ABCD", "574F5244"), ("CDAB", "574F5244"), ("BADC", "4F574452"), ("DCBA", "4F574452")]
)
def test_words_of_a_text_keep_their_place_in_every_order(order: str, wire: str) -> None:
    codec = item(type="string", length=2, order=order).codec
    assert codec.decode(bytes.fromhex(wire), 0) == "WORD"
    assert codec.encode("WORD") == bytes.fromhex(wire)


@pytest.mark.parametrize(
    ("raw", "text"),
    [(b"AB\0\0\0\0", "AB"), (b"AB    ", "AB"), (b"AB\0JUN", "AB"), (b"\0\0\0\0\0\0", ""), (b"A\x07\xffB\0\0", "A��B")],
)
def test_text_ends_at_nul_and_shows_no_control_characters(raw: bytes, text: str) -> None:
    assert item(type="string", length=3).codec.decode(raw, 0) == text


@pytest.mark.parametrize("bit", range(16))
def test_each_bit_of_a_register_is_read_and_changed_alone(bit: int) -> None:
    codec = item(type="bool", bit=bit).codec
    word = (1 << bit).to_bytes(2, "big")
    rest = (0xFFFF ^ 1 << bit).to_bytes(2, "big")
    assert (codec.decode(word, 0), codec.decode(rest, 0)) == (True, False)
    assert (codec.encode(True, rest), codec.encode(False, b"\xff\xff")) == (b"\xff\xff", rest)


def test_bytes_of_a_register_are_separate_values() -> None:
    high, low = item(type="uint8", byte="high").codec, item(type="int8").codec
    assert (high.decode(b"\x1e\xfe", 0), low.decode(b"\x1e\xfe", 0)) == (30, -2)
    assert high.encode(255, b"\x1e\xfe") == b"\xff\xfe"
    assert low.encode(-1, b"\x1e\xfe") == b"\x1e\xff"


def test_coils_are_packed_lowest_bit_first() -> None:
    codec = item(table="coils", type="bool").codec
    assert [codec.decode(b"\x05\x02", at) for at in range(10)] == [1, 0, 1, 0, 0, 0, 0, 0, 0, 1]


def test_a_value_is_found_at_its_place_in_a_block() -> None:
    assert item(type="int32").codec.decode(bytes.fromhex("0000 0000 FFFE1DC0 0000"), 2) == -123456


def test_scaled_values_have_no_invented_digits() -> None:
    codec = item(type="int16", scale=0.1, offset=-273.15).codec
    assert codec.decode((2981).to_bytes(2, "big"), 0) == 24.95
    assert item(type="uint16", scale=0.1).codec.decode(b"\x00\x03", 0) == 0.3


@pytest.mark.parametrize(("value", "raw"), [(24.95, 2981), (24.96, 2981), (25.01, 2982)])
def test_a_scaled_value_is_rounded_to_the_nearest_raw(value: float, raw: int) -> None:
    assert item(type="int16", scale=0.1, offset=-273.15).codec.encode(value) == raw.to_bytes(2, "big")


@pytest.mark.parametrize(
    ("point", "value"),
    [
        ({"type": "uint16"}, 65536),
        ({"type": "uint16"}, -1),
        ({"type": "int8"}, 128),
        ({"type": "int64"}, 2**63),
        ({"type": "uint16", "scale": 0.1}, 6553.6),
        ({"type": "int32", "scale": 10}, 2.2e10),
        ({"type": "uint16", "scale": 1e-300}, 1e300),
        ({"type": "float32"}, 1e39),
        ({"type": "string", "length": 2}, "WORDS"),
    ],
)
def test_what_does_not_fit_the_raw_type_is_refused(point: dict[str, Any], value: float | str) -> None:
    with pytest.raises(OutOfRange):
        item(**point).codec.encode(value)


@pytest.mark.parametrize("text", ["Süd", "A\nB", "A\0B"])
def test_only_printable_ascii_is_written(text: str) -> None:
    with pytest.raises(BadValue):
        item(type="string", length=8).codec.encode(text)


def test_writable_scaled_points_tell_the_range_of_their_raw_type() -> None:
    point = item(type="uint16", scale=0.1, offset=-40, max=100).point
    assert (point.type, point.min, point.max) == ("REAL", -40.0, 100.0)


@given(
    kind=st.sampled_from(["int16", "uint16", "int32", "uint32", "int64", "uint64"]),
    order=st.sampled_from(["ABCD", "CDAB", "BADC", "DCBA"]),
    data=st.binary(min_size=16, max_size=16),
)
def test_every_integer_survives_decoding_and_encoding(kind: str, order: str, data: bytes) -> None:
    codec = item(type=kind, order=order).codec
    assert codec.encode(codec.decode(data, 1)) == data[2 : 2 + 2 * codec.size]  # type: ignore[arg-type]


@given(
    kind=st.sampled_from(["float32", "float64"]),
    order=st.sampled_from(["ABCD", "CDAB", "BADC", "DCBA"]),
    number=st.floats(width=32, allow_nan=False, allow_infinity=False),
)
def test_every_float_survives_encoding_and_decoding(kind: str, order: str, number: float) -> None:
    codec = item(type=kind, order=order).codec
    read_back = codec.decode(codec.encode(number), 0)
    assert struct.pack(">f", read_back) == struct.pack(">f", number)


@given(
    raw=st.integers(0, 65535),
    scale=st.sampled_from([0.1, 0.01, 0.001, 2.5, 10, 1 / 3, -0.1]),
    offset=st.sampled_from([0, -273.15, 1000]),
)
def test_every_scaled_raw_survives_decoding_and_encoding(raw: int, scale: float, offset: float) -> None:
    codec = item(type="uint16", scale=scale, offset=offset).codec
    assert codec.encode(codec.decode(raw.to_bytes(2, "big"), 0)) == raw.to_bytes(2, "big")  # type: ignore[arg-type]


@given(data=st.binary(min_size=8, max_size=8))
def test_no_bytes_crash_a_codec(data: bytes) -> None:
    kinds: list[dict[str, Any]] = [{"type": kind, "order": order} for kind, order, _, _ in VECTORS]
    kinds += [{"type": "string", "length": 4}, {"type": "bool", "bit": 15}, {"type": "int8", "byte": "high"}]
    for kind in kinds:
        item(**kind).codec.decode(data, 0)


@given(
    point=st.sampled_from(
        [
            {"type": "uint16"},
            {"type": "int32", "scale": 0.1},
            {"type": "float32"},
            {"type": "string", "length": 2},
            {"type": "uint8"},
        ]
    ),
    value=st.one_of(st.integers(), st.floats(), st.text(max_size=8)),
)
def test_any_value_is_encoded_or_refused(point: dict[str, Any], value: float | str) -> None:
    subject = item(**point)
    try:
        data = subject.codec.encode(value, bytes(2))
    except (OutOfRange, BadValue):
        return
    assert len(data) == 2 * subject.codec.size
