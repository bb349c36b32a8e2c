"""The broker: clients, subscriptions, retained messages, and what a test does to all of them."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections import deque
from collections.abc import Callable
from typing import Literal, Self

from mqtt5 import (
    ConnAckReasonCode,
    ConnectPacket,
    DisconnectReasonCode,
    PubAckReasonCode,
    PublishPacket,
    QoS,
    RetainHandling,
    SubAckPacket,
    SubAckReasonCode,
    SubscribePacket,
    TopicFilter,
    UnsubAckPacket,
    UnsubAckReasonCode,
    UnsubscribePacket,
)

from dinrail.bus import MAX_PACKET, topic_matches
from dinrail.clock import Clock, SystemClock
from dinrail.settings import BrokerAddress
from dinrail.testing.broker._peer import Peer
from dinrail.testing.broker._record import Predicate, Published, Record
from dinrail.testing.broker._retained import Message, Retained
from dinrail.testing.broker._subscriptions import Interest, valid_filter

__all__ = ["Acl", "FakeBroker"]

Acl = Callable[[str, Literal["publish", "subscribe", "receive"], str], bool]
"""(user, action, topic or filter) → allowed."""


class FakeBroker:
    """MQTT 5 over TCP on the loopback: QoS 0/1, retained, wills, wildcards, subscription ids, expiry, takeover.

    async with FakeBroker() as broker:
        bus = Bus(broker.address, client_id="x")

    Sessions end with their connection. A message that matches two subscriptions of a client is sent for each,
    as Mosquitto does.
    """

    def __init__(
        self,
        *,
        users: dict[str, str] | None = None,
        acl: Acl | None = None,
        max_packet: int = MAX_PACKET,
        receive_max: int = 20,
        clock: Clock | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """users: name → password, None lets everyone in; clock: for message expiry; tls: listen with it."""
        self.users = users
        self.acl = acl
        self.max_packet = max_packet
        self.receive_max = receive_max
        self._tls = tls
        self.clock: Clock = clock or SystemClock()
        self.withhold_acks = False
        """While true, QoS 1 messages are taken but not acknowledged."""
        self.connects: list[ConnectPacket] = []
        """Every accepted CONNECT."""
        self._record = Record()
        self._retained = Retained(self.clock)
        self._server: asyncio.Server | None = None
        self._port = 0
        self._peers: set[Peer] = set()
        self._clients: dict[str, Peer] = {}
        self._paused = False
        self._changed = asyncio.Event()

    async def __aenter__(self) -> Self:
        await self._listen()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.kill()

    # -- what a test asks

    @property
    def address(self) -> BrokerAddress:
        """Where it listens; the same after `restart`."""
        return BrokerAddress("127.0.0.1", self._port, self._tls is not None)

    @property
    def published(self) -> deque[Published]:
        """Everything clients published and the broker took, oldest first; `.clear()` it to look at what follows."""
        return self._record.messages

    @property
    def retained(self) -> dict[str, bytes]:
        """Topic → payload of the retained messages."""
        return self._retained.payloads()

    @property
    def clients(self) -> list[str]:
        """Client ids that are connected."""
        return list(self._clients)

    def subscriptions(self, client_id: str) -> list[str]:
        """Filters a client is subscribed to."""
        peer = self._clients.get(client_id)
        return list(peer.interests) if peer else []

    async def wait_for(
        self, pattern: str, predicate: Predicate | None = None, timeout: float = 5.0, *, since: int = 0
    ) -> Published:
        """The first published message on the filter that fits, already there (from index `since`) or to come."""
        return await self._record.wait_for(pattern, predicate, timeout, since)

    async def wait_for_subscription(self, client_id: str, pattern: str, timeout: float = 5.0) -> None:
        """Until the client is subscribed to exactly that filter."""
        await self.wait_until(lambda: pattern in self.subscriptions(client_id), timeout)

    async def wait_for_client(self, client_id: str, timeout: float = 5.0) -> None:
        """Until the client is connected."""
        await self.wait_until(lambda: client_id in self._clients, timeout)

    async def wait_until(self, condition: Callable[[], bool], timeout: float = 5.0) -> None:
        """Until the condition holds; looked at whenever a client, subscription or message came or went."""
        async with asyncio.timeout(timeout):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    # -- what a test does

    def publish(
        self,
        topic: str,
        payload: bytes,
        *,
        qos: int = 0,
        retain: bool = False,
        expiry: int | None = None,
        response_topic: str | None = None,
        correlation: bytes | None = None,
        user_properties: list[tuple[str, str]] | None = None,
    ) -> None:
        """Publish as nobody in particular; it is not recorded in `published`."""
        packet = PublishPacket(
            topic,
            payload,
            qos=QoS(qos),
            packet_id=1 if qos else None,
            retain=retain,
            message_expiry_interval=expiry,
            response_topic=response_topic,
            correlation_data=correlation,
            user_properties=user_properties,
        )
        self._route("", packet)

    def disconnect_client(self, client_id: str, code: DisconnectReasonCode | None = None) -> None:
        """Cut a client's connection, without a word or with DISCONNECT `code`; its will is published."""
        peer = self._clients[client_id]
        if code is None:
            peer.abort(with_will=True)
        else:
            peer.disconnect(code)

    async def kill(self, *, keep_retained: bool = False) -> None:
        """End like kill -9: connections are cut, wills never published, retained messages lost unless kept."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
        for peer in list(self._peers):
            peer.abort(with_will=False)
        if server is not None:
            await server.wait_closed()
        if not keep_retained:
            self._retained.clear()
        self._paused = False
        self._notice()

    async def restart(self, *, keep_retained: bool = True) -> None:
        """Kill if running, and listen on the same port again."""
        await self.kill(keep_retained=keep_retained)
        await self._listen()

    def pause(self) -> None:
        """Suspend like SIGSTOP: the kernel still accepts connections and bytes, nobody answers."""
        self._paused = True
        for peer in self._peers:
            peer.hold()

    def resume(self) -> None:
        """Go on after `pause`."""
        self._paused = False
        for peer in list(self._peers):
            peer.release()

    # -- what connections report

    def joined(self, peer: Peer) -> None:
        """A TCP connection was made."""
        self._peers.add(peer)
        if self._paused:
            peer.hold()

    def check(self, packet: ConnectPacket) -> ConnAckReasonCode | None:
        """Why a CONNECT is refused, None when it is not."""
        if not packet.client_id:
            return ConnAckReasonCode.CLIENT_ID_NOT_VALID
        if self.users is not None and self.users.get(packet.username or "") != (packet.password or b"").decode():
            return ConnAckReasonCode.NOT_AUTHORIZED
        return None

    def accepted(self, peer: Peer) -> None:
        """A CONNECT was accepted; an older connection of the same client is taken over."""
        older = self._clients.get(peer.client_id)
        if older is not None:
            older.disconnect(DisconnectReasonCode.SESSION_TAKEN_OVER)
        self._clients[peer.client_id] = peer
        if peer.connect is not None:
            self.connects.append(peer.connect)
        self._notice()

    def left(self, peer: Peer, with_will: bool) -> None:
        """A connection ended."""
        self._peers.discard(peer)
        if self._clients.get(peer.client_id) is peer:
            del self._clients[peer.client_id]
        will = peer.connect.will if peer.connect else None
        if with_will and will is not None and self._allowed(peer.user, "publish", will.topic):
            packet = PublishPacket(
                will.topic,
                will.payload or b"",
                qos=will.qos,
                packet_id=1 if int(will.qos) else None,
                retain=will.retain,
                message_expiry_interval=will.message_expiry_interval,
                user_properties=will.user_properties,
            )
            self._record.add(Published(peer.client_id, packet))
            self._route(peer.client_id, packet)
        self._notice()

    def publish_from(self, peer: Peer, packet: PublishPacket) -> PubAckReasonCode:
        """A client published; the code of the acknowledgement."""
        if "+" in packet.topic or "#" in packet.topic or "\0" in packet.topic:
            peer.disconnect(DisconnectReasonCode.TOPIC_NAME_INVALID)
            return PubAckReasonCode.TOPIC_NAME_INVALID
        if not self._allowed(peer.user, "publish", packet.topic):
            return PubAckReasonCode.NOT_AUTHORIZED
        self._record.add(Published(peer.client_id, packet))
        heard = self._route(peer.client_id, packet)
        self._notice()
        return PubAckReasonCode.SUCCESS if heard else PubAckReasonCode.NO_MATCHING_SUBSCRIBERS

    def subscribe(self, peer: Peer, packet: SubscribePacket) -> None:
        """A client subscribes: acknowledge, then send what is retained."""
        new: list[tuple[Interest, bool]] = []
        codes = [self._subscribe(peer, wanted, packet.subscription_id, new) for wanted in packet.topic_filters]
        peer.send(SubAckPacket(packet.packet_id, codes).write())
        for interest, known in new:
            handling = interest.options.retain_handling
            if handling is RetainHandling.SEND_ALWAYS or (
                handling is RetainHandling.SEND_IF_SUBSCRIPTION_NOT_EXISTS and not known
            ):
                for message in self._retained.matching(interest.pattern):
                    if self._allowed(peer.user, "receive", message.packet.topic):
                        peer.deliver(message, interest, stored=True)
        self._notice()

    def unsubscribe(self, peer: Peer, packet: UnsubscribePacket) -> None:
        """A client unsubscribes."""
        codes = [
            UnsubAckReasonCode.SUCCESS
            if peer.interests.pop(pattern, None)
            else UnsubAckReasonCode.NO_SUBSCRIPTION_EXISTED
            for pattern in packet.patterns
        ]
        peer.send(UnsubAckPacket(packet.packet_id, codes).write())
        self._notice()

    # -- inside

    def _subscribe(
        self, peer: Peer, wanted: TopicFilter, number: int | None, new: list[tuple[Interest, bool]]
    ) -> SubAckReasonCode:
        if not valid_filter(wanted.pattern):
            return SubAckReasonCode.TOPIC_FILTER_INVALID
        if wanted.pattern.startswith("$share/"):
            return SubAckReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED
        if not self._allowed(peer.user, "subscribe", wanted.pattern):
            return SubAckReasonCode.NOT_AUTHORIZED
        interest = Interest(wanted.pattern, wanted, number)
        new.append((interest, wanted.pattern in peer.interests))
        peer.interests[wanted.pattern] = interest
        return SubAckReasonCode(min(int(wanted.max_qos), 1))

    def _route(self, client_id: str, packet: PublishPacket) -> bool:
        expiry = packet.message_expiry_interval
        message = Message(client_id, packet, None if expiry is None else self.clock.monotonic() + expiry)
        if packet.retain:
            self._retained.store(message)
        heard = False
        for peer in list(self._clients.values()):
            for interest in list(peer.interests.values()):
                own = interest.options.no_local and peer.client_id == client_id
                if not own and topic_matches(interest.pattern, packet.topic):
                    heard = True
                    if self._allowed(peer.user, "receive", packet.topic):
                        peer.deliver(message, interest, stored=False)
        return heard

    def _allowed(self, user: str, action: Literal["publish", "subscribe", "receive"], topic: str) -> bool:
        return self.acl is None or self.acl(user, action, topic)

    async def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: Peer(self, self.max_packet), "127.0.0.1", self._port, reuse_address=True, ssl=self._tls
        )
        with contextlib.suppress(IndexError):
            self._port = self._server.sockets[0].getsockname()[1]

    def _notice(self) -> None:
        self._changed.set()
