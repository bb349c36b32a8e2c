"""Samples out of the database as a table, and back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING

from dinrail.remotewrite import Stamp, prefix, snappy
from dinrail_gateway.errors import BadRequest
from dinrail_gateway.history.language import selector
from dinrail_gateway.history.table import HEADER, samples_of, table_of

if TYPE_CHECKING:
    from dinrail_gateway.history.service import HistoryService

__all__ = ["CsvDesk"]

DAY = 86_400_000
MOST_DAYS = 3660


class CsvDesk:
    """Goes out day by day, so that years of many points need no memory; comes in whole or not at all."""

    def __init__(self, history: HistoryService) -> None:
        self._history = history

    async def rows(self, points: Sequence[str], start: int, end: int) -> AsyncIterator[bytes]:
        """The table in pieces; raises before the first one when there will be none."""
        if end - start > MOST_DAYS * DAY:
            raise BadRequest(f"more than {MOST_DAYS} days", key="history_too_long", days=MOST_DAYS)
        end = min(end, self._history.clock.now_ms() + 1)
        spans = [(at, min(at + DAY, end)) for at in range(start, end, DAY)] or [(start, end)]
        pieces = self._pieces(points, spans)
        first = await anext(pieces, b"")

        async def all_of_it() -> AsyncIterator[bytes]:
            yield HEADER.encode() + first
            async for piece in pieces:
                yield piece

        return all_of_it()

    async def take(self, text: str) -> dict[str, int]:
        """Store a table; raises Invalid with the lines that are wrong."""
        now = self._history.clock.now_ms()
        earliest = await self._history.database.earliest(now)
        body, samples, points = await asyncio.to_thread(_encoded, text, earliest, now + DAY)
        await self._history.database.write(body)
        self._history.coverage.forget()
        return {"samples": samples, "points": points}

    async def _pieces(self, points: Sequence[str], spans: Sequence[tuple[int, int]]) -> AsyncIterator[bytes]:
        for point in points:
            for begin, stop in spans:
                found = await self._history.database.raw(selector([point]), begin, stop - 1)
                samples = chain.from_iterable(zip(each.timestamps, each.values, strict=True) for each in found)
                pairs = sorted(samples, key=itemgetter(0))
                if pairs:
                    yield await asyncio.to_thread(table_of, point, pairs)


def _encoded(text: str, earliest: int, latest: int) -> tuple[bytes, int, int]:
    found = samples_of(text, earliest, latest)
    stamp = Stamp()
    pieces = [
        begin + stamp.sample(value, ts)
        for point, samples in found.items()
        for begin in (prefix({"__name__": "dinrail", "point": point}),)
        for ts, value in samples
    ]
    return snappy(b"".join(pieces)), len(pieces), len(found)
