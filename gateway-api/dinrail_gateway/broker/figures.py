"""What the broker tells of itself below `$SYS`, as numbers."""

from __future__ import annotations

from collections.abc import Callable

from dinrail.bus import Bus, PublishPacket
from dinrail.clock import Clock

__all__ = ["FIGURES", "BrokerFigures"]

PREFIX = "$SYS/broker/"
FIGURES = {
    "clients/connected": ("clients_connected", "Clients that are connected"),
    "clients/disconnected": ("clients_disconnected", "Clients that are away and whose session is kept"),
    "clients/total": ("clients_total", "Clients with a session, connected or not"),
    "clients/maximum": ("clients_maximum", "Most clients that were connected at once since its start"),
    "clients/expired": ("clients_expired", "Sessions given up since its start, as their client stayed away"),
    "subscriptions/count": ("subscriptions", "Subscriptions"),
    "retained messages/count": ("retained_messages", "Messages that are kept"),
    "store/messages/count": ("stored_messages", "Messages in the store"),
    "store/messages/bytes": ("stored_bytes", "Bytes of messages in the store"),
    "packet/out/count": ("queued_packets", "Packets that wait to be sent; not told by Mosquitto 2.0"),
    "packet/out/bytes": ("queued_bytes", "Bytes of packets that wait to be sent; not told by Mosquitto 2.0"),
    "messages/received": ("messages_received", "Messages received since its start"),
    "messages/sent": ("messages_sent", "Messages sent since its start"),
    "publish/messages/dropped": ("publish_dropped", "Messages dropped since its start, as clients were too slow"),
    "bytes/received": ("bytes_received", "Bytes received since its start"),
    "bytes/sent": ("bytes_sent", "Bytes sent since its start"),
    "heap/current": ("heap_bytes", "Memory in use"),
    "heap/maximum": ("heap_maximum", "Most memory that was in use since its start"),
}
"""Topic below $SYS/broker → name and text."""
VERSION = "version"
UPTIME = "uptime"
STALE_S = 60.0


class BrokerFigures:
    """The latest of each. A broker repeats only what changed, and its uptime always does: when nothing comes at all
    for a minute, all of it is old."""

    def __init__(self, bus: Bus, clock: Clock) -> None:
        self._clock = clock
        self._found: dict[str, float] = {}
        self._heard: float | None = None
        self._on_round: list[Callable[[int, dict[str, float]], None]] = []
        self._fresh = True
        self.version: str | None = None
        self.uptime_s: int | None = None
        self.heard_at: int | None = None
        for topic in (*FIGURES, VERSION, UPTIME):
            bus.subscribe(f"{PREFIX}{topic}", self._take)
        bus.on_connect(self._met)

    def on_round(self, callback: Callable[[int, dict[str, float]], None]) -> None:
        """Call with the broker's uptime in s and its figures, each time it tells them (every ten seconds)."""
        self._on_round.append(callback)

    def now(self) -> dict[str, float]:
        """Name → figure; empty when they are old."""
        heard = self._heard
        return dict(self._found) if heard is not None and self._clock.monotonic() - heard <= STALE_S else {}

    def last(self) -> dict[str, float]:
        """Name → figure as last heard, however long ago that was."""
        return dict(self._found)

    def _met(self, _: bool) -> None:
        # Maybe another broker, or one that began anew: nothing of before counts once it speaks.
        self._fresh = True

    def _take(self, packet: PublishPacket) -> None:
        if self._fresh:
            self._fresh = False
            self._found.clear()
            self.version = self.uptime_s = None
        self._heard = self._clock.monotonic()
        self.heard_at = self._clock.now_ms()
        topic = packet.topic.removeprefix(PREFIX)
        if topic == VERSION:
            self.version = packet.payload.decode(errors="replace").removeprefix("mosquitto version ")[:64]
        elif topic == UPTIME:
            self._round(packet.payload)
        else:
            self._keep(topic, packet.payload)

    def _keep(self, topic: str, payload: bytes) -> None:
        known = FIGURES.get(topic)
        try:
            value = float(payload)
        except ValueError:
            return
        if known is not None:
            self._found[known[0]] = value

    def _round(self, payload: bytes) -> None:
        """Of the same moment of every round, so that differences between two rounds are right."""
        try:
            uptime = int(payload.split()[0])
        except (ValueError, IndexError):
            return
        told_before = self.uptime_s is not None
        self.uptime_s = uptime
        if told_before:
            for callback in self._on_round:
                callback(uptime, dict(self._found))
