"""Where results go in virtual time: written targets and calculated points that only tell what they get."""

from __future__ import annotations

from collections.abc import Callable

from dinrail.sample import Sample
from dinrail_router.flow import Flow
from dinrail_router.route import Route

__all__ = ["Calculated", "Collect", "Written"]

Collect = Callable[[Route, str, Sample], None]
"""Takes a result: by which route, to which address."""


class Written:
    """A target of another instance."""

    __slots__ = ("_collect", "address")

    owing = False

    def __init__(self, collect: Collect, address: str) -> None:
        self._collect = collect
        self.address = address

    def send(self, flow: Flow, result: Sample, now: int) -> None:
        """Keep; null is no write request, and one has no quality."""
        if result.value is None:
            flow.tally.dropped["no_value"] += 1
            return
        flow.tally.delivered += 1
        self._collect(flow.route, self.address, Sample(result.value, result.ts))

    def confirm(self, flow: Flow, ts: int) -> None:
        """Nothing to confirm."""

    def spoil(self, why: str) -> None:
        """Nothing: what was written stays written."""

    def suspend(self, why: str) -> None:
        """The same."""

    def resume(self) -> None:
        """The same."""


class Calculated:
    """A calculated point; like in the router it is one for all routes that lead to it."""

    __slots__ = ("_collect", "_last", "address")

    owing = False

    def __init__(self, collect: Collect, address: str) -> None:
        self._collect = collect
        self.address = address
        self._last: tuple[Route, Sample] | None = None

    def send(self, flow: Flow, result: Sample, now: int) -> None:
        """Keep."""
        flow.tally.delivered += 1
        self._show(flow.route, result)

    def confirm(self, flow: Flow, ts: int) -> None:
        """Nothing to confirm."""

    def spoil(self, why: str) -> None:
        """It turns bad, if it had a value."""
        if self._last is None:
            return
        route, sample = self._last
        if sample.quality != "bad" or sample.why != why:
            self._show(route, Sample(sample.value, sample.ts, "bad", why))

    def suspend(self, why: str) -> None:
        """The same, and nothing resumes it but the next value: no instance starts or stops here."""
        if self._last is not None and self._last[1].quality != "bad":
            self.spoil(why)

    def resume(self) -> None:
        """Nothing to restore."""

    def _show(self, route: Route, sample: Sample) -> None:
        self._last = (route, sample)
        self._collect(route, self.address, sample)
