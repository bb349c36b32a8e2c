"""What became of one sample in one route, step by step: for traces, previews and tests of routes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from dinrail.sample import Quality, Sample, Scalar
from dinrail_router.operators import Held
from dinrail_router.pipeline import unparse
from dinrail_router.tally import TallyView

if TYPE_CHECKING:
    from dinrail_router.aware import AwareFlow

__all__ = ["Outcome", "Recording", "StepResult", "Timeline"]

Outcome = Literal["sent", "filtered", "dropped", "pending"]


class StepResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """One step: its text, and the value that came out or why none did."""

    op: str
    value: Scalar | msgspec.UnsetType = msgspec.UNSET
    held: bool = False
    later: bool = False


class Timeline(msgspec.Struct, frozen=True, omit_defaults=True):
    """received → steps → sent, or dropped because. `ts` and `at` in Unix ms: of the source, and of the receipt."""

    route: str
    address: str
    ts: int
    at: int
    value: Scalar
    quality: Quality
    outcome: Outcome
    reason: str = ""
    message: str = ""
    back: bool = False
    steps: list[StepResult] = []
    results: list[dict[str, Any]] = []


class Recording:
    """Set on a flow, it hands over one timeline for each sample and each emission."""

    __slots__ = ("_before", "_last", "_message", "_sample", "_steps", "_take")

    def __init__(self, take: Callable[[Timeline], None]) -> None:
        self._take = take
        self._sample = Sample(None, 0)
        self._steps: list[StepResult] = []
        self._message = ""
        self._before: TallyView | None = None
        self._last: Sample | None = None

    def begin(self, flow: AwareFlow, sample: Sample) -> None:
        """A sample came."""
        self._sample = sample
        self.resume(flow)

    def resume(self, flow: AwareFlow) -> None:
        """Something that was kept goes on."""
        self._steps = []
        self._message = ""
        self._before = flow.tally.view()
        # What is there at the end is what this sample came to.
        self._last, flow.route.last = flow.route.last, None

    def step(self, index: int, operators: tuple[Any, ...], result: Scalar | Held) -> None:
        """A step worked."""
        op = unparse(operators[index : index + 1])
        if isinstance(result, Held):
            self._steps.append(StepResult(op, held=result is not Held.LATER, later=result is Held.LATER))
        else:
            self._steps.append(StepResult(op, result))

    def say(self, message: str) -> None:
        """Why it went no further."""
        self._message = message

    def end(self, flow: AwareFlow) -> None:
        """All is counted; what changed in the counters is what became of it."""
        outcome, reason = _difference(self._before, flow.tally.view())
        made = flow.route.last
        flow.route.last = made or self._last
        sent = made is not None and outcome in ("sent", "pending")
        error = flow.route.last_error
        if reason == "error" and error is not None and not self._message:
            self._message = error.message
        self._take(
            Timeline(
                route=flow.route.plan.label,
                back=flow.route.plan.back,
                address=flow.address,
                ts=self._sample.ts,
                at=flow.wall,
                value=self._sample.value,
                quality=self._sample.quality,
                outcome="sent" if sent else outcome,
                reason=reason,
                message=self._message,
                steps=self._steps,
                results=[{"to": outlet.address, "value": made.value} for outlet in flow.outlets]
                if sent and made
                else [],
            )
        )


def _difference(before: TallyView | None, after: TallyView) -> tuple[Outcome, str]:
    if before is None:
        return "sent", ""
    for outcome, older, newer in (
        ("dropped", before.dropped, after.dropped),
        ("filtered", before.filtered, after.filtered),
    ):
        for reason, count in newer.items():
            if count > older.get(reason, 0):
                return outcome, reason  # type: ignore[return-value]
    if after.delivered > before.delivered:
        return "sent", ""
    return "pending", ""
