"""One route for one source point: the steps with their state, and the outlets."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Protocol

from dinrail.sample import Sample, make_sample
from dinrail_router.operators import HELD, steps_of
from dinrail_router.route import Route

__all__ = ["Flow", "Outlet"]


class Outlet(Protocol):
    """Where a flow's results go; counts in its route what becomes of each."""

    def send(self, flow: Flow, result: Sample, now: int) -> None:
        """Deliver a result; its `ts` is the source sample's, `now` the time of receipt, Unix ms."""
        ...

    def confirm(self, ts: int) -> None:
        """The source was read at `ts` and a gate found nothing new."""
        ...

    def spoil(self, why: str) -> None:
        """The source is not to be believed any more; `why` is a reason key."""
        ...

    def suspend(self, why: str) -> None:
        """The source's instance does not deliver at present; `why` is a reason key."""
        ...

    def resume(self) -> None:
        """It delivers again, and what it said before still holds."""
        ...


class Flow:
    """Runs in the hot path: what can be decided before a sample comes is decided and lies in its own fields."""

    __slots__ = ("address", "outlets", "passes", "route", "steps", "tally", "width")

    def __init__(self, route: Route, address: str, outlets: Sequence[Outlet]) -> None:
        self.route = route
        self.tally = route.tally
        self.passes = route.plan.passes
        self.address = address
        self.outlets = tuple(outlets)
        self.width = len(outlets)
        self.steps = steps_of(route.plan.operators)

    def run(self, sample: Sample, now: int) -> None:
        """Take a sample (quality in effect) through gate of quality, steps and outlets; never raises."""
        self.tally.received += self.width
        quality = sample.quality
        if quality not in self.passes:
            self.tally.filtered["quality"] += self.width
            self.spoil(sample.why or f"source_{quality}")
            return
        value = sample.value
        if value is not None:  # null has nothing to compute with and goes on as it is
            try:
                for step in self.steps:
                    result = step(value)
                    if result is HELD:
                        self._held(sample.ts)
                        return
                    value = result
            except Exception as error:  # noqa: BLE001 - whatever a step raises costs this route one sample
                self._failed(f"{type(error).__name__}: {str(error)[:200]}")
                return
        if type(value) is float and isfinite(value):
            made = Sample(value, sample.ts, quality, sample.reason)
        else:
            made = make_sample(value, sample.ts, quality, sample.reason)
            if made.value is None and value is not None:
                self._failed(f"the result {value} is not a number")
                return
        for outlet in self.outlets:
            outlet.send(self, made, now)

    def spoil(self, why: str) -> None:
        """Make calculated points bad; what comes next passes every gate."""
        for outlet in self.outlets:
            outlet.spoil(why)
        self.forget()

    def suspend(self, why: str) -> None:
        """Make calculated points bad until `resume`; gates keep their state, so that nothing is written twice."""
        for outlet in self.outlets:
            outlet.suspend(why)

    def resume(self) -> None:
        """Undo `suspend`."""
        for outlet in self.outlets:
            outlet.resume()

    def forget(self) -> None:
        """Begin anew: the gates have let nothing through yet."""
        self.steps = steps_of(self.route.plan.operators)

    def _held(self, ts: int) -> None:
        self.tally.filtered["gate"] += self.width
        for outlet in self.outlets:
            outlet.confirm(ts)

    def _failed(self, message: str) -> None:
        self.tally.dropped["error"] += self.width
        self.route.note(self.address, message)
        if self.route.plan.bad_on_error:
            self.spoil("route_error")
