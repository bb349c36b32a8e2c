"""One connection to the broker: framing, handshake, keepalive, batched writes with a bounded hold queue."""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol, cast

from mqtt5 import (
    ConnAckPacket,
    DisconnectPacket,
    DisconnectReasonCode,
    Packet,
    PingReqPacket,
    PingRespPacket,
    PubAckPacket,
    PublishPacket,
    QoS,
    SubAckPacket,
    UnsubAckPacket,
)

from dinrail.bus._counters import BusCounters
from dinrail.bus._frames import FrameBuffer, Malformed
from dinrail.bus._gather import Gather
from dinrail.bus._reasons import reason_of_disconnect
from dinrail.reason import Reason
from dinrail.settings import BrokerAddress

__all__ = ["MAX_PACKET", "ConnectionLost", "Link", "Receiver"]

MAX_PACKET = 256 * 1024
_FLUSH = 128 * 1024  # bytes collected in one loop iteration before they are handed over at once
_HELD_MESSAGES = 10_000
_HELD_BYTES = 4 * 1024 * 1024
_PING = PingReqPacket().write()
_EXACTLY_ONCE = QoS.EXACTLY_ONCE


class ConnectionLost(Exception):
    """The connection ended; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.message)
        self.reason = reason


class Receiver(Protocol):
    """Who the link tells."""

    def deliver(self, packet: PublishPacket) -> None:
        """A message; must not raise."""
        ...

    def acknowledged(self, packet: PubAckPacket) -> None:
        """The broker took or refused a QoS 1 message."""
        ...

    def granted(self, packet: SubAckPacket) -> None:
        """The broker answered a SUBSCRIBE."""
        ...

    def released(self, packet: UnsubAckPacket) -> None:
        """The broker answered an UNSUBSCRIBE."""
        ...

    def writable(self) -> None:
        """The socket takes bytes again."""
        ...


class Link(asyncio.BufferedProtocol):
    """A connection, from TCP open to close; `closed` tells why it ended. Not reusable."""

    __slots__ = (
        "_address", "_counters", "_deliver", "_frames", "_gather", "_heard", "_held", "_held_bytes", "_loop", "_out",
        "_out_bytes", "_receiver", "_sent", "_silent", "_tick", "_ticker", "_transport", "closed", "connack",
        "max_packet", "on_end", "paused",
    )  # fmt: skip

    def __init__(self, address: BrokerAddress, receiver: Receiver, counters: BusCounters, gather: float = 0.0) -> None:
        self._address = address
        self._gather = Gather(gather) if gather else None
        self._receiver = receiver
        self._deliver: Callable[[PublishPacket], None] = self._too_early
        self._counters = counters
        self._loop = asyncio.get_running_loop()
        self._frames = FrameBuffer(MAX_PACKET)
        self._transport: asyncio.Transport | None = None
        self._out: list[bytes] = []
        self._out_bytes = 0
        self._held: deque[bytes] = deque()
        self._held_bytes = 0
        self._heard = self._sent = False
        self._silent = 0
        self._tick = 0.0
        self._ticker: asyncio.TimerHandle | None = None
        self.paused = False
        self.max_packet = MAX_PACKET
        self.on_end: Callable[[], None] = lambda: None
        """Called in the same turn of the loop in which the connection ends."""
        self.connack: asyncio.Future[ConnAckPacket] = self._loop.create_future()
        self.closed: asyncio.Future[Reason] = self._loop.create_future()

    async def accepted(self) -> ConnAckPacket:
        """The broker's answer to CONNECT; raises ConnectionLost when the connection ends before it."""
        either: list[asyncio.Future[Any]] = [self.connack, self.closed]
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not self.connack.done():
            raise ConnectionLost(self.closed.result())
        return self.connack.result()

    # -- socket side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """TCP (and TLS) is up."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=2 * _FLUSH, low=_FLUSH // 2)
        sock: socket.socket | None = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def connection_lost(self, exc: Exception | None) -> None:
        """TCP is gone."""
        self._transport = None
        detail = str(exc) if exc else "closed by the broker"
        where = str(self._address)
        self._end(
            Reason("broker_connection_lost", {"broker": where, "detail": detail[:200]}, f"{where} is gone: {detail}")
        )

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where the loop puts received bytes."""
        if self._gather is not None:
            self._gather.before_read()
        return self._frames.room()

    def buffer_updated(self, nbytes: int) -> None:
        """Received bytes: every complete packet is dispatched in order."""
        self._heard = True
        if self._gather is not None:
            self._gather.after_read(nbytes)
        packets: list[Packet] = []
        broken = ""
        try:
            self._frames.received(nbytes, packets)
        except Malformed as error:
            broken = str(error)
        deliver = self._deliver
        acknowledged = self._receiver.acknowledged
        for packet in packets:
            if type(packet) is PublishPacket:
                deliver(packet)
                if packet.packet_id is not None:
                    self._acknowledge(packet)
            elif type(packet) is PubAckPacket:
                acknowledged(packet)
            else:
                self._control(packet)
                deliver = self._deliver
        if broken:
            self._malformed(broken)

    def pause_writing(self) -> None:
        """The socket is back-pressured."""
        self.paused = True

    def resume_writing(self) -> None:
        """The socket drained; held messages go first, in portions that may pause it again."""
        self.paused = False
        held = self._held
        while held and not self.paused:
            data = held.popleft()
            self._held_bytes -= len(data)
            self._counters.sent += 1
            self.send(data)
        if not self.paused:
            self._receiver.writable()

    # -- packets

    def _acknowledge(self, packet: PublishPacket) -> None:
        if packet.qos is _EXACTLY_ONCE or not packet.packet_id:
            self._malformed("a QoS this client did not ask for, or packet id 0")
        else:
            self.send(PubAckPacket(packet.packet_id).write())

    def _control(self, packet: Packet) -> None:
        if isinstance(packet, SubAckPacket):
            self._receiver.granted(packet)
        elif isinstance(packet, UnsubAckPacket):
            self._receiver.released(packet)
        elif isinstance(packet, DisconnectPacket):
            self.abort(reason_of_disconnect(packet, self._address))
        elif isinstance(packet, ConnAckPacket) and not self.connack.done():
            self.max_packet = min(MAX_PACKET, packet.max_packet_size or MAX_PACKET)
            self._deliver = self._receiver.deliver
            self.connack.set_result(packet)
        elif not isinstance(packet, PingRespPacket):
            self._malformed(f"unexpected {type(packet).__name__}")

    def _too_early(self, packet: PublishPacket) -> None:
        self._malformed("PUBLISH before CONNACK")

    def _malformed(self, detail: str) -> None:
        if self.closed.done():
            return
        self._counters.malformed += 1
        self.send(DisconnectPacket(reason_code=DisconnectReasonCode.MALFORMED_PACKET).write())
        self._flush()
        self.abort(
            Reason("broker_malformed", {"broker": str(self._address), "detail": detail[:200]}, f"not MQTT 5: {detail}")
        )

    # -- sending

    def send(self, data: bytes) -> None:
        """Write with everything else of this loop iteration."""
        out = self._out
        if not out:
            self._loop.call_soon(self._flush)
        out.append(data)
        self._out_bytes += len(data)
        if self._out_bytes > _FLUSH:
            self._flush()

    def hold(self, data: bytes) -> None:
        """Keep a QoS 0 message until the socket drains; the oldest make room and are counted."""
        held = self._held
        held.append(data)
        self._held_bytes += len(data)
        while len(held) > _HELD_MESSAGES or self._held_bytes > _HELD_BYTES:
            self._held_bytes -= len(held.popleft())
            self._counters.dropped_full += 1

    def drop_held(self) -> int:
        """Forget what waits for the socket; returns how many messages."""
        dropped = len(self._held)
        self._held.clear()
        self._held_bytes = 0
        return dropped

    def _flush(self) -> None:
        out = self._out
        if not out:
            return
        data = out[0] if len(out) == 1 else b"".join(out)
        out.clear()
        self._out_bytes = 0
        self._sent = True
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    # -- keepalive

    def keep_alive(self, seconds: float) -> None:
        """Watch the peer: silent for two half periods after a ping is dead (≤ 1.5 × `seconds`); 0 switches it off."""
        if seconds > 0 and not self.closed.done():
            self._tick = seconds / 2
            self._heard = True
            self._ticker = self._loop.call_later(self._tick, self._check)

    def _check(self) -> None:
        self._silent = 0 if self._heard else self._silent + 1
        if self._silent >= 2:
            where, quiet = str(self._address), self._tick * 3
            self.abort(Reason("broker_silent", {"broker": where}, f"{where} has been silent for up to {quiet:g} s"))
            return
        if not (self._heard and self._sent):
            self.send(_PING)
            self._flush()
        self._heard = self._sent = False
        self._ticker = self._loop.call_later(self._tick, self._check)

    # -- end

    async def finish(self, timeout: float) -> None:
        """Say goodbye and close after the written bytes are out, at the latest after `timeout` seconds."""
        self.send(DisconnectPacket().write())
        self._flush()
        if self._transport is not None:
            self._transport.close()
        await asyncio.wait([self.closed], timeout=timeout)
        self.abort(Reason("stopped", message="stopped"))

    def abort(self, reason: Reason) -> None:
        """Close at once for `reason`."""
        self._end(reason)
        if self._transport is not None:
            self._transport.abort()

    def _end(self, reason: Reason) -> None:
        if self._ticker is not None:
            self._ticker.cancel()
            self._ticker = None
        if not self.closed.done():
            self._counters.dropped_offline += self.drop_held()
            self.closed.set_result(reason)
            self.on_end()
