"""A model as one device has it → points with addresses, types, scale factors and raws that mean "no value"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from dinrail_modbus.config import PointConfig, ValueType
from dinrail_modbus.sunspec.chain import Block
from dinrail_modbus.sunspec.model import GroupSpec, ModelSpec, PointSpec

__all__ = ["counters", "far_factors", "fixed_size", "points_of"]

MOST_POINTS = 500
"""Of one model; a count read from the device is never believed beyond that."""

NONE_READ: Mapping[int, int] = {}

_TYPES: dict[str, tuple[ValueType, tuple[int, ...]]] = {
    "int16": ("int16", (0x8000,)),
    "int32": ("int32", (0x8000_0000,)),
    "int64": ("int64", (0x8000_0000_0000_0000,)),
    "uint16": ("uint16", (0xFFFF,)),
    "count": ("uint16", (0xFFFF,)),
    "enum16": ("uint16", (0xFFFF,)),
    "bitfield16": ("uint16", (0xFFFF,)),
    "uint32": ("uint32", (0xFFFF_FFFF,)),
    "bitfield32": ("uint32", (0xFFFF_FFFF,)),
    "uint64": ("uint64", (0xFFFF_FFFF_FFFF_FFFF,)),
    "acc32": ("uint32", (0,)),
    "acc64": ("uint64", (0,)),
    "float32": ("float32", ()),
    "string": ("string", ()),
}
"""SunSpec's type → ours and its "not implemented"; a float says so by NaN, a text by being empty."""


class _Place(msgspec.Struct, frozen=True):
    """A point of the definition where it lies: `path` in dots, `scales` the factors it can see."""

    spec: PointSpec
    path: str
    address: int
    scales: Mapping[str, int]

    @property
    def factor(self) -> int | None:
        """Address of its scale factor."""
        return self.scales.get(self.spec.sf) if self.spec.sf else None

    def is_far(self, reach: int) -> bool:
        """Whether value and factor do not fit one request."""
        factor = self.factor
        if factor is None:
            return False
        return max(factor + 1, self.address + self.spec.registers) - min(factor, self.address) > reach


def points_of(
    spec: ModelSpec,
    block: Block,
    prefix: str,
    counts: Mapping[str, int],
    *,
    reach: int,
    factors: Mapping[int, int] = NONE_READ,
) -> list[PointConfig]:
    """Points that lie within the block; `counts`: what its counting points say.

    A point farther than `reach` registers from its scale factor cannot be read together with it: it takes the one that
    `factors` has for the address, and is left out without.
    """
    found: list[PointConfig] = []
    for place in _places(spec, block, counts):
        if len(found) == MOST_POINTS:
            break
        point = _point(place, prefix, reach, factors)
        if point is not None:
            found.append(point)
    return found


def far_factors(spec: ModelSpec, block: Block, counts: Mapping[str, int], reach: int) -> list[int]:
    """Addresses of scale factors that some point is too far from."""
    return sorted({place.factor for place in _places(spec, block, counts) if place.factor and place.is_far(reach)})


def counters(spec: ModelSpec) -> dict[str, int]:
    """Counting points of the fixed part: name → offset from the block's header."""
    wanted = set(_counts(spec))
    found: dict[str, int] = {}
    at = 2
    for point in spec.points:
        if point.name in wanted:
            found[point.name] = at
        at += point.registers
    return found


def fixed_size(spec: ModelSpec) -> int:
    """Registers of the header and the points that are there once."""
    return 2 + sum(point.registers for point in spec.points)


def _counts(group: GroupSpec) -> Iterator[str]:
    for child in group.groups:
        if isinstance(child.count, str):
            yield child.count
        yield from _counts(child)


def _places(spec: ModelSpec, block: Block, counts: Mapping[str, int]) -> Iterator[_Place]:
    end = block.address + 2 + block.length

    def walk(group: GroupSpec, at: int, path: str, scales: Mapping[str, int]) -> Iterator[_Place | int]:
        seen = dict(scales)
        address = at
        for point in group.points:
            if point.type == "sunssf":
                seen[point.name] = address
            address += point.registers
        address = at
        for point in group.points:
            if address + point.registers > end:
                break
            yield _Place(point, f"{path}{point.name}", address, seen)
            address += point.registers
        for child in group.groups:
            times = _times(child, counts)
            number = 0
            while number < times and address < end:
                number += 1
                name = f"{path}{child.name}." if child.count == 1 else f"{path}{child.name}.{number}."
                for each in walk(child, address, name, seen):
                    if isinstance(each, int):
                        address = each
                    else:
                        yield each
        yield address

    for each in walk(spec, block.address + 2, "", {}):
        if not isinstance(each, int):
            yield each


def _times(group: GroupSpec, counts: Mapping[str, int]) -> int:
    if isinstance(group.count, str):
        return min(counts.get(group.count, 0), MOST_POINTS)
    return group.count or MOST_POINTS


def _point(place: _Place, prefix: str, reach: int, factors: Mapping[int, int]) -> PointConfig | None:
    spec = place.spec
    if spec.type not in _TYPES:
        return None
    kind, absent = _TYPES[spec.type]
    factor, scale = place.factor, 1.0
    if spec.sf and factor is None:
        return None
    if factor is not None and place.is_far(reach):
        power = factors.get(factor)
        if power is None:
            return None
        factor, scale = None, float(f"1e{power}")
    return PointConfig(
        name=f"{prefix}.{place.path}",
        address=place.address,
        type=kind,
        order="ABCD",
        length=spec.registers if kind == "string" else None,
        scale_register=factor,
        scale=scale,
        unavailable=list(absent),
        unit=spec.unit,
        description=spec.label,
        texts={} if spec.sf else spec.texts,
        writable=spec.rw,
        poll="slow" if spec.static else "normal",
    )
