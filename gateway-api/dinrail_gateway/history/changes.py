"""When a point changed, and how long it stayed so."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from dinrail_gateway.errors import BadRequest
from dinrail_gateway.history.database import Raw
from dinrail_gateway.history.language import HOLD_S, selector
from dinrail_gateway.history.schemas import Change, ChangesView

if TYPE_CHECKING:
    from dinrail_gateway.history.service import HistoryService

__all__ = ["Changes", "changes_of", "events_of"]

MOST_DAYS = 31
MOST = 5000
DAY = 86_400_000
PIECE = DAY // 4
Known = float | str | None


class Changes:
    """From samples as they were stored, so exact to the ms; piece by piece, as they may be many."""

    def __init__(self, history: HistoryService) -> None:
        self._history = history

    async def of(self, point: str, start: int, end: int) -> ChangesView:
        """Of one point: of its words where it says words."""
        if end - start > MOST_DAYS * DAY:
            raise BadRequest(f"more than {MOST_DAYS} days", key="history_too_long", days=MOST_DAYS)
        database, now = self._history.database, self._history.clock.now_ms()
        end = max(min(end, now), start + 1)
        hold = (await self._history.holds([point], start, end)).get(point, HOLD_S) * 1000
        told: list[Change] = []
        words = selector([point], "dinrail_text")
        match = words if await database.points(start - hold, end, words) else selector([point])
        for begin in range(start, end, PIECE):
            stop = min(begin + PIECE, end)
            found = await database.raw(match, begin - hold, stop - 1)
            _append(told, await asyncio.to_thread(_piece, found, begin, stop, hold), begin, stop)
            if len(told) > MOST:
                break
        return {
            "point": point,
            "unit": self._history.unit(point),
            "changes": told[:MOST],
            "more": len(told) > MOST,
        }


def _piece(found: Iterable[Raw], begin: int, stop: int, hold: int) -> list[Change]:
    return changes_of(events_of(found), begin, stop, hold)


def _append(told: list[Change], more: Sequence[Change], begin: int, stop: int) -> None:
    """What goes on from one piece to the next is one change; what is silent in it is unknown."""
    first = more[0]["ts"] if more else stop
    silence: list[Change] = [{"ts": begin, "value": None, "duration": first - begin}] if told and first > begin else []
    for each in (*silence, *more):
        if told and told[-1]["value"] == each["value"]:
            told[-1]["duration"] += each["duration"]
        else:
            told.append(each)


def events_of(series: Iterable[Raw]) -> list[tuple[int, Known]]:
    """Values and ends of several series in order; at the same time the end of one comes before the next."""
    found: list[tuple[int, bool, Known]] = []
    for each in series:
        # An empty label is none.
        word = each.metric.get("text", "") if each.metric.get("__name__") == "dinrail_text" else None
        for ts, value in zip(each.timestamps, each.values, strict=True):
            known: Known = None if value is None else word if word is not None else value
            found.append((ts, known is not None, known))
    found.sort(key=lambda event: event[:2])
    return [(ts, known) for ts, _, known in found]


def changes_of(events: Sequence[tuple[int, Known]], start: int, end: int, hold: int) -> list[Change]:
    """Changes from `start` to `end`; nothing is known of what was not said again within `hold` ms."""
    edges: list[tuple[int, Known]] = []
    heard: int | None = None
    for ts, known in events:
        if heard is not None and ts > heard + hold:
            edges.append((heard + hold, None))
        edges.append((ts, known))
        heard = ts if known is not None else None
    if heard is not None and end > heard + hold:
        edges.append((heard + hold, None))
    merged: list[tuple[int, Known]] = []
    for ts, known in edges:
        at = max(ts, start)
        if merged and merged[-1][0] == at:
            merged.pop()
        if not merged or merged[-1][1] != known:
            merged.append((at, known))
    ends = [*(ts for ts, _ in merged[1:]), end][: len(merged)]
    return [
        {"ts": ts, "value": known, "duration": until - ts}
        for (ts, known), until in zip(merged, ends, strict=True)
        if until > ts
    ]
