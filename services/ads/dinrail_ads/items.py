"""One value of the program as a point: where it lies, what it means, what was last read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dinrail.directory import INTEGER_RANGES, Point
from dinrail.sample import Scalar
from dinrail_ads.wire.groups import BIT_GROUPS, Group

if TYPE_CHECKING:
    from dinrail_ads.config import Selection
    from dinrail_ads.pieces import Piece
    from dinrail_ads.tables import Leaf

__all__ = ["TYPE_CHANGED", "Item"]

TYPE_CHANGED = "type_changed"
_NUMBERS = frozenset(INTEGER_RANGES) | {"REAL", "LREAL"}


class Item:
    """`value` read at `ts` (Unix ms, 0 never) from `raw`; `reason` when it is not good.

    `group`, `offset`: where to read it, a handle where it has no address. `caveat` is the reason it is uncertain for;
    `stated`: the type it was configured as.
    """

    __slots__ = (
        "caveat", "codec", "deadband", "group", "interval", "leaf", "mode", "offset", "piece", "point", "raw",
        "reason", "size", "stated", "tag", "ts", "value",
    )  # fmt: skip

    def __init__(self, leaf: Leaf, selection: Selection, *, prefix: str, writable: bool, interval: float) -> None:
        self.leaf = leaf
        self.tag = f"{prefix}.{leaf.tag}" if prefix else leaf.tag
        self.codec = leaf.codec
        self.group, self.offset, self.size = leaf.group, leaf.offset, leaf.size
        self.interval = selection.interval or interval
        self.mode = selection.mode
        self.stated = selection.type
        self.deadband = selection.deadband if leaf.codec.iec in _NUMBERS else 0.0
        self.point = _point(self.tag, leaf, selection, writable=writable and leaf.writable)
        self.piece: Piece | None = None
        self.raw = b""
        self.value: Scalar = None
        self.ts = 0
        self.reason = ""
        self.caveat = ""

    @property
    def alone(self) -> bool:
        """Whether it cannot be read together with its neighbours."""
        return self.leaf.by_handle or self.leaf.group in BIT_GROUPS

    def use_handle(self, handle: int) -> None:
        """Read it by a handle from now on."""
        self.group, self.offset = int(Group.VALUE_BY_HANDLE), handle

    def inherit(self, other: Item) -> None:
        """Go on with what is known of the same point, so that the last value is not lost while it is bad."""
        self.value, self.ts, self.reason = other.value, other.ts, other.reason


def _point(tag: str, leaf: Leaf, selection: Selection, *, writable: bool) -> Point:
    low, high = _range(leaf, selection)
    return Point(
        tag,
        leaf.codec.iec,
        unit=selection.unit or leaf.unit,
        description=(selection.description or leaf.description)[:500],
        min=low,
        max=high,
        texts=leaf.codec.texts,
        writable=writable,
        refresh=selection.refresh,
    )


def _range(leaf: Leaf, selection: Selection) -> tuple[float | None, float | None]:
    """The narrowest of configuration, attributes and the type's own limits where these say more than the type."""
    if leaf.codec.iec not in _NUMBERS:
        return None, None
    low, high = selection.min, selection.max
    low = leaf.min if low is None else low
    high = leaf.max if high is None else high
    limits, whole = leaf.codec.limits, INTEGER_RANGES.get(leaf.codec.iec)
    if limits is not None and whole is not None and tuple(limits) != whole:
        low = limits[0] if low is None else max(low, limits[0])
        high = limits[1] if high is None else min(high, limits[1])
    return low, high
