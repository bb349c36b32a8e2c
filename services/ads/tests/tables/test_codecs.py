"""Every elementary type: known bytes, round trips, refusals."""

from __future__ import annotations

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ads_upload import symbol
from dinrail.errors import BadValue, NotWritable, OutOfRange, ProtocolError
from dinrail.sample import Scalar
from dinrail_ads.tables import Codec, Leaf, ProgramTables


def leaf(type_: str, size: int, kind: int, **more: dict[str, str]) -> Leaf:
    tables = ProgramTables.parse(symbol("MAIN.x", type_, size, kind, **more), b"")  # type: ignore[arg-type]
    return next(tables.leaves("MAIN.x"))


def codec(type_: str, size: int, kind: int) -> Codec:
    return leaf(type_, size, kind).codec


VECTORS = [
    ("BOOL", 1, 33, "BOOL", "01", True),
    ("BYTE", 1, 17, "BYTE", "FF", 255),
    ("SINT", 1, 16, "SINT", "80", -128),
    ("USINT", 1, 17, "USINT", "80", 128),
    ("INT", 2, 2, "INT", "FEFF", -2),
    ("UINT", 2, 18, "UINT", "FEFF", 65534),
    ("WORD", 2, 18, "WORD", "3412", 0x1234),
    ("DINT", 4, 3, "DINT", "00000080", -(2**31)),
    ("UDINT", 4, 19, "UDINT", "FFFFFFFF", 2**32 - 1),
    ("DWORD", 4, 19, "DWORD", "78563412", 0x12345678),
    ("LINT", 8, 20, "LINT", "FFFFFFFFFFFFFFFF", -1),
    ("ULINT", 8, 21, "ULINT", "FFFFFFFFFFFFFFFF", 2**64 - 1),
    ("LWORD", 8, 21, "LWORD", "0100000000000080", 2**63 + 1),
    ("UXINT", 4, 19, "UDINT", "01000000", 1),
    ("__UXINT", 8, 21, "ULINT", "0100000000000000", 1),
    ("XINT", 8, 20, "LINT", "FFFFFFFFFFFFFFFF", -1),
    ("XWORD", 4, 19, "DWORD", "02000000", 2),
    ("REAL", 4, 4, "REAL", "66665442", 53.1),
    ("LREAL", 8, 5, "LREAL", "182D4454FB210940", math.pi),
    ("REAL80", 10, 32, "LREAL", "0000000000000080FF3F", 1.0),
    ("REAL80", 10, 32, "LREAL", "00000000000000A000C0", -2.5),
    ("STRING(10)", 11, 30, "STRING", "32312CB0430000FFFFFFFF", "21,°C"),
    ("STRING", 81, 30, "STRING", "41" + "00" * 80, "A"),
    ("WSTRING(3)", 8, 31, "WSTRING", "A903480000004800", "Ω" + "H"),
    ("TIME", 4, 19, "TIME", "00000000", "PT0S"),
    ("TIME", 4, 19, "TIME", "DC050000", "PT1.5S"),
    ("TIME", 4, 19, "TIME", "FFFFFFFF", "P49DT17H2M47.295S"),
    ("LTIME", 8, 21, "LTIME", "0100000000000000", "PT0.000000001S"),
    ("LTIME", 8, 21, "LTIME", "0013E5F162030000", "PT1H2M3.5S"),
    ("DATE", 4, 19, "DATE", "00000000", "1970-01-01"),
    ("LDATE", 8, 21, "DATE", "0000AADE345C2A16", "2020-08-12"),
    ("TOD", 4, 19, "TOD", "E8030000", "00:00:01"),
    ("TIME_OF_DAY", 4, 19, "TOD", "FF5B2605", "23:59:59.999"),
    ("LTOD", 8, 21, "TOD", "0100000000000000", "00:00:00.000000001"),
    ("DT", 4, 19, "DT", "80436D38", "2000-01-01T00:00:00"),
    ("DATE_AND_TIME", 4, 19, "DT", "FFFFFFFF", "2106-02-07T06:28:15"),
    ("LDT", 8, 21, "DT", "FFFFFFFFFFFFFFFF", "2554-07-21T23:34:33.709551615"),
]


@pytest.mark.parametrize(("type_", "size", "kind", "iec", "raw", "value"), VECTORS)
def test_known_bytes(*, type_: str, size: int, kind: int, iec: str, raw: str, value: Scalar) -> None:
    found = codec(type_, size, kind)
    assert (found.iec, found.size) == (iec, size)
    assert found.decode(bytes.fromhex(raw)) == value


@pytest.mark.parametrize(("type_", "size", "kind", "iec", "raw", "value"), VECTORS)
@given(data=st.data())
def test_what_was_decoded_encodes_to_something_that_decodes_to_it(
    *, data: st.DataObject, type_: str, size: int, kind: int, iec: str, raw: str, value: Scalar
) -> None:
    found = codec(type_, size, kind)
    closing = b"\0\0" if "STRING" in type_ else b""
    drawn = data.draw(st.binary(min_size=size - len(closing), max_size=size - len(closing)))
    seen = found.decode(drawn + closing)
    if isinstance(seen, float) and not math.isfinite(seen):
        with pytest.raises(OutOfRange):
            found.encode(seen)
    elif not isinstance(seen, str) or "\ufffd" not in seen:
        written = found.encode(seen)
        assert len(written) == size
        assert found.decode(written) == seen


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_a_real_is_shown_with_the_fewest_digits_and_written_back_to_the_same_bits(number: float) -> None:
    raw = struct.pack("<f", number)
    shown = codec("REAL", 4, 4).decode(raw)
    assert codec("REAL", 4, 4).encode(shown) == raw
    assert len(repr(shown)) <= len(repr(number))


REFUSED = [
    ("BOOL", 1, 33, 1, BadValue),
    ("INT", 2, 2, 32768, OutOfRange),
    ("INT", 2, 2, True, BadValue),
    ("INT", 2, 2, 1.5, BadValue),
    ("INT", 2, 2, None, BadValue),
    ("USINT", 1, 17, -1, OutOfRange),
    ("ULINT", 8, 21, "99999999999999999999", OutOfRange),
    ("ULINT", 8, 21, "0x10", BadValue),
    ("INT (0..100)", 2, 2, 101, OutOfRange),
    ("INT (-5..100)", 2, 2, -6, OutOfRange),
    ("REAL", 4, 4, 1e39, OutOfRange),
    ("REAL", 4, 4, 10**400, OutOfRange),
    ("LREAL", 8, 5, math.nan, OutOfRange),
    ("LREAL", 8, 5, "1.0", BadValue),
    ("STRING(3)", 4, 30, "abcd", OutOfRange),
    ("STRING(3)", 4, 30, "Ω", BadValue),
    ("STRING(3)", 4, 30, "a\0", BadValue),
    ("STRING(3)", 4, 30, 3, BadValue),
    ("WSTRING(1)", 4, 31, "ab", OutOfRange),
    ("WSTRING(1)", 4, 31, "\ud800", BadValue),
    ("TIME", 4, 19, "PT0.0001S", BadValue),
    ("TIME", 4, 19, "P50D", OutOfRange),
    ("TIME", 4, 19, "P", BadValue),
    ("TIME", 4, 19, "PT", BadValue),
    ("TIME", 4, 19, "P1DT", BadValue),
    ("TIME", 4, 19, "-PT1S", BadValue),
    ("TIME", 4, 19, 5, BadValue),
    ("DATE", 4, 19, "2026-02-30", BadValue),
    ("DATE", 4, 19, "1969-12-31", OutOfRange),
    ("TOD", 4, 19, "24:00:00", BadValue),
    ("DT", 4, 19, "2026-11-26", BadValue),
    ("DT", 4, 19, "2026-11-26T07:30:00.5", BadValue),
    ("DT", 4, 19, "2200-01-01T00:00:00", OutOfRange),
]


@pytest.mark.parametrize(("type_", "size", "kind", "value", "error"), REFUSED)
def test_what_does_not_fit_is_refused(type_: str, size: int, kind: int, value: Scalar, error: type[Exception]) -> None:
    with pytest.raises(error):
        codec(type_, size, kind).encode(value)


@pytest.mark.parametrize(("type_", "size", "kind", "iec", "raw", "value"), VECTORS)
def test_too_few_bytes_are_a_protocol_error(
    *, type_: str, size: int, kind: int, iec: str, raw: str, value: Scalar
) -> None:
    with pytest.raises(ProtocolError):
        codec(type_, size, kind).decode(bytes.fromhex(raw)[:-1])


def test_utf_8_is_read_where_the_attribute_says_so() -> None:
    plain = leaf("STRING(10)", 11, 30)
    marked = leaf("STRING(10)", 11, 30, attributes={"TcEncoding": "UTF-8"})
    raw = "grün".encode().ljust(11, b"\0")
    assert (plain.codec.decode(raw), marked.codec.decode(raw)) == ("grÃ¼n", "grün")
    assert marked.codec.encode("grün") == raw


@pytest.mark.parametrize(("type_", "size", "kind"), [("INT", 4, 77), ("FANCY", 6, 77), ("REAL", 4, 77)])
def test_a_type_nobody_knows_is_shown_in_hexadecimal_and_never_written(type_: str, size: int, kind: int) -> None:
    found = leaf("FANCY" if type_ == "REAL" else type_, size, kind)
    assert found.codec.decode(bytes(range(size))) == bytes(range(size)).hex()
    assert not found.writable
    with pytest.raises(NotWritable):
        found.codec.encode("00")


def test_the_type_id_decides_when_the_name_contradicts_it() -> None:
    assert codec("INT", 4, 3).iec == "DINT"
    assert codec("DINT", 4, 4).iec == "REAL"
    assert codec("T_NOT_IN_THE_TABLE", 8, 5).iec == "LREAL"
