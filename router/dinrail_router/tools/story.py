"""The way of a sample through a route, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import UNSET

from dinrail_router.recording import StepResult, Timeline
from dinrail_router.tools.words import printable, reason, shown

__all__ = ["sample_line", "story"]


def story(timeline: Timeline) -> Iterator[str]:
    """What the route did, step by step, and what became of it."""
    back = " (back)" if timeline.back else ""
    yield f"route {timeline.route}{back}"
    for step in timeline.steps:
        yield f"  {printable(step.op)}{_came_of(step)}"
    if timeline.outcome == "pending":
        yield "  waits for its time"
    elif timeline.outcome == "sent":
        yield from (f"  sent: {result['to']} = {shown(result['value'])}" for result in timeline.results)
    elif timeline.reason != "gate":  # the step says that itself
        yield f"  {timeline.outcome}: {reason(timeline.reason, timeline.message)}"


def sample_line(address: str, value: object, quality: str, *, stored: bool = False) -> str:
    """A sample, with its quality when that is not good."""
    marks = ", ".join([*([quality] if quality != "good" else []), *(["stored"] if stored else [])])
    return f"{address} = {shown(value)}{f' ({marks})' if marks else ''}"  # type: ignore[arg-type]


def _came_of(step: StepResult) -> str:
    if step.held:
        return " lets nothing through"
    if step.later:
        return " keeps it for later"
    return f" → {shown(step.value)}" if step.value is not UNSET else ""
