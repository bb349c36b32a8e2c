"""What the API says about the broker; null is what the broker does not tell, never a guess."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from dinrail_gateway.types.schemas import ReasonView

__all__ = ["BrokerFiguresView", "BrokerHistory", "BrokerRates", "BrokerView", "ConnectionView", "ConnectionsView"]

Figures = list[float | None]


class BrokerFiguresView(TypedDict):
    """As the broker told them last; counters since its start. Queued packets are not told by Mosquitto 2.0."""

    clients_connected: int | None
    clients_disconnected: int | None
    clients_total: int | None
    clients_maximum: int | None
    clients_expired: int | None
    subscriptions: int | None
    retained_messages: int | None
    stored_messages: int | None
    stored_bytes: int | None
    queued_packets: int | None
    queued_bytes: int | None
    messages_received: int | None
    messages_sent: int | None
    publish_dropped: int | None
    bytes_received: int | None
    bytes_sent: int | None
    heap_bytes: int | None
    heap_maximum: int | None


class BrokerRates(TypedDict):
    """Per second over the last minute; null until two rounds were heard, and while the broker is away."""

    messages_received: float | None
    messages_sent: float | None
    bytes_received: float | None
    bytes_sent: float | None
    publish_dropped: float | None


class DroppingView(TypedDict):
    """A client too slow for what it subscribed to, and when the broker began to drop for it (Unix ms)."""

    user: str
    at: int


class BrokerView(TypedDict):
    """The broker now. While it is away, `reason` says why and the figures are those of `heard_at` (Unix ms).

    dropped_last_minute: messages it threw away; dropping: for whom, within the last ten minutes.
    """

    connected: bool
    reason: ReasonView | None
    heard_at: int | None
    version: str | None
    uptime_s: int | None
    figures: BrokerFiguresView
    rates: BrokerRates
    dropped_last_minute: int | None
    dropping: list[DroppingView]


class BrokerHistory(TypedDict):
    """The last hour, oldest first: one mean per `step_s` up to `until` (Unix ms); null is unknown."""

    step_s: int
    until: int
    messages_received: Figures
    messages_sent: Figures
    bytes_received: Figures
    bytes_sent: Figures
    publish_dropped: Figures
    clients_connected: Figures
    retained_messages: Figures
    stored_bytes: Figures
    queued_packets: Figures
    heap_bytes: Figures


class ConnectionView(TypedDict):
    """Somebody who is connected. told_by: `broker`, or `state` where only the instance's own state says so.

    name: instance, part, or outside client without its underscore. since, heard_at: Unix ms; heard_at is when it last
    said something about itself, which no outside client does. Null: not told.
    """

    user: str
    name: str
    kind: Literal["instance", "part", "outside", "unknown"]
    told_by: Literal["broker", "state"]
    address: str | None
    protocol: str | None
    since: int | None
    heard_at: int | None


class ConnectionsView(TypedDict):
    """Who is connected now. complete: the broker lists everybody; without that (Mosquitto 2.0, or while it is away)
    programs that connected before the gateway are missing. connected: how many the broker counts.
    """

    complete: bool
    connected: int | None
    reason: ReasonView | None
    connections: list[ConnectionView]
