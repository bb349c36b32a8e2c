"""Questions about the past of points, bounded before they cost anything."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dinrail.clock import Clock
from dinrail.sample import YEAR_2000_MS
from dinrail_gateway.errors import BadRequest
from dinrail_gateway.history.buckets import Bucket, Run, Step, auto_step, buckets, span
from dinrail_gateway.history.changes import Changes
from dinrail_gateway.history.coverage import Coverage
from dinrail_gateway.history.csvdesk import CsvDesk
from dinrail_gateway.history.database import Database
from dinrail_gateway.history.language import FUNCTIONS, HOLD_S, INTEGRALS, expression, fitting, selector, words
from dinrail_gateway.history.schemas import HistoryView, SeriesView
from dinrail_gateway.history.statistics import Statistics
from dinrail_gateway.history.windows import Found, fill, parts, so_far
from dinrail_gateway.points.service import canonical
from dinrail_gateway.points.space import DataSpace

__all__ = ["MAX_BUCKETS", "MAX_POINTS", "HistoryService", "Question"]

MAX_POINTS = 50
MAX_BUCKETS = 5000
LONGEST_S = 31 * 86_400
LATEST = 4_102_444_800_000
HOLD_KNOWN_MS = 2 * 86_400_000
"""It is said every six hours while the point is."""
HOURS = {"W": "Wh", "kW": "kWh", "MW": "MWh", "A": "Ah", "mA": "mAh", "VA": "VAh", "var": "varh"}


class Question(NamedTuple):
    """`start` and `end` Unix ms; step "auto": a few hundred buckets."""

    points: Sequence[str]
    start: int
    end: int
    step: str = "auto"
    fn: str = "avg"
    tz: str = "UTC"


class HistoryService:
    """`space` knows the units of points that are there now."""

    def __init__(self, database: Database, space: DataSpace, clock: Clock) -> None:
        self.database = database
        self._space = space
        self.clock = clock
        self.coverage = Coverage(database, self.unit, clock)
        self.changes = Changes(self)
        self.statistics = Statistics(self)
        self.csv = CsvDesk(self)

    async def ask(self, question: Question) -> HistoryView:
        """Points over time; raises BadRequest, NotFound when there is no history, Unavailable when it is away."""
        points = self.points_of(question.points)
        zone = zone_of(question.tz)
        start, end = span_of(question.start, question.end)
        step = _step(question.step, start, end)
        if question.fn not in FUNCTIONS:
            raise BadRequest(f"there is no function {question.fn[:40]!r}", key="history_function_unknown")
        if span(start, end, step) - 2 > MAX_BUCKETS:
            raise BadRequest(f"more than {MAX_BUCKETS} buckets", key="history_too_much", most=MAX_BUCKETS)
        wanted = buckets(start, end, step, zone)[: MAX_BUCKETS + 2]
        found = await self.summary(points, wanted, question.fn)
        times = [bucket.start for bucket in wanted]
        series = [
            self._view(point, state, times, values, question.fn)
            for point in points
            for state, values in sorted(
                (found.get(point) or {None: [None] * len(times)}).items(), key=lambda pair: pair[0] or ""
            )
        ]
        return {
            "from": wanted[0].start,
            "to": wanted[-1].end,
            "step": step,
            "fn": question.fn,
            "tz": question.tz,
            "series": series,
        }

    def points_of(self, addresses: Sequence[str]) -> list[str]:
        """Canonical, each once; raises BadRequest."""
        points = list(dict.fromkeys(map(canonical, addresses)))
        if not 1 <= len(points) <= MAX_POINTS:
            raise BadRequest(f"1 to {MAX_POINTS} points", key="history_points", most=MAX_POINTS)
        return points

    def unit(self, point: str) -> str:
        """Unit of a point that is there now."""
        entry = self._space.get(point)
        return entry.point.unit if entry is not None and entry.point is not None else ""

    async def summary(self, points: Sequence[str], wanted: Sequence[Bucket], fn: str) -> Found:
        """Values by point and state (None where there are none) for each bucket; what lies ahead is None."""
        if not self.database.configured:
            await self.database.at("1", 0)  # says so
        now = self.clock.now_ms()
        past = [bucket for bucket in wanted if bucket.start < now]
        if not past:
            return {}
        past[-1] = so_far(past[-1], now, fn)
        holds = await self.holds(points, past[0].start, past[-1].end)
        index = {bucket.start: at for at, bucket in enumerate(wanted)}
        found: Found = {}

        async def one(run: Run, group: list[str], hold: int, *, worded: bool) -> None:
            ask = words(group, run.length, hold) if worded else expression(fn, group, run.length, hold)
            # A window is closed at its end and open at its beginning: a ms earlier it is the other way round.
            first = run.start + run.length - 1
            last = first + run.length * (run.many - 1)
            for series in await self.database.over(ask, first, last, run.length):
                fill(found, series, run, index, len(wanted), worded=worded)

        groups = [
            (hold, part)
            for hold, group in groupby(sorted((holds.get(each, HOLD_S), each) for each in points), lambda pair: pair[0])
            for part in fitting(point for _, point in group)
        ]
        await asyncio.gather(
            *(
                one(run, group, hold, worded=worded)
                for hold, group in groups
                for run in parts(past, fn, MAX_BUCKETS + 2)
                for worded in ((False, True) if fn == "state_duration" else (False,))
            )
        )
        for states in found.values():
            if len(states) > 1:
                states.pop(None, None)  # words say more than the number they stand for
        return found

    async def holds(self, points: Sequence[str], start: int, end: int) -> dict[str, int]:
        """How long a value counts in a span, where it is not the usual time; in s."""
        known = f"[{end - start + HOLD_KNOWN_MS}ms]))"
        asked = [f"max by (point) (last_over_time({selector(part, 'dinrail_hold')}{known}" for part in fitting(points)]
        told = await asyncio.gather(*(self.database.at(each, end) for each in asked))
        return {
            each.metric["point"]: int(float(each.value[1])) for part in told for each in part if each.value is not None
        }

    def _view(self, point: str, state: str | None, times: list[int], values: list[float | None], fn: str) -> SeriesView:
        unit = self.unit(point)
        if fn in INTEGRALS:
            unit = HOURS.get(unit, f"{unit}·h" if unit else "h")
        elif fn == "state_duration":
            unit = "s"
        elif fn == "count":
            unit = ""
        view: SeriesView = {"point": point, "unit": unit, "times": times, "values": values}
        if state is not None:
            view["state"] = state
        return view


def zone_of(name: str) -> ZoneInfo:
    """A time zone by its name; raises BadRequest."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise BadRequest(f"there is no time zone {name[:40]!r}", key="time_zone_unknown", tz=name[:40]) from None


def span_of(start: int, end: int) -> tuple[int, int]:
    """A span that makes sense; raises BadRequest."""
    if not YEAR_2000_MS <= start < end <= LATEST:
        raise BadRequest("`from` lies before `to`, both in Unix ms", key="history_span")
    return start, end


def _step(text: str, start: int, end: int) -> Step:
    if text == "auto":
        return auto_step(start, end)
    if text in ("day", "week", "month"):
        return text  # type: ignore[return-value]
    if not (text.isascii() and text.isdigit() and len(text) <= 8 and 0 < int(text) <= LONGEST_S):
        raise BadRequest("a step is seconds up to 31 days, day, week, month or auto", key="history_step")
    return int(text)
