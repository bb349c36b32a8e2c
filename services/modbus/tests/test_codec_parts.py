"""Values with a scale factor register, and raws that mean "no value"."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail.errors import BadValue, OutOfRange
from dinrail_modbus.codec import IntegerCodec
from dinrail_modbus.codec_parts import AbsentCodec, RegisterScaledCodec
from dinrail_modbus.config import PointConfig
from dinrail_modbus.points import items_of
from dinrail_modbus.scaling import Scaling
from modbus_rig import Rig, typed

PLAIN = Scaling(1, 0)


def scaled(*, place: int = 0, factor_place: int = 1, size: int = 2, scale: float = 1.0) -> RegisterScaledCodec:
    raw = IntegerCodec(1, "ABCD", signed=True, scaling=PLAIN)
    return RegisterScaledCodec(raw, "ABCD", size=size, place=place, factor_place=factor_place, scale=scale)


def registers(*values: int) -> bytes:
    return b"".join((value & 0xFFFF).to_bytes(2, "big") for value in values)


@pytest.mark.parametrize(
    ("raw", "power", "value"),
    [(2312, -1, 231.2), (-120, 0, -120.0), (44, 2, 4400.0), (-1, -10, -1e-10), (1, 10, 1e10), (0, -2, 0.0)],
)
def test_the_factor_is_a_power_of_ten(raw: int, power: int, value: float) -> None:
    assert scaled().decode(registers(raw, power), 0) == value


@pytest.mark.parametrize("power", [-32768, 32767, 11, -11])
def test_without_a_factor_there_is_no_value(power: int) -> None:
    assert scaled().decode(registers(100, power), 0) is None
    with pytest.raises(BadValue) as caught:
        scaled().encode(1.0, registers(100, power))
    assert caught.value.reason.key == "not_available"


def test_the_factor_may_lie_before_the_value_and_far_from_it() -> None:
    codec = scaled(place=3, factor_place=0, size=4)
    assert codec.decode(registers(9, -2, 7, 7, 1234), 1) == 12.34
    assert (codec.place, codec.own_size, codec.size) == (3, 1, 4)


def test_a_further_scale_is_applied_too() -> None:
    assert scaled(scale=0.001).decode(registers(1234, 1), 0) == 12.34


@given(st.integers(-32768, 32767), st.integers(-6, 6))
def test_what_is_read_can_be_written(raw: int, power: int) -> None:
    data = registers(raw, power)
    assert scaled().encode(scaled().decode(data, 0) or 0.0, data) == data[:2]


def test_nothing_is_refused_before_the_factor_is_known() -> None:
    assert scaled().encode(99999.0, b"\0\0") == b""
    with pytest.raises(OutOfRange, match=r"outside -3276\.8 … 3276\.7"):
        scaled().encode(99999.0, registers(0, -1))
    with pytest.raises(BadValue):
        scaled().encode("much", registers(0, -1))


@pytest.mark.parametrize("absent", [0xFFFF, -1])
def test_a_raw_that_means_no_value_is_none_however_it_is_given(absent: int) -> None:
    codec = AbsentCodec(IntegerCodec(1, "ABCD", signed=False, scaling=Scaling(0.1, 0)), [absent], "ABCD")
    assert codec.decode(registers(0xFFFF), 0) is None
    assert codec.decode(registers(0xFFFE), 0) == 6553.4
    with pytest.raises(OutOfRange):
        codec.encode(6553.5)
    assert codec.encode(0.2) == registers(2)


def test_a_raw_that_means_no_value_follows_the_order_of_words() -> None:
    codec = AbsentCodec(IntegerCodec(2, "CDAB", signed=True, scaling=PLAIN), [0x7FFF_FFFF], "CDAB")
    assert codec.decode(registers(0xFFFF, 0x7FFF), 0) is None
    assert codec.decode(registers(0x7FFF, 0xFFFF), 0) == -32769


def test_points_say_by_their_type_that_they_are_scaled() -> None:
    point = {"name": "p", "address": 10, "type": "int16", "scale_register": 13, "unavailable": [-32768]}
    config = typed({"endpoints": [{"host": "h"}], "devices": [{"points": [point]}]})
    (item,) = items_of(config.devices[0])
    assert (item.point.type, item.span.start, item.span.size) == ("REAL", 10, 4)
    assert item.codec.decode(registers(0x8000, 0, 0, 0), 0) is None
    assert item.codec.decode(registers(55, 0, 0, -1), 0) == 5.5


def test_a_scale_factor_is_for_whole_integers() -> None:
    point = {"name": "p", "address": 0, "type": "float32", "scale_register": 4}
    with pytest.raises(Exception, match="scale_register is for whole registers"):
        typed({"endpoints": [{"host": "h"}], "devices": [{"points": [point]}]})
    assert PointConfig(name="p", address=0).scale_register is None
    assert Rig({"points": [{"name": "p", "address": 0}]}, port=502).points
