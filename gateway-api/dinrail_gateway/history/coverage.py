"""Which points there is anything of, since when and until when."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from dinrail.clock import Clock
from dinrail_gateway.history.database import Database
from dinrail_gateway.history.language import ANY, fitting, selector
from dinrail_gateway.history.schemas import PointCoverage

__all__ = ["Coverage"]

DAY = 86_400_000
STEP_DAYS = 30
DEEP_S = 3600.0
MOST_POINTS = 100_000
FRESH_S = 30.0
ANYTHING = f"{{{ANY}}}"


class Coverage:
    """The index of the database tells on which days a point was heard; its samples are looked at for one day only.

    What was found of past days does not change, except by `forget`.
    """

    def __init__(self, database: Database, unit: Callable[[str], str], clock: Clock) -> None:
        self._database = database
        self._unit = unit
        self._clock = clock
        self._first: dict[str, int] = {}
        self._last: dict[str, int] = {}
        self._told: list[PointCoverage] | None = None
        self._told_at = 0.0
        self._looked = 0
        self._heard: dict[str, tuple[int, int]] = {}
        self._deep_at: float | None = None
        self._turn = asyncio.Lock()

    def forget(self) -> None:
        """Samples of past days were added or removed."""
        self._first.clear()
        self._last.clear()
        self._told = None
        self._deep_at = None

    async def points(self) -> list[PointCoverage]:
        """All points in order; raises NotFound and Unavailable like every question."""
        async with self._turn:
            if self._told is None or self._clock.monotonic() - self._told_at > FRESH_S:
                self._told = await self._look()
                self._told_at = self._clock.monotonic()
            return self._told

    async def _look(self) -> list[PointCoverage]:
        now = self._clock.now_ms()
        fresh = await self._listen(now)
        everything = sorted(self._heard)[:MOST_POINTS]
        counted = await self._counted(now)
        recent = await self._ends("tlast", None, now)
        await self._find(self._first, {each: self._heard[each][0] for each in everything if each not in self._first})
        # What was heard since the last look may have begun to speak again and stopped.
        gone = [each for each in everything if each not in recent and (each not in self._last or each in fresh)]
        await self._find(self._last, {each: self._heard[each][1] for each in gone})
        self._looked = now
        return [
            {
                "point": point,
                "unit": self._unit(point),
                "first": self._first.get(point),
                "last": recent.get(point, self._last.get(point)),
                "samples": counted.get(point, 0),
            }
            for point in everything
        ]

    async def _listen(self, now: int) -> set[str]:
        """In which months or so each point was heard first and last; returns those heard since the last look.

        All that is kept is gone through now and then: years may lie empty before what was imported.
        """
        clock, end = self._clock.monotonic(), (now // DAY + 1) * DAY
        looked, deep = self._looked // DAY * DAY, self._deep_at is None or clock - self._deep_at > DEEP_S
        floor = await self._database.earliest(now) if deep else looked
        heard: dict[str, tuple[int, int]] = {}
        while end > floor:
            start = end - STEP_DAYS * DAY
            for name in await self._database.points(start, end - 1, ANYTHING):
                heard[name] = (start, heard[name][1] if name in heard else start)
            end = start
        if deep:
            self._deep_at, self._heard = clock, heard
            # A retention may have removed what came first.
            removed = [point for point, ts in self._first.items() if point not in heard or ts < heard[point][0]]
            for point in removed:
                del self._first[point]
        else:
            for name, (first, last) in heard.items():
                self._heard[name] = (self._heard[name][0] if name in self._heard else first, last)
        return {name for name, (_, last) in self._heard.items() if last + STEP_DAYS * DAY > looked}

    async def _find(self, into: dict[str, int], wanted: dict[str, int]) -> None:
        """For each the day in the step it is wanted of, then the sample in it."""
        fn = "tfirst" if into is self._first else "tlast"
        for start in sorted(set(wanted.values())):
            here = {point for point, step in wanted.items() if step == start}
            for day in range(STEP_DAYS) if fn == "tfirst" else reversed(range(STEP_DAYS)):
                begin = start + day * DAY
                heard = here & set(await self._database.points(begin, begin + DAY - 1, ANYTHING))
                here -= heard
                if heard:
                    into |= await self._ends(fn, sorted(heard), begin + DAY)
                if not here:
                    break

    async def _ends(self, fn: str, points: Sequence[str] | None, end: int) -> dict[str, int]:
        """Time of the first or last sample in the day up to `end`, for these or all points."""
        groups = fitting(points, said=1) if points is not None else [None]
        found: dict[str, int] = {}
        outer = "min" if fn == "tfirst" else "max"
        for group in groups:
            of = selector(group, "") if group is not None else ANYTHING
            for series in await self._database.at(f"{outer} by (point) ({fn}_over_time({of}[1d]))", end - 1):
                if series.value is not None:
                    found[series.metric["point"]] = round(float(series.value[1]) * 1000)
        return found

    async def _counted(self, now: int) -> dict[str, int]:
        numbers, words = (f"sum by (point) (count_over_time({name}[1d]))" for name in ("dinrail", "dinrail_text"))
        told = await self._database.at(f"{numbers} or {words}", now)
        return {each.metric["point"]: int(float(each.value[1])) for each in told if each.value is not None}
