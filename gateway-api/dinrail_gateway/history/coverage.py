"""Which points there is anything of, since when and until when."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence

from dinrail.clock import Clock
from dinrail_gateway.history.database import Database
from dinrail_gateway.history.language import ANY, fitting, selector
from dinrail_gateway.history.schemas import PointCoverage

__all__ = ["Coverage"]

DAY = 86_400_000
STEP_DAYS = 30
EMPTY_STEPS = 24
MOST_STEPS = 1300
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
        self._turn = asyncio.Lock()

    def forget(self) -> None:
        """Samples of past days were added or removed."""
        self._first.clear()
        self._last.clear()
        self._told = None

    async def points(self) -> list[PointCoverage]:
        """All points in order; raises NotFound and Unavailable like every question."""
        async with self._turn:
            if self._told is None or self._clock.monotonic() - self._told_at > FRESH_S:
                self._told = await self._look()
                self._told_at = self._clock.monotonic()
            return self._told

    async def _look(self) -> list[PointCoverage]:
        now = self._clock.now_ms()
        steps = await self._steps(now)
        for start, names in steps:
            self._forget_removed(start, names)
        everything = sorted(set().union(*(names for _, names in steps)))[:MOST_POINTS] if steps else []
        counted = await self._counted(now)
        recent = await self._ends("tlast", None, now)
        await self._find(self._first, [each for each in everything if each not in self._first], steps[::-1], "tfirst")
        # What was heard since the last look may have begun to speak again and stopped.
        fresh = set().union(*(names for start, names in steps if start + STEP_DAYS * DAY > self._looked // DAY * DAY))
        gone = [each for each in everything if each not in recent and (each not in self._last or each in fresh)]
        await self._find(self._last, gone, steps, "tlast")
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

    def _forget_removed(self, start: int, names: set[str]) -> None:
        """What a retention removed is not where it was any more."""
        end = start + STEP_DAYS * DAY
        gone = [point for point, ts in self._first.items() if start <= ts < end and point not in names]
        for point in gone:
            del self._first[point]

    async def _steps(self, now: int) -> list[tuple[int, set[str]]]:
        """Months or so, the latest first, with the points heard in them."""
        found: list[tuple[int, set[str]]] = []
        empty, end = 0, (now // DAY + 1) * DAY
        while empty < EMPTY_STEPS and len(found) < MOST_STEPS:
            start = end - STEP_DAYS * DAY
            names = set(await self._database.points(start, end - 1, ANYTHING))
            found.append((start, names))
            empty, end = 0 if names else empty + 1, start
        return found

    async def _find(
        self, into: dict[str, int], wanted: Sequence[str], steps: Iterable[tuple[int, set[str]]], fn: str
    ) -> None:
        """For each the first of the steps it was heard in, then the day in it, then the sample."""
        missing = set(wanted)
        for start, names in steps:
            here = missing & names
            missing -= here
            days = range(STEP_DAYS) if fn == "tfirst" else reversed(range(STEP_DAYS))
            for day in days if here else ():
                begin = start + day * DAY
                heard = here & set(await self._database.points(begin, begin + DAY - 1, ANYTHING))
                here -= heard
                if heard:
                    into |= await self._ends(fn, sorted(heard), begin + DAY)
                if not here:
                    break
            if not missing:
                return

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
