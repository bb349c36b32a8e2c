"""One route for one source point: the steps with their state, and the outlets."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING, Protocol

from msgspec import UnsetType

from dinrail.sample import Quality, Sample, Scalar, make_sample
from dinrail_router.failures import NotFinite, reason_of
from dinrail_router.operators import BLOCKED, LATER, Held, Step, steps_of
from dinrail_router.route import Route

if TYPE_CHECKING:
    from dinrail_router.recording import Recording

__all__ = ["Flow", "Outlet"]


class Outlet(Protocol):
    """Where a flow's results go; counts in its route what becomes of each."""

    @property
    def address(self) -> str:
        """The target, filled in."""
        ...

    @property
    def owing(self) -> bool:
        """Whether the latest result did not reach it and will be tried again."""
        ...

    def send(self, flow: Flow, result: Sample, now: int) -> None:
        """Deliver a result; its `ts` is the source sample's, `now` the time of receipt, Unix ms."""
        ...

    def confirm(self, flow: Flow, ts: int) -> None:
        """The source of `flow` was read at `ts` and a gate found nothing new."""
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

    __slots__ = ("__weakref__", "address", "outlets", "passes", "route", "steps", "tally", "width")

    def __init__(
        self, route: Route, address: str, outlets: Sequence[Outlet], steps: tuple[Step, ...] | None = None
    ) -> None:
        self.route = route
        self.tally = route.tally
        self.passes = route.passes
        self.address = address
        self.outlets = tuple(outlets)
        self.width = len(outlets)
        self.steps = steps_of(route.plan.operators) if steps is None else steps

    def run(self, sample: Sample, now: int, stored: bool = False) -> None:
        """Take a sample (quality in effect) through gate of quality, steps and outlets; never raises.

        `now` is the time of receipt, Unix ms; `stored` that it is a copy which lay on the broker.
        """
        self.tally.received += self.width
        quality = sample.quality
        if quality not in self.passes:
            self.refuse(sample)
            return
        value = sample.value
        if value is not None:  # null has nothing to compute with and goes on as it is
            try:
                for step in self.steps:
                    result = step(value)
                    if type(result) is Held:
                        self.hold(result, sample.ts)
                        return
                    value = result  # type: ignore[assignment]
            except Exception as error:  # noqa: BLE001 - whatever a step raises costs this route one sample
                self.fail(error)
                return
        self.deliver(value, sample.ts, quality, sample.reason, now)

    def deliver(self, value: Scalar, ts: int, quality: Quality, reason: str | UnsetType, now: int) -> None:
        """Hand a result to the outlets."""
        if type(value) is float and isfinite(value):
            made = Sample(value, ts, quality, reason)
        else:
            made = make_sample(value, ts, quality, reason)
            if made.value is None and value is not None:
                self.fail(NotFinite(value))
                return
        self.route.last = made
        for outlet in self.outlets:
            outlet.send(self, made, now)

    def refuse(self, sample: Sample) -> None:
        """A sample whose quality the route does not let pass, or any while the route is held."""
        if self.route.open is not None:
            self.tally.dropped["rate"] += self.width
            return
        self.tally.filtered["quality"] += self.width
        self.spoil(sample.why or f"source_{sample.quality}")

    def spoil(self, why: str) -> None:
        """Make calculated points bad; what comes next passes every gate."""
        for outlet in self.outlets:
            outlet.spoil(why)
        self.forget()

    def lose(self, why: str) -> None:
        """The source point is there no more."""
        self.spoil(why)

    def suspend(self, why: str) -> None:
        """Make calculated points bad until `resume`; gates keep their state, so that nothing is written twice."""
        for outlet in self.outlets:
            outlet.suspend(why)

    def resume(self) -> None:
        """Undo `suspend`."""
        for outlet in self.outlets:
            outlet.resume()

    def recorded_by(self, recording: Recording | None) -> Flow:
        """Itself: only aware flows can be recorded."""
        return self

    def forget(self) -> None:
        """Open the gates: they have let nothing through yet. Other steps keep what they remember."""
        operators = self.route.plan.operators
        self.steps = tuple(
            operator.step() if operator.kind == "gate" and operator.remembers else step
            for operator, step in zip(operators, self.steps, strict=True)
        )

    def hold(self, result: Held, ts: int) -> None:
        """A step let nothing through."""
        if result is LATER:
            self.tally.pending += self.width
        else:
            self.tally.filtered["gate"] += self.width
        if result is not BLOCKED:
            for outlet in self.outlets:
                outlet.confirm(self, ts)

    def fail(self, error: Exception) -> None:
        """A step, or what came out of them all, was wrong."""
        self.tally.dropped["error"] += self.width
        self.route.note(self.address, reason_of(error))
        if self.route.plan.bad_on_error:
            self.spoil("route_error")
