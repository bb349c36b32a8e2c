"""From the configuration to what is polled: each point with its codec, its place and its directory entry."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache

from dinrail.directory import IecType, Point
from dinrail.names import join
from dinrail.sample import Scalar
from dinrail_modbus.checks import size_of, span_of
from dinrail_modbus.codec import BitCodec, ByteCodec, Codec, CoilCodec, FloatCodec, IntegerCodec, TextCodec
from dinrail_modbus.codec_parts import AbsentCodec, RegisterScaledCodec
from dinrail_modbus.config import DeviceConfig, PointConfig
from dinrail_modbus.orders import Order
from dinrail_modbus.planner import Span
from dinrail_modbus.scaling import Scaling
from dinrail_modbus.tables import has_bits

__all__ = ["Item", "items_of"]

_IEC: dict[str, IecType] = {
    "bool": "BOOL",
    "int8": "SINT",
    "uint8": "USINT",
    "int16": "INT",
    "uint16": "UINT",
    "int32": "DINT",
    "uint32": "UDINT",
    "int64": "LINT",
    "uint64": "ULINT",
    "float32": "REAL",
    "float64": "LREAL",
    "string": "STRING",
}
_EXACT_IN_REAL = ("int8", "uint8", "int16", "uint16", "float32")


class Item:
    """One point and its last reading: `value` read at `ts` (Unix ms, 0 never); `reason` when it is bad."""

    __slots__ = ("codec", "deadband", "point", "poll", "reason", "span", "table", "tag", "ts", "value")

    def __init__(self, config: PointConfig, device: DeviceConfig) -> None:
        self.table = config.table
        self.poll = config.poll
        self.codec = _codec(config, device)
        self.span = Span(*span_of(config))
        self.deadband = config.deadband
        self.point = _point(config, device, self.codec)
        self.tag = self.point.path
        self.value: Scalar = None
        self.ts = 0
        self.reason = ""


def items_of(device: DeviceConfig) -> list[Item]:
    """The points of one device."""
    return [Item(point, device) for point in device.points]


def _codec(config: PointConfig, device: DeviceConfig) -> Codec:
    if has_bits(config.table):
        return _shared(CoilCodec)
    order = config.order or device.order
    kind, size, scale, offset = config.type, size_of(config), config.scale, config.offset
    if kind == "bool":
        return _shared(BitCodec, config.bit or 0)
    if kind == "string":
        return _shared(TextCodec, size, order)
    if kind in ("float32", "float64"):
        return _shared(FloatCodec, size, order, scaling=_scaling(scale, offset))
    signed = kind.startswith("int")
    if kind in ("int8", "uint8"):
        return _shared(ByteCodec, config.byte or "low", signed=signed, scaling=_scaling(scale, offset))
    if config.scale_register is None:
        codec = _shared(IntegerCodec, size, order, signed=signed, scaling=_scaling(scale, offset))
    else:
        codec = _scaled_by_register(config, order, signed=signed)
    return _shared(AbsentCodec, codec, tuple(config.unavailable), order) if config.unavailable else codec


def _scaled_by_register(config: PointConfig, order: Order, *, signed: bool) -> Codec:
    raw = _shared(IntegerCodec, size_of(config), order, signed=signed, scaling=_scaling(1, 0))
    start, size = span_of(config)
    factor_place = (config.scale_register or 0) - start
    return _shared(
        RegisterScaledCodec,
        raw,
        order,
        size=size,
        place=config.address - start,
        factor_place=factor_place,
        scale=config.scale,
    )


@lru_cache(256)
def _scaling(scale: float, offset: float) -> Scaling:
    return Scaling(scale, offset)


@lru_cache(256)
def _shared(kind: Callable[..., Codec], *arguments: Hashable, **options: Hashable) -> Codec:
    """Equal points share a codec: hundreds of them are alike."""
    return kind(*arguments, **options)


def _point(config: PointConfig, device: DeviceConfig, codec: Codec) -> Point:
    scaled = config.scale != 1 or config.offset != 0 or config.scale_register is not None
    kind = _IEC[config.type]
    if scaled:
        kind = "REAL" if config.type in _EXACT_IN_REAL else "LREAL"
    low, high = config.min, config.max
    codec = codec.inner if isinstance(codec, AbsentCodec) else codec
    if config.writable and scaled and isinstance(codec, IntegerCodec):
        lowest, highest = _scaling(config.scale, config.offset).limits(codec.lowest, codec.highest)
        low, high = lowest if low is None else low, highest if high is None else high
    return Point(
        join(device.prefix, config.name) if device.prefix else join(config.name),
        kind,
        unit=config.unit,
        description=config.description,
        min=low,
        max=high,
        texts=config.texts,
        writable=config.writable,
        refresh=config.refresh,
    )
