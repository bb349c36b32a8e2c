"""Values of the selected points as Prometheus text, and how the selection stands."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from dinrail_gateway.points.service import PointService
from dinrail_gateway.points.space import Entry
from dinrail_gateway.preferences.service import PreferenceService
from dinrail_gateway.prometheus.schemas import SelectionView
from dinrail_gateway.prometheus.selection import Selected, select

__all__ = ["PointMetrics"]

MAX_UNIT = 32


class PointMetrics:
    """One series per selected point while its value is good; the selection is looked up anew when points changed."""

    def __init__(
        self, points: PointService, preferences: PreferenceService, instances: Callable[[], Iterable[str]]
    ) -> None:
        self._points = points
        self._preferences = preferences
        self._instances = instances
        self._selected = Selected(preferences.now.prometheus)
        self._of: object = None
        self._turn = asyncio.Lock()

    async def text(self) -> bytes:
        """The exposition."""
        selected = await self._now()
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Families(self._families(selected)))
        return generate_latest(registry)

    async def view(self) -> SelectionView:
        """How the selection stands, for the settings."""
        selected = await self._now()
        return {
            "budget": selected.wanted.budget,
            "selected": selected.total,
            "over_budget": selected.over,
            "unsuited": selected.unsuited,
            "without_value": sum(_value(self._points, entry) is None for entry in selected.told),
            "patterns": [
                {"pattern": pattern, "points": count}
                for pattern, count in zip(selected.wanted.points, selected.each, strict=True)
            ],
        }

    async def _now(self) -> Selected:
        # One at a time: whoever waits finds it done.
        async with self._turn:
            settings, instances = self._preferences.now.prometheus, frozenset(self._instances())
            of = (self._points.space.changes, settings, instances)
            if of != self._of:
                self._selected = await select(self._points.space, settings, instances)
                self._of = of
            return self._selected

    def _families(self, selected: Selected) -> Iterable[Metric]:
        values = GaugeMetricFamily(
            "dinrail_point_value",
            "Value of a selected point; missing while not good",
            labels=["instance", "point", "unit"],
        )
        missing: Counter[str] = Counter()
        for entry in selected.told:
            value = _value(self._points, entry)
            missing[entry.instance] += value is None
            if value is not None and entry.point is not None:
                values.add_metric([entry.instance, entry.address, _label(entry.point.unit)], value)
        without = GaugeMetricFamily(
            "dinrail_points_without_value", "Selected points that have no good value", labels=["instance"]
        )
        for instance, count in missing.items():
            without.add_metric([instance], count)
        yield from (values, without)
        yield GaugeMetricFamily("dinrail_points_selected", "Points that the selection holds", selected.total)
        yield GaugeMetricFamily("dinrail_points_over_budget", "Selected points left out", selected.over)


class _Families(Collector):
    """What a registry asks."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        """All families."""
        return self._families


def _value(points: PointService, entry: Entry) -> float | None:
    sample = entry.sample
    if sample is None or not isinstance(sample.value, (bool, int, float)) or points.quality(entry)[0] != "good":
        return None
    try:
        return float(sample.value)
    except OverflowError:
        return None


def _label(text: str) -> str:
    """A device can call anything a unit."""
    return text[:MAX_UNIT].encode("utf-8", "replace").decode()
