"""Which requests read a set of points: as few as possible, no value split; or each span on its own. Pure.

A point is a span of addresses in one table. Spans whose distance is at most `max_gap` may share a request; a
request covers at most `limit` addresses. An address counts as a gap when no span covers it at all.
Within such a neighbourhood the leftmost uncovered span has to begin a request, and the longest request that begins
there covers whatever any other could: taking it each time gives the minimum.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

__all__ = ["Request", "Span", "plan", "single"]


class Span(NamedTuple):
    """Addresses `start … start + size - 1`."""

    start: int
    size: int

    @property
    def end(self) -> int:
        """The first address behind it."""
        return self.start + self.size


class Request(NamedTuple):
    """One read and the spans it delivers, each in exactly one request."""

    start: int
    size: int
    spans: tuple[Span, ...]

    @property
    def unused(self) -> int:
        """Addresses that are read along and belong to no span."""
        used = {address for span in self.spans for address in range(span.start, span.end)}
        return self.size - len(used)


def plan(spans: Iterable[Span], *, limit: int, max_gap: int) -> list[Request]:
    """The fewest requests that read every span, in ascending order; among those, none longer than its spans need.

    Raises ValueError when a span is longer than `limit`.
    """
    ordered = sorted(set(spans))
    too_long = next((span for span in ordered if span.size > limit), None)
    if too_long is not None:
        raise ValueError(f"{too_long.size} addresses at {too_long.start} do not fit a request of {limit}")
    requests: list[Request] = []
    for neighbours in _neighbourhoods(ordered, max_gap):
        requests += _cover(neighbours, limit)
    return requests


def single(spans: Iterable[Span]) -> list[Request]:
    """One request for each span, for devices that answer nothing else."""
    return [Request(span.start, span.size, (span,)) for span in sorted(set(spans))]


def _neighbourhoods(ordered: Sequence[Span], max_gap: int) -> list[list[Span]]:
    found: list[list[Span]] = []
    reached = 0
    for span in ordered:
        if not found or span.start - reached > max_gap:
            found.append([])
        found[-1].append(span)
        reached = max(reached, span.end)
    return found


def _cover(neighbours: Sequence[Span], limit: int) -> list[Request]:
    starts: list[int] = []
    rest = list(neighbours)
    while rest:
        starts.append(rest[0].start)
        rest = [span for span in rest if span.end > starts[-1] + limit]
    taken: list[list[Span]] = [[] for _ in starts]
    for span in neighbours:  # to the last request that can deliver it, so that earlier ones may end sooner
        able = [i for i, start in enumerate(starts) if start <= span.start and span.end <= start + limit]
        taken[able[-1]].append(span)
    return [_request(group) for group in taken]


def _request(spans: list[Span]) -> Request:
    start, end = spans[0].start, max(span.end for span in spans)
    return Request(start, end - start, tuple(spans))
