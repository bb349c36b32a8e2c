"""Who is connected: what the broker's log tells as it happens, set right by its list where it gives one."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence

import msgspec

from dinrail.bus import Bus, PublishPacket
from dinrail.clock import Clock
from dinrail.errors import BusError
from dinrail_gateway.broker.log_lines import Came, Dropping, Went, event_of
from dinrail_gateway.broker.seen import Seen

__all__ = ["LOG_TOPIC", "Connection", "Connections"]

LOG_TOPIC = "$SYS/broker/log/N"
MAX_KNOWN = 10_000
ASK_S = 5.0

Listing = Callable[[], Awaitable[Mapping[str, Sequence[str]] | None]]


class Connection(msgspec.Struct, frozen=True):
    """One user's connection; `since` (Unix ms) is null when it began before the gateway listened."""

    user: str
    address: str | None = None
    port: int | None = None
    protocol: str | None = None
    since: int | None = None


class Connections:
    """The broker's own list (Mosquitto 2.1) is asked for at most every five seconds; 2.0 has none.

    complete: whether the list tells of everybody; without one, who came before the gateway is not known.
    """

    def __init__(self, bus: Bus, listing: Listing, seen: Seen, *, clock: Clock) -> None:
        self._bus = bus
        self._listing = listing
        self._seen = seen
        self._clock = clock
        self._log = logging.getLogger("dinrail.gateway")
        self._known: dict[str, Connection] = {}
        self._dropping: dict[str, int] = {}
        self._asked: float | None = None
        self.complete = False
        bus.subscribe(LOG_TOPIC, self._take, qos=1)
        bus.on_connect(self._met)
        bus.on_disconnect(self._lost)

    async def now(self) -> list[Connection]:
        """Everybody known to be connected, by name."""
        await self._ask()
        return [self._known[user] for user in sorted(self._known)]

    def is_connected(self, user: str) -> bool | None:
        """Null when it cannot be known."""
        if not self._bus.is_connected:
            return None
        return True if user in self._known else (False if self.complete or self._seen.left(user) else None)

    def dropping(self, since: int) -> dict[str, int]:
        """Users the broker dropped messages for, and when that began (Unix ms), not before `since`."""
        return {user: at for user, at in self._dropping.items() if at >= since}

    async def _ask(self) -> None:
        now = self._clock.monotonic()
        if not self._bus.is_connected or (self._asked is not None and now - self._asked < ASK_S):
            return
        self._asked = now
        try:
            listed = await self._listing()
        except BusError as error:
            self._log.debug("the broker does not list its connections: %s", error.message)
            return
        self.complete = listed is not None
        if listed is not None:
            self._agree(listed)

    def _agree(self, listed: Mapping[str, Sequence[str]]) -> None:
        for gone in self._known.keys() - listed.keys():
            self._leave(gone)
        for user, addresses in listed.items():
            address = addresses[0] if addresses else None
            known = self._known.get(user)
            if known is None or (known.address is not None and address is not None and known.address != address):
                self._known[user] = Connection(user, address)
            self._seen.mark(user, self._clock.now_ms())

    def _take(self, packet: PublishPacket) -> None:
        event = event_of(packet.payload.decode(errors="replace"))
        now = self._clock.now_ms()
        if isinstance(event, Came):
            if len(self._known) < MAX_KNOWN or event.user in self._known:
                self._known[event.user] = Connection(event.user, event.address, event.port, event.protocol, now)
                self._seen.mark(event.user, now)
        elif isinstance(event, Went):
            known = self._known.get(event.user)
            # The end of a connection that was taken over comes after its successor began.
            if known is not None and (event.port is None or known.port in (None, event.port)):
                self._leave(event.user)
        elif isinstance(event, Dropping):
            self._dropping.pop(event.user, None)
            self._dropping[event.user] = now
            while len(self._dropping) > 100:
                del self._dropping[next(iter(self._dropping))]

    def _leave(self, user: str) -> None:
        self._known.pop(user, None)
        self._seen.mark(user, self._clock.now_ms(), left=True)

    def _met(self, _: bool) -> None:
        self._asked = None

    def _lost(self, _: object) -> None:
        # Who still is there is found out again; on 2.0 only from then on.
        self._known.clear()
        self._seen.forget_leavings()
        self.complete = False
