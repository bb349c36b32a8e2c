from __future__ import annotations

import pytest

from dinrail.bms import Field, Series, Table, read_integer


@pytest.mark.parametrize(
    ("field", "payload", "expected"),
    [
        (Field("x", 0, "u16", per=10), "0214", 53.2),
        (Field("x", 0, "s16", per=100), "ff9c", -1.0),
        (Field("x", 0, "s16", per=100), "8000", -327.68),
        (Field("x", 0, "u16", bias=-30000, per=10), "7530", 0.0),
        (Field("x", 0, "u16", bias=-30000, per=10), "74ff", -4.9),
        (Field("x", 0, "u8", bias=-40), "00", -40),
        (Field("x", 0, "u8", bias=-40, absent=(0xFF, 0)), "00", None),
        (Field("x", 0, "s16", absent=(0xFFD8,)), "ffd8", None),
        (Field("x", 0, "s24", per=1000), "ffffff", -0.001),
        (Field("x", 0, "s24", absent=(0xFFFFFF,)), "ffffff", None),
        (Field("x", 1, "u16", times=10), "000003", 30),
        (Field("x", 0, "u64"), "ffffffffffffffff", 2**64 - 1),
        (Field("x", 1, "u16"), "0000", None),
    ],
)
def test_field(field: Field, payload: str, expected: float | None) -> None:
    assert Table("big", (field,)).read(bytes.fromhex(payload)) == {"x": expected}


def test_little_endian() -> None:
    table = Table("little", (Field("a", 0, "s16", per=10), Field("b", 2, "u32")))
    assert table.read(bytes.fromhex("f6ff01000000")) == {"a": -1.0, "b": 1}


def test_integers_stay_integers() -> None:
    assert isinstance(Table("big", (Field("n", 0, "u16"),)).read(b"\0\7")["n"], int)


def test_series_keeps_the_index_and_ends_at_count_cap_or_payload() -> None:
    series = Series(1, "u16", 3, per=1000, absent=(0xFFFF,))
    payload = bytes.fromhex("00 0ce4 ffff 0ce5 0ce6")
    assert series.read(payload, "big", 2) == (3.3, None)
    assert series.read(payload, "big", 200) == (3.3, None, 3.301)
    assert series.read(payload[:4], "big", 3) == (3.3,)
    assert series.read(b"", "big", 3) == ()


def test_read_integer_behind_the_end_is_none() -> None:
    assert read_integer(b"\xff\xfe", 0, "s16", "big") == -2
    assert read_integer(b"\xff\xfe", 1, "s16", "big") is None


@pytest.mark.parametrize("kind", ["", "i16", "u12", "s", "u16 "])
def test_kind_that_does_not_exist_is_a_mistake_of_the_table(kind: str) -> None:
    with pytest.raises(ValueError, match="is not a kind"):
        read_integer(b"\0\0", 0, kind, "big")
