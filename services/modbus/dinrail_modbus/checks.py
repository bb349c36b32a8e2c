"""What the schema of the configuration cannot say: names, addresses and options that go together."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NoReturn

from dinrail.errors import AddressError, ConfigError
from dinrail.names import join, split
from dinrail_modbus.tables import ADDRESSES, has_bits, is_writable

if TYPE_CHECKING:
    from dinrail_modbus.config import ModbusConfig, PointConfig
    from dinrail_modbus.endpoint import Endpoint

__all__ = ["check", "check_point", "size_of", "span_of"]

_REGISTERS = {
    "bool": 1, "int8": 1, "uint8": 1, "int16": 1, "uint16": 1, "int32": 2, "uint32": 2,
    "int64": 4, "uint64": 4, "float32": 2, "float64": 4,
}  # fmt: skip
_NOT_NUMBERS = ("bool", "string")


def size_of(point: PointConfig) -> int:
    """Registers a point takes (coils: 1 bit)."""
    return _REGISTERS[point.type] if point.type != "string" else point.length or 1


def span_of(point: PointConfig) -> tuple[int, int]:
    """(first address, size) of what is read for a point: its registers and that of its scale factor."""
    start, end = point.address, point.address + size_of(point)
    if point.scale_register is not None:
        start, end = min(start, point.scale_register), max(end, point.scale_register + 1)
    return start, end - start


def check(config: ModbusConfig) -> None:
    """Raise ConfigError with the JSON pointer of the first thing that cannot be."""
    for number, endpoint in enumerate(config.endpoints):
        _check_endpoint(endpoint, f"/endpoints/{number}")
    names: set[str] = set()
    units: set[int] = set()
    for index, device in enumerate(config.devices):
        place = f"/devices/{index}"
        if device.unit_id in units:
            _refuse("unit_id_twice", f"unit id {device.unit_id} is configured twice", f"{place}/unit_id")
        units.add(device.unit_id)
        if not device.broadcast and device.unit_id == 0 and any(endpoint.rtu for endpoint in config.endpoints):
            _refuse("unit_zero", "unit id 0 is everybody on RTU, and nobody answers", f"{place}/unit_id")
        if device.broadcast and device.unit_id != 0:
            _refuse("broadcast_unit", "a broadcast goes to unit id 0", f"{place}/unit_id")
        if device.prefix:
            _check_path(device.prefix, f"{place}/prefix")
        for number, point in enumerate(device.points):
            check_point(point, device.max_registers, f"{place}/points/{number}")
            if device.broadcast:
                _check_broadcast(point, f"{place}/points/{number}")
            path = join(device.prefix, point.name) if device.prefix else join(point.name)
            if path in names:
                _refuse("name_twice", f"{path!r} is configured twice", f"{place}/points/{number}/name", name=path)
            names.add(path)
    _check_profiles(config)


def _check_endpoint(endpoint: Endpoint, place: str) -> None:
    if endpoint.serial:
        if not endpoint.device:
            _refuse("serial_port_not_given", "a serial line needs a port", f"{place}/device")
        if endpoint.host:
            _refuse("transport_without", "a serial line has no host", f"{place}/host", option="host")
        return
    if not endpoint.host:
        _refuse("host_not_given", f"{endpoint.transport} needs a host", f"{place}/host")
    if endpoint.device:
        _refuse("transport_without", f"{endpoint.transport} has no serial port", f"{place}/device", option="device")


def _check_profiles(config: ModbusConfig) -> None:
    """Points of profiles share their names with nobody; a profile that is wrong itself is told by the adapter."""
    from dinrail_modbus.profiles.expansion import expand_all  # noqa: PLC0415 - profiles check their points here

    names: set[str] = set()
    discovering: set[str] = set()
    for index, expansion in enumerate(expand_all(config)):
        device = expansion.device
        if device.profile and device.broadcast:
            place = f"/devices/{index}/profile"
            _refuse("option_without_effect", "nothing is read of a broadcast", place, option="profile")
        if expansion.sunspec and device.prefix in discovering:
            name = device.prefix or "sunspec"
            _refuse("name_twice", "two SunSpec devices need prefixes", f"/devices/{index}/prefix", name=name)
        if expansion.sunspec:
            discovering.add(device.prefix)
        for point in device.points:
            path = join(device.prefix, point.name) if device.prefix else join(point.name)
            if path in names:
                _refuse("name_twice", f"{path!r} is there twice", f"/devices/{index}/prefix", name=path)
            names.add(path)


def check_point(point: PointConfig, max_registers: int, place: str) -> None:
    """Raise ConfigError with the JSON pointer below `place` of the first thing about a point that cannot be."""
    _check_path(point.name, f"{place}/name")
    _check_type(point, place)
    if point.writable and not is_writable(point.table):
        _refuse("table_read_only", f"{point.table} cannot be written", f"{place}/writable", table=point.table)
    size = size_of(point)
    if point.address + size > ADDRESSES:
        _refuse("address_beyond_end", f"{size} registers from {point.address} go past 65535", f"{place}/address")
    _check_raw(point, place)
    size = span_of(point)[1]
    if not has_bits(point.table) and size > max_registers:
        where = "length" if point.type == "string" else "type" if point.scale_register is None else "scale_register"
        limit = max_registers
        _refuse("longer_than_request", f"{size} registers, the device answers {limit}", f"{place}/{where}", max=limit)
    _check_numbers(point, place)
    _check_texts(point, place)


def _check_broadcast(point: PointConfig, place: str) -> None:
    if not point.writable:
        _refuse("broadcast_read", "a broadcast can only be written", f"{place}/writable")
    if point.byte is not None or point.type in ("int8", "uint8") or point.bit is not None:
        _refuse("broadcast_part", "part of a register cannot be written without reading it", f"{place}/type")


def _check_type(point: PointConfig, place: str) -> None:
    bits = has_bits(point.table)
    if bits and point.type != "bool":
        _refuse("coil_is_bool", f"{point.table} hold bool, not {point.type}", f"{place}/type", table=point.table)
    if point.type == "bool" and not bits and point.bit is None:
        _refuse("bit_missing", "bool in a register needs a bit", f"{place}/bit")
    if point.bit is not None and (bits or point.type != "bool"):
        _refuse("option_without_effect", "bit is for bool in a register", f"{place}/bit", option="bit")
    if point.byte is not None and point.type not in ("int8", "uint8"):
        _refuse("option_without_effect", "byte is for int8 and uint8", f"{place}/byte", option="byte")
    if point.type == "string" and point.length is None:
        _refuse("length_missing", "string needs a length in registers", f"{place}/length")
    if point.type != "string" and point.length is not None:
        _refuse("option_without_effect", "length is for string", f"{place}/length", option="length")


def _check_raw(point: PointConfig, place: str) -> None:
    whole = point.type not in (*_NOT_NUMBERS, "float32", "float64", "int8", "uint8")
    if point.scale_register is not None and not whole:
        option = "scale_register"
        _refuse("option_without_effect", f"{option} is for whole registers", f"{place}/{option}", option=option)
    if point.scale_register is not None and point.address <= point.scale_register < point.address + size_of(point):
        _refuse("scale_register_inside", "the scale factor lies inside the value", f"{place}/scale_register")
    if point.unavailable and not whole:
        _refuse("option_without_effect", "unavailable is for integers", f"{place}/unavailable", option="unavailable")
    bits = 16 * size_of(point)
    for raw in point.unavailable:
        if not -(1 << (bits - 1)) <= raw < 1 << bits:
            _refuse("raw_too_long", f"{raw} does not fit {bits} bits", f"{place}/unavailable", value=str(raw))


def _check_numbers(point: PointConfig, place: str) -> None:
    given = {
        "scale": point.scale != 1,
        "offset": point.offset != 0,
        "min": point.min is not None,
        "max": point.max is not None,
        "deadband": point.deadband != 0,
    }
    for option, is_given in given.items():
        if is_given and point.type in _NOT_NUMBERS:
            _refuse("option_without_effect", f"{option} is for numbers", f"{place}/{option}", option=option)
        if is_given and not math.isfinite(getattr(point, option)):
            _refuse("not_finite", f"{option} must be finite", f"{place}/{option}", option=option)
    if point.scale == 0:
        _refuse("scale_zero", "scale must not be 0", f"{place}/scale")
    if point.min is not None and point.max is not None and point.min > point.max:
        _refuse("range_empty", f"minimum {point.min} is above maximum {point.max}", f"{place}/min")


def _check_texts(point: PointConfig, place: str) -> None:
    if not point.texts:
        return
    if (
        point.type in ("string", "float32", "float64")
        or point.scale != 1
        or point.offset != 0
        or point.scale_register is not None
    ):
        _refuse("option_without_effect", "texts are for unscaled integers and bool", f"{place}/texts", option="texts")
    for key in point.texts:
        if not key.removeprefix("-").isdecimal() or not key.isascii():
            _refuse("text_key_invalid", f"{key[:64]!r} is not an integer", f"{place}/texts", value=key[:64])


def _check_path(path: str, place: str) -> None:
    try:
        split(path)
    except AddressError as error:
        _refuse("name_invalid", error.message, place, name=path[:64])


def _refuse(key: str, message: str, path: str, **params: str | int) -> NoReturn:
    raise ConfigError(message, path=path, key=key, **params)
