"""From answers to routed values; an answer that equals the last one is not decoded again."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Protocol

from dinrail.clock import Clock
from dinrail.sample import Quality, Scalar
from dinrail_modbus.blocks import Block
from dinrail_modbus.points import Item

__all__ = ["Readings", "Route"]


NOT_AVAILABLE = "not_available"


class Route(Protocol):
    """Where values go: `Context.route_data` of one instance."""

    def __call__(self, tag: str, value: object, /, *, ts: int, quality: Quality, reason: str) -> None:
        """Route one value."""
        ...


class Readings:
    """Hands values on with the time of their read, and bad ones once, with the last known value and its time."""

    def __init__(self, clock: Clock, route: Route) -> None:
        self._clock = clock
        self._route = route

    def take(self, block: Block, data: bytes) -> None:
        """The answer to a block's request."""
        ts = self._clock.now_ms()
        if data == block.raw:
            self._confirm(block, ts)
            return
        block.raw = data
        route = self._route
        for item, at in block.places:
            value = item.codec.decode(data, at)
            if value is None:
                self._miss(item, ts)
                continue
            item.value, item.ts, item.reason = value, ts, ""
            route(item.tag, value, ts=ts, quality="good", reason="")

    def _miss(self, item: Item, ts: int) -> None:
        """The device itself says that it has no value."""
        item.value, item.ts = None, ts
        if item.reason != NOT_AVAILABLE:
            item.reason = NOT_AVAILABLE
            self._route(item.tag, None, ts=ts, quality="bad", reason=NOT_AVAILABLE)

    def _confirm(self, block: Block, ts: int) -> None:
        route = self._route
        for item, _ in block.places:
            if not item.reason:
                item.ts = ts
                route(item.tag, item.value, ts=ts, quality="good", reason="")

    def wrote(self, item: Item, held: bytes) -> None:
        """What a point's own registers hold after it was written; the runner routes it."""
        value = item.codec.decode(held, 0)
        item.value, item.ts, item.reason = value, self._clock.now_ms(), NOT_AVAILABLE if value is None else ""

    def spoil(self, items: Iterable[Item], reason: str) -> None:
        """Mark points bad; those that are so for the same reason already are left alone."""
        for item in items:
            if item.reason != reason:
                item.reason = reason
                ts = item.ts or self._clock.now_ms()
                self._route(item.tag, _last_known(item), ts=ts, quality="bad", reason=reason)


def _last_known(item: Item) -> Scalar:
    value = item.value
    return None if type(value) is float and not math.isfinite(value) else value
