"""A route at work: its plan, its counters and its last error; flows of it come and go with source points."""

from __future__ import annotations

import logging

import msgspec

from dinrail.clock import Clock
from dinrail.reason import Param, Reason
from dinrail.sample import Quality, Sample
from dinrail_router.pair import Pair
from dinrail_router.plan import Plan
from dinrail_router.tally import Tally

__all__ = ["LastError", "Overrun", "Route"]

LOG_PAUSE_S = 60.0

_log = logging.getLogger("dinrail.router.route")


class LastError(msgspec.Struct, frozen=True, omit_defaults=True):
    """The latest failure of a route: `ts` Unix ms, `address` the source point or target it happened at; `key` and
    `params` are translated by the UI, `message` is its English sentence.
    """

    ts: int
    address: str
    message: str
    key: str = ""
    params: dict[str, Param] = {}


class Overrun(msgspec.Struct, frozen=True):
    """Why a route is held: results per second it had and may have; since when, Unix ms."""

    since: int
    rate: float
    limit: float


class Route:
    """Carried over a reload when its plan stays the same; `points` is how many it reads."""

    __slots__ = ("_silent_until", "_unlogged", "clock", "last", "last_error", "open", "pair", "plan", "points", "tally")

    def __init__(self, plan: Plan, clock: Clock, tally: Tally | None = None, pair: Pair | None = None) -> None:
        """`pair` is shared by both directions of a bidirectional route."""
        self.plan = plan
        self.tally = tally or Tally()
        self.pair = pair
        self.last: Sample | None = None
        self.last_error: LastError | None = None
        self.open: Overrun | None = None
        self.points = 0
        self.clock = clock
        self._silent_until = 0.0
        self._unlogged = 0

    @property
    def passes(self) -> frozenset[Quality]:
        """Qualities its flows let pass now: none while it is held."""
        return frozenset() if self.open is not None else self.plan.passes

    def adopt(self, plan: Plan) -> None:
        """Go on under an equal plan of a newer file; label, name and place may differ."""
        self.plan = plan

    def note(self, address: str, reason: Reason) -> None:
        """Remember a failure at `address`; it is logged at most once a minute."""
        self.last_error = LastError(self.clock.now_ms(), address, reason.message, reason.key, reason.params)
        now = self.clock.monotonic()
        if now < self._silent_until:
            self._unlogged += 1
            return
        self._silent_until = now + LOG_PAUSE_S
        more = f" ({self._unlogged} more since the last line)" if self._unlogged else ""
        self._unlogged = 0
        _log.warning("route %s: %s: %s%s", self.plan.label, address, reason.message, more)
