"""From bytes to routed values: what did not change is confirmed now and then, not decoded and routed again."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Protocol

from dinrail.clock import Clock
from dinrail.errors import DinrailError
from dinrail.sample import Quality, Scalar
from dinrail_ads.items import Item
from dinrail_ads.pieces import Piece
from dinrail_ads.tables.codecs.bits import BitCodec

__all__ = ["Readings", "Route"]

CONFIRM_MS = 10_000


class Route(Protocol):
    """Where values go: `Context.route_data` of one instance."""

    def __call__(self, tag: str, value: object, /, *, ts: int, quality: Quality, reason: str) -> None:
        """Route one value."""
        ...


class Readings:
    """Good values with their time, bad ones once with the last known value; `confirm_ms` from the shortest refresh."""

    def __init__(self, clock: Clock, route: Route) -> None:
        self.confirm_ms = CONFIRM_MS
        self._clock = clock
        self._route = route

    def pace(self, items: Iterable[Item]) -> None:
        """Confirm often enough for these items' refresh."""
        shortest = min((item.point.refresh for item in items), default=60.0)
        self.confirm_ms = min(CONFIRM_MS, round(shortest * 250))

    def take(self, piece: Piece, data: bytes, ts: int) -> None:
        """Bytes of a piece, read or sent at `ts`; raises ProtocolError for a wrong length."""
        due = ts - piece.confirmed >= self.confirm_ms
        if data == piece.raw and not piece.spoilt and not due:
            return
        piece.check(data)
        piece.raw = data
        piece.spoilt = False
        if due:
            piece.confirmed = ts
        for item, start, end in piece.places:
            raw = data[start:end]
            if raw != item.raw or item.reason != item.caveat or not item.ts:
                self._hand_on(item, raw, ts)
            elif due:
                item.ts = ts
                self._tell(item, ts)

    def _hand_on(self, item: Item, raw: bytes, ts: int) -> None:
        item.raw = raw
        try:
            item.value = item.codec.decode(raw)
        except DinrailError as error:
            self.spoil([item], error.reason.key)
            return
        item.ts, item.reason = ts, item.caveat
        self._tell(item, ts)

    def _tell(self, item: Item, ts: int) -> None:
        quality: Quality = "uncertain" if item.caveat else "good"
        self._route(item.tag, item.value, ts=ts, quality=quality, reason=item.caveat)

    def wrote(self, item: Item, raw: bytes) -> Scalar:
        """What an item holds after it was written; the runner routes it, the next read compares anew."""
        item.value = bool(raw[:1].strip(b"\0")) if isinstance(item.codec, BitCodec) else item.codec.decode(raw)
        item.raw, item.ts, item.reason = b"", self._clock.now_ms(), item.caveat
        if item.piece is not None:
            item.piece.raw = b""
        return item.value

    def spoil(self, items: Iterable[Item], reason: str) -> None:
        """Mark points bad; those that are so for the same reason already are left alone."""
        for item in items:
            if item.reason != reason:
                item.reason = reason
                item.raw = b""
                self._route(item.tag, _known(item), ts=item.ts or self._clock.now_ms(), quality="bad", reason=reason)


def _known(item: Item) -> Scalar:
    value = item.value
    return None if type(value) is float and not math.isfinite(value) else value
