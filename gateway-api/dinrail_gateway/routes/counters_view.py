"""Counters of routes and sources, for the API's description."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from dinrail.reason import Param
from dinrail.sample import Scalar

__all__ = ["BreakerView", "CountersView"]


class LastView(TypedDict):
    """The latest value a route sent; `address` its source point."""

    ts: int
    address: str
    value: Scalar


class LastErrorView(TypedDict):
    """The latest failure of a route; `address` the source point or target it happened at. `key` and `params` as in
    other reasons, `message` in English.
    """

    ts: int
    address: str
    message: str
    key: NotRequired[str]
    params: NotRequired[dict[str, Param]]


class OpenView(TypedDict):
    """Since when a route is held for being too fast; messages per second."""

    since: int
    rate: float
    limit: float


class RouteCountersView(TypedDict):
    """One route, or its reverse direction; once per sample and target: received = delivered + pending + filtered +
    dropped. `rate` delivered per second over the last report, null when unknown.
    """

    id: str
    name: str
    back: bool
    received: int
    delivered: int
    pending: int
    filtered: dict[str, int]
    dropped: dict[str, int]
    points: int
    rate: float | None
    last: LastView | None
    last_error: LastErrorView | None
    open: OpenView | None


class MalformedView(TypedDict):
    """The latest message that was no sample."""

    ts: int
    topic: str
    reason: str
    payload: str


class TopicView(TypedDict):
    """A topic and how many of its messages led to a trip."""

    topic: str
    count: int


class QuarantinedView(TypedDict):
    """A point beyond the budget of its source."""

    topic: str


class BreakerView(TypedDict):
    """The breaker of a source with the evidence of its latest trip; times in Unix ms, rates in messages per second."""

    source: str
    state: Literal["closed", "open", "half_open", "disconnected"]
    since: int
    rate: int
    limit: int
    topics: list[TopicView]
    last_activity: int | None
    trips: int
    retry_at: int | None
    quarantined: int
    quarantine: list[QuarantinedView]
    budget: int


class SourceCountersView(TypedDict):
    """One source; once per message: received = delivered + filtered + dropped. `rate` received per second. `connected`
    false: the routing file says that the router does not read it.
    """

    id: str
    received: int
    delivered: int
    filtered: dict[str, int]
    dropped: dict[str, int]
    points: int
    malformed: MalformedView | None
    rate: float | None
    breaker: BreakerView | None
    connected: bool


class CountersView(TypedDict):
    """Counters since `since`; times in Unix ms, null until the router has reported."""

    ts: int | None
    since: int | None
    routes: list[RouteCountersView]
    sources: list[SourceCountersView]
