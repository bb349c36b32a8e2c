"""Find what a device does not have inside a request it refused as a whole."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from dinrail_modbus.client import ExceptionAnswer
from dinrail_modbus.planner import Request, Span, plan

__all__ = ["REFUSED", "Verdict", "hunt"]

REFUSED = (2, 3)  # illegal data address; illegal data value, which some say of a count they do not like


class Verdict(NamedTuple):
    """Requests that work, with their answers, and single spans that do not, with the device's reason."""

    good: list[tuple[Request, bytes]]
    guilty: list[tuple[Request, ExceptionAnswer]]


async def hunt(read: Callable[[Request], Awaitable[bytes]], refused: Request) -> Verdict:
    """First without the gaps, then halving what is refused again; raises what `read` raises otherwise."""
    verdict = Verdict([], [])
    pending = _gapless(refused.spans)
    if len(pending) == 1:
        pending = _halves(refused)
    while pending:
        request = pending.pop()
        try:
            data = await read(request)
        except ExceptionAnswer as error:
            if error.code not in REFUSED:
                raise
            if len(request.spans) == 1:
                verdict.guilty.append((request, error))
            else:
                pending += _halves(request)
        else:
            verdict.good.append((request, data))
    return verdict


def _halves(request: Request) -> list[Request]:
    middle = len(request.spans) // 2
    return _gapless(request.spans[:middle]) + _gapless(request.spans[middle:])


def _gapless(spans: Sequence[Span]) -> list[Request]:
    return plan(spans, limit=max(span.end for span in spans) - min(span.start for span in spans), max_gap=0)
