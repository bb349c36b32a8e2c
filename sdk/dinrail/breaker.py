"""`dinrail/router/breaker/<source>`: why the router does not read a source, or not all of it."""

from __future__ import annotations

from typing import Literal

import msgspec

__all__ = ["Breaker", "BreakerState", "LoudTopic", "QuarantinedTopic"]

BreakerState = Literal["closed", "open", "half_open", "disconnected"]


class LoudTopic(msgspec.Struct, frozen=True):
    """One of the loudest topics, and how many of its messages led to the trip."""

    topic: str
    count: int


class QuarantinedTopic(msgspec.Struct, frozen=True):
    """A point beyond the source's budget; it is not routed."""

    topic: str


class Breaker(msgspec.Struct, frozen=True, kw_only=True):
    """State of one source; cleared when it is closed and nothing is quarantined.

    rate, topics, last_activity: evidence of the latest trip (messages/s, ten loudest first, Unix ms of the last
    message); limit: messages/s allowed; trips: in a row; retry_at: Unix ms of the next try, null by hand;
    quarantined, quarantine: how many points are beyond the `budget`, and the first ten. Times in Unix ms.
    """

    source: str
    state: BreakerState
    since: int
    rate: int = 0
    limit: int = 0
    topics: list[LoudTopic] = []
    last_activity: int | None = None
    trips: int = 0
    retry_at: int | None = None
    quarantined: int = 0
    quarantine: list[QuarantinedTopic] = []
    budget: int = 0
