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
        bus.subscribe("dinrail/router/breaker/+", self._take, qos=1)

    def on_change(self, callback: Callback) -> None:
        """Call with the source and its document, None when it was cleared, after each change."""
        self._callbacks.append(callback)

    def of(self, source: str) -> Breaker | None:
        """The document of a source."""
        return self._known.get(source)

    def all(self) -> dict[str, Breaker]:
        """All documents."""
        return dict(self._known)

    def _take(self, packet: PublishPacket) -> None:
        source = packet.topic.rsplit("/", 1)[-1]
        before = self._known.get(source)
        if not packet.payload:
            found = None
            self._known.pop(source, None)
        else:
            try:
                found = self._decoder.decode(packet.payload)
            except (msgspec.DecodeError, RecursionError) as error:
                self._log.warning("breaker of %s cannot be read: %s", source[:64], error)
                return
            if before is None and len(self._known) >= MAX_SOURCES:
                return
            self._known[source] = found
        if found != before:
            for callback in self._callbacks:
                callback(source, found)
