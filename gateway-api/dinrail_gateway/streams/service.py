"""Streams: what somebody on the bus sends while its lease is renewed, to a browser while it watches."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

import msgspec

from dinrail.bus import Bus, PublishPacket
from dinrail.clock import Clock
from dinrail_gateway.auth.principal import Principal
from dinrail_gateway.background import begin
from dinrail_gateway.errors import ApiError, TooMany
from dinrail_gateway.streams.event_stream import COMMENT
from dinrail_gateway.streams.mailbox import Mailbox

__all__ = ["Renew", "Stream", "Streams"]

RENEW_S = 5.0
COALESCE_S = 0.1

Renew = Callable[[], Awaitable[object]]
"""Asks for the stream, or for ten more seconds of it; raises ApiError."""

_decoder = msgspec.json.Decoder(list[msgspec.Raw])


class Stream:
    """One browser that watches; the sender ends what is not renewed for 10 s."""

    def __init__(self, bus: Bus, principal: Principal, topic: str, renew: Renew) -> None:
        self.principal = principal
        self.renew = renew
        self.mailbox = Mailbox()
        self.task: asyncio.Task[None] | None = None
        self._topic = topic
        self._bus = bus
        # On its way before the lease is, so no event can be missed.
        self._subscription = bus.subscribe(topic, self._take)

    def close(self) -> None:
        """Nobody watches any more."""
        self.mailbox.end()
        self._bus.unsubscribe(self._subscription)
        if self.task is not None:
            self.task.cancel()

    def _take(self, packet: PublishPacket) -> None:
        try:
            self.mailbox.offer(_decoder.decode(packet.payload))
        except (msgspec.DecodeError, RecursionError) as error:
            log = logging.getLogger("dinrail.gateway.streams")
            log.warning("entries on %s cannot be read: %s", self._topic, error)


class Streams:
    """All of one kind; at most `limit` at once."""

    def __init__(
        self, bus: Bus, *, limit: int, too_many: str, valid: Callable[[Principal], bool], clock: Clock
    ) -> None:
        """too_many: key of the refusal; valid: whether the session a stream was opened with still holds."""
        self._bus = bus
        self._limit = limit
        self._too_many = too_many
        self._valid = valid
        self._clock = clock
        self._open: set[Stream] = set()

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._open)

    async def watch(self, principal: Principal, topic: str, renew: Renew) -> Stream:
        """Have a topic sent and hand it on; raises ApiError when that is refused."""
        if len(self._open) >= self._limit:
            raise TooMany(f"{self._limit} are open already", key=self._too_many, max=self._limit)
        stream = Stream(self._bus, principal, topic, renew)
        self._open.add(stream)
        try:
            await renew()
        except BaseException:
            self.close(stream)
            raise
        stream.task = begin(lambda: self._keep(stream), "stream")
        return stream

    async def frames(self, stream: Stream) -> AsyncIterator[bytes]:
        """What its browser is sent, until its session ends."""
        yield COMMENT
        while (data := await stream.mailbox.take()) is not None:
            if not self._valid(stream.principal):
                return
            yield data
            await self._clock.sleep(COALESCE_S)

    def close(self, stream: Stream) -> None:
        """End one; harmless when repeated."""
        self._open.discard(stream)
        stream.close()

    def end_all(self) -> None:
        """Have every stream end."""
        for stream in self._open:
            stream.mailbox.end()

    async def _keep(self, stream: Stream) -> None:
        """Renews the lease; a sender that was away begins anew by that."""
        while True:
            await self._clock.sleep(RENEW_S)
            # Also has an ended session noticed when no events come.
            stream.mailbox.nudge()
            try:
                await stream.renew()
            except ApiError as error:
                stream.mailbox.tell(error.reason)
            else:
                stream.mailbox.tell(None)
