"""One client connection as the broker sees it."""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from typing import TYPE_CHECKING, cast

from mqtt5 import (
    ConnAckPacket,
    ConnAckReasonCode,
    ConnectPacket,
    DisconnectPacket,
    DisconnectReasonCode,
    Packet,
    PingReqPacket,
    PingRespPacket,
    PubAckPacket,
    PublishPacket,
    QoS,
    SubscribePacket,
    UnsubscribePacket,
)

from dinrail.bus._frames import FrameBuffer, Malformed
from dinrail.testing.broker._retained import Message
from dinrail.testing.broker._subscriptions import Interest

if TYPE_CHECKING:
    from dinrail.testing.broker._broker import FakeBroker

__all__ = ["Peer"]

_AT_MOST_ONCE, _AT_LEAST_ONCE = QoS.AT_MOST_ONCE, QoS.AT_LEAST_ONCE
_QUEUE = 100_000


class Peer(asyncio.BufferedProtocol):
    """Framing, CONNECT, keepalive and delivery with the client's receive maximum."""

    def __init__(self, broker: FakeBroker, max_packet: int) -> None:
        self._broker = broker
        self._frames = FrameBuffer(max_packet)
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._waiting: deque[tuple[Message, Interest, bool]] = deque()
        self._inflight: set[int] = set()
        self._last_id = 0
        self._over = False
        self.connect: ConnectPacket | None = None
        self.interests: dict[str, Interest] = {}

    @property
    def client_id(self) -> str:
        """Its client id, empty before CONNECT."""
        return self.connect.client_id if self.connect else ""

    @property
    def user(self) -> str:
        """Its user name."""
        return (self.connect.username or "") if self.connect else ""

    # -- socket side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client connected."""
        self._transport = cast("asyncio.Transport", transport)
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._broker.joined(self)

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where received bytes go."""
        return self._frames.room()

    def buffer_updated(self, nbytes: int) -> None:
        """Received bytes."""
        self._watch()
        packets: list[Packet] = []
        problem = None
        try:
            self._frames.received(nbytes, packets)
        except Malformed as error:
            too_large = "more than" in str(error)
            problem = DisconnectReasonCode.PACKET_TOO_LARGE if too_large else DisconnectReasonCode.MALFORMED_PACKET
        for packet in packets:
            if not self._over:
                self._handle(packet)
        if problem is not None:
            self.disconnect(problem)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._end(with_will=True)

    def _handle(self, packet: Packet) -> None:
        if isinstance(packet, ConnectPacket) and self.connect is None:
            self._connect(packet)
        elif self.connect is None:
            self.disconnect(DisconnectReasonCode.PROTOCOL_ERROR)
        elif isinstance(packet, PublishPacket):
            self._publish(packet)
        elif isinstance(packet, PubAckPacket):
            self._inflight.discard(packet.packet_id)
            self._pump()
        elif isinstance(packet, SubscribePacket):
            self._broker.subscribe(self, packet)
        elif isinstance(packet, UnsubscribePacket):
            self._broker.unsubscribe(self, packet)
        elif isinstance(packet, PingReqPacket):
            self.send(PingRespPacket().write())
        elif isinstance(packet, DisconnectPacket):
            self._end(with_will=packet.reason_code is DisconnectReasonCode.DISCONNECT_WITH_WILL_MESSAGE)
            self._close()
        else:
            self.disconnect(DisconnectReasonCode.PROTOCOL_ERROR)

    def _connect(self, packet: ConnectPacket) -> None:
        refused = self._broker.check(packet)
        if refused is not None:
            self.send(ConnAckPacket(reason_code=refused).write())
            self._over = True
            self._close()
            return
        self.connect = packet
        self._watch()
        self.send(
            ConnAckPacket(
                reason_code=ConnAckReasonCode.SUCCESS,
                max_packet_size=self._broker.max_packet,
                receive_max=self._broker.receive_max,
                max_qos=_AT_LEAST_ONCE,
                shared_subscription_available=False,
            ).write()
        )
        self._broker.accepted(self)

    def _publish(self, packet: PublishPacket) -> None:
        code = self._broker.publish_from(self, packet)
        if packet.packet_id is not None and not self._broker.withhold_acks:
            self.send(PubAckPacket(packet.packet_id, reason_code=code).write())

    # -- sending

    def send(self, data: bytes) -> None:
        """Write bytes, unless the connection is over."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def deliver(self, message: Message, interest: Interest, *, stored: bool) -> None:
        """Send a message for one subscription; QoS 1 waits while the client's window is full."""
        if message.packet.qos is _AT_MOST_ONCE or interest.options.max_qos is _AT_MOST_ONCE:
            self._write(message, interest, stored, None)
        elif len(self._waiting) < _QUEUE:
            self._waiting.append((message, interest, stored))
            self._pump()

    def _pump(self) -> None:
        window = self.connect.receive_max if self.connect else 0
        while self._waiting and len(self._inflight) < window:
            self._last_id = self._last_id % 65535 + 1
            self._inflight.add(self._last_id)
            if not self._write(*self._waiting.popleft(), self._last_id):
                self._inflight.discard(self._last_id)

    def _write(self, message: Message, interest: Interest, stored: bool, packet_id: int | None) -> bool:
        packet = message.packet
        now = self._broker.clock.monotonic()
        if message.expired(now):
            return False
        data = PublishPacket(
            packet.topic,
            packet.payload,
            qos=_AT_MOST_ONCE if packet_id is None else _AT_LEAST_ONCE,
            packet_id=packet_id,
            retain=stored or (packet.retain and interest.options.retain_as_published),
            payload_format_indicator=packet.payload_format_indicator,
            message_expiry_interval=message.left(now),
            content_type=packet.content_type,
            response_topic=packet.response_topic,
            correlation_data=packet.correlation_data,
            subscription_ids=[interest.id] if interest.id else None,
            user_properties=packet.user_properties,
        ).write()
        limit = self.connect.max_packet_size if self.connect else None
        if limit is not None and len(data) > limit:
            return False
        self.send(data)
        return True

    # -- time and end

    def hold(self) -> None:
        """Stop reading, and forget the time: the broker is suspended."""
        if self._timer is not None:
            self._timer.cancel()
        if self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()

    def release(self) -> None:
        """Read again."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()
            self._watch()

    def disconnect(self, code: DisconnectReasonCode) -> None:
        """Say why and close; the will is published."""
        if self.connect is not None:
            self.send(DisconnectPacket(reason_code=code).write())
        self._end(with_will=True)
        self._close()

    def abort(self, *, with_will: bool) -> None:
        """Cut the connection without a word."""
        self._end(with_will=with_will)
        if self._transport is not None:
            self._transport.abort()

    def _watch(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self.connect is not None and self.connect.keep_alive and not self._over:
            limit = 1.5 * self.connect.keep_alive
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(limit, self.disconnect, DisconnectReasonCode.KEEP_ALIVE_TIMEOUT)

    def _end(self, *, with_will: bool) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._over:
            self._over = True
            self._broker.left(self, with_will)

    def _close(self) -> None:
        if self._transport is not None:
            self._transport.close()
