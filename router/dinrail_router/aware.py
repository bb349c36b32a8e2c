"""A flow whose route looks further than the value at hand: time, conditions, other points, its own echo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple
from weakref import WeakSet

from msgspec import UNSET, UnsetType

from dinrail.clock import Clock
from dinrail.sample import Quality, Sample, Scalar
from dinrail_router.cell import Cell
from dinrail_router.flow import Flow, Outlet
from dinrail_router.hops import Hops
from dinrail_router.operators import HELD, LATER, Held, NotKnown, Step
from dinrail_router.pair import SETTLE_S, Pair, tolerance_of
from dinrail_router.pattern import fill_captures
from dinrail_router.recording import Recording
from dinrail_router.route import Route
from dinrail_router.scene import StepScene
from dinrail_router.timers import Timer, Timers

__all__ = ["AwareFlow", "Surroundings"]


_BEFORE_ALL = -1


class Surroundings(NamedTuple):
    """What all flows of an engine share: `cell` of an address, and whether the panic latch holds everything."""

    clock: Clock
    timers: Timers
    cell: Callable[[str], Cell]
    hops: Hops
    held: Callable[[], bool] = lambda: False


class AwareFlow(Flow):
    """`ts` to `prev` are of the sample at hand; `recording` is set while somebody wants to see what it does."""

    __slots__ = (
        "_behind",
        "_condition",
        "_kept",
        "_offered",
        "_reason",
        "_suspended",
        "_timers",
        "_tolerance",
        "captures",
        "now",
        "prev",
        "quality",
        "recording",
        "stored",
        "surroundings",
        "ts",
        "wall",
    )

    def __init__(
        self,
        route: Route,
        address: str,
        outlets: Sequence[Outlet],
        captures: Sequence[str],
        surroundings: Surroundings,
    ) -> None:
        super().__init__(route, address, outlets, ())
        self.surroundings = surroundings
        self.captures = tuple(captures)
        self.ts = self.wall = 0
        self.now = 0.0
        self.quality: Quality = "good"
        self.stored = False
        self.prev: Scalar = None
        self.recording: Recording | None = None
        self._reason: str | UnsetType = UNSET
        self._suspended = ""
        self._kept = 0
        self._behind = 0  # the highest hop count of what is kept
        self._offered: Scalar | Held = HELD  # a stored copy that waits for the one of the other side
        self._tolerance = tolerance_of(route.plan.operators) if route.pair is not None else 0.0
        self._timers: WeakSet[Timer] = WeakSet()  # one that is cancelled leaves by itself
        self.steps = tuple(self._step(index) for index in range(len(route.plan.operators)))
        condition = route.plan.condition
        outside = StepScene(self, _BEFORE_ALL)
        self._condition = condition.bind(outside, outside.read) if condition is not None else None

    @classmethod
    def of(cls, flow: Flow, surroundings: Surroundings) -> AwareFlow:
        """The same flow, able to be recorded; it goes on with the steps as they are."""
        aware = cls(flow.route, flow.address, flow.outlets, (), surroundings)
        aware.steps = flow.steps  # with what they remember
        aware.passes = flow.passes
        return aware

    def run(self, sample: Sample, now: int, stored: bool = False) -> None:
        """Take a sample through gate of quality, schedule, echo, condition, steps and outlets; never raises."""
        if self.recording is not None:
            self.recording.begin(self, sample)
        self.tally.received += self.width
        self.ts, self.wall, self.now = sample.ts, now, self.surroundings.clock.monotonic()
        self.quality, self._reason, self.stored = sample.quality, sample.reason, stored
        self._suspended = ""
        behind = self.surroundings.hops.behind
        if behind > self._behind or not self._kept:
            self._behind = behind
        if sample.quality not in self.passes:
            self.refuse(sample)
        else:
            self._admit(sample.value)
            self.prev = sample.value
        if self.recording is not None:
            self.recording.end(self)

    def lose(self, why: str) -> None:
        """Also what was kept for later does not go out before there is a sample again."""
        self._suspended = why
        super().lose(why)

    def suspend(self, why: str) -> None:
        """Also what was kept for later does not go out before the source delivers again."""
        self._suspended = why
        super().suspend(why)

    def resume(self) -> None:
        """Undo `suspend`, if the other points it computes with are there as well."""
        self._suspended = ""
        if all(self._is_known(address) for address in self.route.plan.inputs):
            super().resume()

    def input_lost(self, why: str) -> None:
        """Another point it computes with is not to be believed any more."""
        for outlet in self.outlets:
            outlet.suspend(why)

    def recorded_by(self, recording: Recording | None) -> Flow:
        """Have every sample recorded, or no longer."""
        self.recording = recording
        return self

    def forget(self) -> None:
        """Open the gates; windows and what waits for its time keep what they have."""
        operators = self.route.plan.operators
        self.steps = tuple(
            self._step(index) if operators[index].kind == "gate" and not operators[index].aware else step
            for index, step in enumerate(self.steps)
        )

    def close(self) -> None:
        """The route is gone: nothing that was kept for later happens."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self.tally.pending -= self._kept * self.width
        self.tally.dropped["reload"] += self._kept * self.width
        self._kept = 0

    def hold(self, result: Held, ts: int) -> None:
        """A step let nothing through, or kept it for later."""
        self._kept += result is LATER
        super().hold(result, ts)

    def later(self, index: int, seconds: float, emit: Callable[[], Scalar | Held]) -> Timer:
        """Emit what a step has then, to the step behind it."""

        def happen() -> None:
            self._timers.discard(timer)
            self._emit(index, emit)

        timer = self.surroundings.timers.after(seconds, happen)
        self._timers.add(timer)
        return timer

    def read(self, address: str) -> Callable[[], Scalar]:
        """Reader of another point; raises AddressError when what the wildcards matched makes it none."""
        return self.surroundings.cell(fill_captures(address, self.captures)).read

    def depend(self, address: str) -> Callable[[], Scalar]:
        """The same for a point whose loss makes the result bad."""
        cell = self.surroundings.cell(fill_captures(address, self.captures))
        cell.dependents.add(self)
        return cell.read

    def _admit(self, value: Scalar) -> None:
        try:
            barred = self._barred(value)
        except NotKnown as missing:
            self._unknown(missing)
        except Exception as error:  # noqa: BLE001 - whatever a condition raises costs this route one sample
            self.fail(error)
        else:
            if barred:
                self.tally.filtered[barred] += self.width
            elif self.route.pair is None or value is None:
                self._through(0, value)
            else:
                self._exchange(self.route.pair, value)

    def _barred(self, value: Scalar) -> str:
        """Why the sample shall not go on; empty when it shall."""
        route = self.route
        if route.plan.calendar is not None and not route.plan.calendar.active(self.wall):
            return "schedule"
        if route.pair is not None and route.pair.echoes(self.address, value, self.now):
            route.pair.saw(self.address, value, self.ts)
            return "echo"
        if self._condition is not None and value is not None and not self._condition(value):
            return "condition"
        return ""

    def _exchange(self, pair: Pair, value: Scalar) -> None:
        """A value of one side: a change goes to the other at once, a stored copy when that side's copy is known too."""
        repeated = pair.repeats(self.address, value) and not self.route.plan.targets[0].calculated
        pair.saw(self.address, value, self.ts)
        if repeated:
            self.tally.filtered["repeated"] += self.width
            for outlet in self.outlets:
                outlet.confirm(self, self.ts)
        elif not self.stored:
            self._offered = HELD  # is outdated
            self._through(0, value)
        elif isinstance(self._offered, Held):
            self._offered = value
            self.later(_BEFORE_ALL, SETTLE_S, self._take_offered)
            self.hold(LATER, self.ts)
        else:
            self._offered = value
            self.hold(HELD, self.ts)

    def _take_offered(self) -> Scalar | Held:
        offered, self._offered = self._offered, HELD
        return offered

    def _settle(self, pair: Pair, offered: Scalar | Held) -> None:
        """A stored copy goes on if it is newer than what is known of the other side."""
        newer = pair.newer(self.address, self.outlets[0].address, wins_tie=not self.route.plan.back)
        if newer and not isinstance(offered, Held):
            self._through(0, offered)
        else:
            self.tally.filtered["superseded"] += self.width

    def _through(self, start: int, value: Scalar) -> None:
        """Steps from `start`, then the outlets."""
        recording = self.recording
        try:
            if value is not None:  # null has nothing to compute with and goes on as it is
                for index in range(start, len(self.steps)):
                    result = self.steps[index](value)
                    if recording is not None:
                        recording.step(index, self.route.plan.operators, result)
                    if isinstance(result, Held):
                        self.hold(result, self.ts)
                        return
                    value = result
        except NotKnown as missing:
            self._unknown(missing)
            return
        except Exception as error:  # noqa: BLE001 - whatever a step raises costs this route one sample
            self.fail(error)
            return
        self.deliver(value, self.ts, self.quality, self._reason, self.wall)
        if self.route.pair is not None:
            for outlet in self.outlets:
                self.route.pair.wrote(outlet.address, value, self.now, self._tolerance)

    def _emit(self, index: int, emit: Callable[[], Scalar | Held]) -> None:
        if self.recording is not None:
            self.recording.resume(self)
        if self._kept:
            self._kept -= 1
            self.tally.pending -= self.width
        else:
            self.tally.received += self.width
        self.now, self.wall = self.surroundings.clock.monotonic(), self.surroundings.clock.now_ms()
        if self.surroundings.held():
            barred = "panic"
        elif self._suspended or self.quality not in self.passes:
            barred = "suspended"
        else:
            barred = ""
        hops = self.surroundings.hops
        hops.behind = self._behind
        self._emit_now(index, emit, barred)
        hops.behind = 0
        if self.recording is not None:
            self.recording.end(self)

    def _emit_now(self, index: int, emit: Callable[[], Scalar | Held], barred: str) -> None:
        try:
            value = emit()  # also what goes no further is taken from the step, which else would wait for ever
        except Exception as error:  # noqa: BLE001 - whatever a step raises costs this route one sample
            if not barred:
                self.fail(error)
                return
            value = None
        pair = self.route.pair
        if barred:
            self.tally.dropped[barred] += self.width
            if index == _BEFORE_ALL and pair is not None:
                pair.unsee(self.address)
            return
        if index == _BEFORE_ALL and pair is not None:
            self._settle(pair, value)
            return
        if self.recording is not None:
            self.recording.step(index, self.route.plan.operators, value)
        if isinstance(value, Held):
            self.hold(value, self.ts)
        else:
            self._through(index + 1, value)

    def _unknown(self, missing: NotKnown) -> None:
        self.tally.filtered["not_known"] += self.width
        if self.recording is not None:
            self.recording.say(str(missing))

    def _step(self, index: int) -> Step:
        return self.route.plan.operators[index].step_in(StepScene(self, index))

    def _is_known(self, address: str) -> bool:
        try:
            self.read(address)()
        except NotKnown:
            return False
        return True
