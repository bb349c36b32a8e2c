"""What the router says about sources it does not read, or not all of: `dinrail/router/breaker/<source>`."""

from __future__ import annotations

import logging
from collections.abc import Callable

import msgspec

from dinrail.breaker import Breaker
from dinrail.bus import Bus, PublishPacket

__all__ = ["Breakers"]

MAX_SOURCES = 2000

Callback = Callable[[str, Breaker | None], None]


class Breakers:
    """The present documents by source; a source without one is closed."""

    def __init__(self, bus: Bus) -> None:
        self._known: dict[str, Breaker] = {}
        self._callbacks: list[Callback] = []
        self._decoder = msgspec.json.Decoder(Breaker)
        self._log = logging.getLogger("dinrail.gateway.routes")
        self._unheard: set[str] = set()
        self._subscription = bus.subscribe("dinrail/router/breaker/+", self._take, qos=1)
        bus.on_connect(lambda _present: self._unheard.update(self._known))

    def on_change(self, callback: Callback) -> None:
        """Call with the source and its document, None when it was cleared, after each change."""
        self._callbacks.append(callback)

    def of(self, source: str) -> Breaker | None:
        """The document of a source."""
        return self._known.get(source)

    def all(self) -> dict[str, Breaker]:
        """All documents."""
        return dict(self._known)

    async def listening(self) -> None:
        """Until the broker has granted the subscription in this session; raises BusError."""
        await self._subscription.wait()

    def forget_unheard(self) -> None:
        """Let go of what was not told again since the broker session began: it was cleared meanwhile."""
        for source in self._unheard & self._known.keys():
            self._set(source, None)
        self._unheard.clear()

    def _take(self, packet: PublishPacket) -> None:
        source = packet.topic.rsplit("/", 1)[-1]
        self._unheard.discard(source)
        if not packet.payload:
            self._set(source, None)
            return
        try:
            found = self._decoder.decode(packet.payload)
        except (msgspec.DecodeError, RecursionError) as error:
            self._log.warning("breaker of %s cannot be read: %s", source[:64], error)
            return
        if source in self._known or len(self._known) < MAX_SOURCES:
            self._set(source, found)

    def _set(self, source: str, found: Breaker | None) -> None:
        before = self._known.pop(source, None)
        if found is not None:
            self._known[source] = found
        if found != before:
            for callback in self._callbacks:
                callback(source, found)
