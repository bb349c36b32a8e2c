"""The bus client: one connection to the broker that keeps itself up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from mqtt5 import PublishPacket, RetainHandling

from dinrail.bus._connection import Connection
from dinrail.bus._counters import BusCounters
from dinrail.bus._dial import Credentials, Will
from dinrail.bus._link import MAX_PACKET
from dinrail.bus._message import Outcome, Outgoing, too_large
from dinrail.bus._prepared import Prepared, PreparedAcked
from dinrail.bus._reasons import TAKEN_OVER
from dinrail.bus._requests import Replies, cut_reply
from dinrail.bus._subscriptions import Handler, Subscription
from dinrail.bus._traffic import Traffic
from dinrail.clock import Clock, SystemClock
from dinrail.errors import BusError, BusOverflow, BusTimeout
from dinrail.reason import Reason
from dinrail.settings import BrokerAddress

__all__ = ["Bus"]

_SYSTEM_CLOCK = SystemClock()
_NOBODY_LISTENS = 0x10
# Brokers cut the connection of who publishes on such a topic.
_UNPRINTABLE = ValueError("a character that cannot be printed")


class Bus:
    """MQTT 5 client: QoS 0 and 1, clean start, session expiry 0, always reconnecting. One event loop, no thread.

    `clock` measures message expiry and the pauses between attempts; keepalive and the time-outs of answers run on
    the event loop's own clock, because they measure the real network.
    """

    def __init__(
        self,
        address: BrokerAddress,
        *,
        client_id: str,
        user: str = "",
        password: Callable[[], str] | str = "",
        will: Will | None = None,
        clock: Clock = _SYSTEM_CLOCK,
        log: logging.Logger | None = None,
        tls_ca: Path | None = None,
        keepalive: float = 10,
        connect_timeout: float = 5.0,
        takeover_pause: float = 300.0,
        gather: float = 0.0,
    ) -> None:
        """Only assigns. A callable `password` is asked anew for each attempt, in a thread.

        keepalive: seconds, a dead peer is noticed within 1.5 of them; takeover_pause: seconds to stay away after
        another client with the same id took the session over, infinite for good; tls_ca: CA file for mqtts, default
        the system's.
        """
        log = log or logging.getLogger("dinrail.bus")
        self._clock = clock
        self._traffic = Traffic(clock, log)
        self.counters: BusCounters = self._traffic.counters
        who = Credentials(client_id, user or address.user, password or address.password, will, keepalive, tls_ca)
        self._connection = Connection(
            address,
            who,
            self._traffic,
            clock=clock,
            log=log,
            connect_timeout=connect_timeout,
            takeover_pause=takeover_pause,
            gather=gather,
        )
        self._replies = Replies(self.subscribe, self.unsubscribe)

    # -- connection

    def start(self) -> None:
        """Begin connecting in the background; attempts go on for ever."""
        self._connection.start()

    async def connected(self, timeout: float = 10.0) -> None:
        """Until the broker accepted us; raises BusTimeout with the last reason."""
        try:
            await asyncio.wait_for(self._connection.up.wait(), timeout)
        except TimeoutError:
            why = self.last_error
            raise BusTimeout(
                f"not connected within {timeout:g} s: {why.message if why else 'no answer'}",
                key=why.key if why else None,
                **(why.params if why else {}),
            ) from None

    @property
    def is_connected(self) -> bool:
        """Whether the broker has accepted us."""
        return self._connection.link is not None

    @property
    def is_congested(self) -> bool:
        """Whether the broker is connected but does not read as fast as we send; QoS 0 is being held back."""
        link = self._connection.link
        return link is not None and link.paused

    @property
    def taken_over(self) -> bool:
        """Whether another client with the same id took the session over and this one stays away from the broker."""
        error = self._connection.last_error
        return error is not None and error.key == TAKEN_OVER

    @property
    def last_error(self) -> Reason | None:
        """Why there is no connection, or why the last one ended; None after a successful connect."""
        return self._connection.last_error

    async def stop(self, timeout: float = 1.0) -> None:
        """Send what waits, at most `timeout` seconds, say goodbye (no will) and close."""
        await self._connection.stop(timeout)
        self._replies.fail(BusError("the bus was stopped", key="stopped"))

    def on_connect(self, callback: Callable[[bool], object]) -> None:
        """Call `callback(session_present)` after each connect, subscriptions already on their way."""
        self._traffic.hooks.connect.append(callback)

    def on_disconnect(self, callback: Callable[[Reason], object]) -> None:
        """Call `callback(reason)` after each loss of the connection, not after `stop`."""
        self._traffic.hooks.disconnect.append(callback)

    def on_handler_error(self, callback: Callable[[Exception, PublishPacket], object]) -> None:
        """Call `callback(error, packet)` when a message handler raised; without one it is logged."""
        self._traffic.hooks.handler_error.append(callback)

    # -- sending

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
    ) -> bool:
        """Send without waiting; False when it was dropped and counted (QoS 0 offline, QoS 1 with a full queue).

        expiry: seconds. A back-pressured socket costs the oldest QoS 0 messages, counted as dropped_full.
        Raises PacketTooLarge above 256 KiB or the broker's limit, BusError for a topic that is none.
        """
        if qos:
            if qos != 1:
                raise ValueError("QoS is 0 or 1")
            return self._submit(
                Outgoing(
                    topic,
                    payload,
                    self._deadline(expiry),
                    retain=retain,
                    response_topic=response_topic,
                    correlation=correlation,
                    user_properties=user_properties,
                )
            )
        try:
            data = PublishPacket(
                topic,
                payload,
                retain=retain,
                message_expiry_interval=expiry,
                response_topic=response_topic,
                correlation_data=correlation,
                user_properties=user_properties,
            ).write()
        except ValueError as error:
            raise _bad_topic(topic, error) from None
        if not topic.isprintable():
            raise _bad_topic(topic, _UNPRINTABLE)
        link = self._connection.link
        size = len(data)
        if size > (MAX_PACKET if link is None else link.max_packet):
            self.counters.too_large += 1
            raise too_large(topic, size, MAX_PACKET if link is None else link.max_packet)
        if link is None:
            self.counters.dropped_offline += 1
            return False
        if link.paused:
            link.hold(data)
        else:
            self.counters.sent += 1
            link.send(data)
        return True

    def prepare(self, topic: str, *, retain: bool = False) -> Prepared:
        """For a topic that is published to again and again: `prepare(topic).send(payload)` is `publish` with QoS 0.

        Raises BusError for a topic that is none.
        """
        if not topic.isprintable():
            raise _bad_topic(topic, _UNPRINTABLE)
        try:
            return Prepared(self._connection, self.counters, topic, retain=retain)
        except ValueError as error:
            raise _bad_topic(topic, error) from None

    def prepare_acked(self, topic: str, outcome: Outcome, *, expiry: int) -> PreparedAcked:
        """The same for QoS 1: `send(payload)` is `publish_then` with this outcome and expiry in seconds.

        Raises BusError for a topic that is none.
        """
        if not topic.isprintable():
            raise _bad_topic(topic, _UNPRINTABLE)
        fenced = self._traffic.hooks.fenced(outcome)
        try:
            return PreparedAcked(self._traffic.outbox, self._clock, topic, fenced, expiry=expiry)
        except ValueError as error:
            raise _bad_topic(topic, error) from None

    async def publish_acked(
        self,
        topic: str,
        payload: bytes,
        *,
        retain: bool = False,
        expiry: int | None = None,
        response_topic: str | None = None,
        correlation: bytes | None = None,
        user_properties: list[tuple[str, str]] | None = None,
        timeout: float = 5.0,
    ) -> None:
        """Send with QoS 1 and wait for the broker's acknowledgement; withdrawn, if still unsent, after `timeout`.

        Raises BusTimeout, BusOverflow (queue full), PacketTooLarge, BusError (refused by the broker).
        """
        acknowledged: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        message = Outgoing(
            topic,
            payload,
            self._deadline(expiry),
            lambda result: _settle(acknowledged, result),
            retain=retain,
            response_topic=response_topic,
            correlation=correlation,
            user_properties=user_properties,
        )
        if not self._submit(message):
            raise BusOverflow(f"too many messages wait for the broker: {topic}")
        try:
            await asyncio.wait_for(acknowledged, timeout)
        except TimeoutError:
            raise BusTimeout(f"no acknowledgement for {topic} within {timeout:g} s", topic=topic) from None
        finally:
            self._traffic.outbox.withdraw(message)

    def publish_then(
        self,
        topic: str,
        payload: bytes,
        outcome: Outcome,
        *,
        retain: bool = False,
        expiry: int | None = None,
        user_properties: list[tuple[str, str]] | None = None,
    ) -> bool:
        """Send with QoS 1 without waiting; False when the queue is full.

        Otherwise `outcome` is called exactly once in the event loop: with the code of the acknowledgement (0, or
        0x10 when nobody listens) or with the BusError (publish_refused, expired, withdrawn, stopped, too large).
        """
        return self._submit(
            Outgoing(
                topic,
                payload,
                self._deadline(expiry),
                self._traffic.hooks.fenced(outcome),
                retain=retain,
                user_properties=user_properties,
            )
        )

    def drop_pending(self) -> int:
        """Forget queued, unsent messages; returns how many."""
        link = self._connection.link
        return self._traffic.outbox.clear("withdrawn") + (link.drop_held() if link is not None else 0)

    # -- receiving

    def subscribe(
        self,
        filter: str,  # noqa: A002 - the field's word
        handler: Handler,
        *,
        qos: int = 0,
        no_local: bool = False,
        retain_as_published: bool = False,
        retain_handling: RetainHandling = RetainHandling.SEND_ALWAYS,
    ) -> Subscription:
        """Have `handler(packet)` called in the event loop for each matching message, also after reconnects.

        `packet.retain` is true for stored copies only, unless `retain_as_published`. A message that matches two
        filters arrives once for each. Raises ValueError for other options than an earlier one on the same filter,
        BusError for a filter that is none.
        """
        if qos not in (0, 1):
            raise ValueError("QoS is 0 or 1")
        subscription = Subscription(filter, handler, qos)
        packet = self._traffic.subscriptions.add(subscription, no_local, retain_as_published, retain_handling)
        if self._connection.link is not None:
            self._connection.link.send(packet)
        return subscription

    def unsubscribe(self, subscription: Subscription, *, late: Handler | None = None) -> None:
        """No call of its handler after this; harmless when repeated.

        `late` is called for what the broker had sent before it heard of it, unless others want the filter too.
        """
        link = self._connection.link
        packet = self._traffic.subscriptions.remove(subscription, late if link is not None else None)
        if packet is not None and link is not None:
            link.send(packet)

    # -- request and response

    def accept_replies(self, filter: str) -> Subscription:  # noqa: A002 - the field's word
        """Subscribe once for all reply topics that match; requests on others subscribe to theirs when first used."""
        return self._replies.accept(filter)

    async def request(
        self, topic: str, payload: bytes, *, reply_topic: str, timeout: float = 5.0, expiry: int = 5
    ) -> PublishPacket:
        """Send with QoS 1 and wait for the answer on `reply_topic`; parts of a big answer are joined.

        Raises BusTimeout; BusError `nobody_listens` when the broker has no receiver, `publish_refused`,
        `subscription_refused`, `reply_broken`; BusOverflow, PacketTooLarge.
        """
        correlation, answer = self._replies.open()
        message = Outgoing(
            topic,
            payload,
            self._deadline(expiry),
            lambda result: _fail_unheard(topic, result, answer),
            response_topic=reply_topic,
            correlation=correlation,
        )
        try:
            async with asyncio.timeout(timeout), self._replies.listening(reply_topic):
                if not self._submit(message):
                    raise BusOverflow(f"too many messages wait for the broker: {topic}")
                return await answer
        except TimeoutError:
            raise BusTimeout(f"no answer to {topic} within {timeout:g} s", topic=topic) from None
        finally:
            self._traffic.outbox.withdraw(message)
            self._replies.close(correlation)

    def reply_in_parts(self, request: PublishPacket, payload: bytes, *, expiry: int | None = None) -> bool:
        """Answer a request with QoS 1, above 64 KiB in numbered parts; all of it is queued or nothing.

        False when the request names no usable reply topic or the queue (16 MiB) has no room.
        """
        topic = request.response_topic
        if not topic:
            return False
        pieces = cut_reply(payload)
        overhead = 256 + len(topic) * 4
        if len(pieces) > 1 and not self._traffic.outbox.room(len(pieces), len(payload) + overhead * len(pieces)):
            self.counters.dropped_full += 1
            return False
        try:
            return all(
                self._submit(
                    Outgoing(
                        topic,
                        piece,
                        self._deadline(expiry),
                        correlation=request.correlation_data,
                        user_properties=properties,
                    )
                )
                for piece, properties in pieces
            )
        except BusError:
            return False

    def _deadline(self, expiry: int | None) -> float | None:
        return None if expiry is None else self._clock.monotonic() + expiry

    def _submit(self, message: Outgoing) -> bool:
        if not message.topic.isprintable():
            raise _bad_topic(message.topic, _UNPRINTABLE)
        try:
            return self._traffic.outbox.submit(message, self._clock.monotonic())
        except ValueError as error:
            raise _bad_topic(message.topic, error) from None


def _settle(acknowledged: asyncio.Future[int], result: int | BusError) -> None:
    if acknowledged.done():
        return
    if isinstance(result, BusError):
        acknowledged.set_exception(result)
    else:
        acknowledged.set_result(result)


def _fail_unheard(topic: str, result: int | BusError, answer: asyncio.Future[PublishPacket]) -> None:
    if answer.done():
        return
    if isinstance(result, BusError):
        answer.set_exception(result)
    elif result == _NOBODY_LISTENS:
        answer.set_exception(BusError(f"nobody listens on {topic}", key="nobody_listens", topic=topic))


def _bad_topic(topic: str, error: ValueError) -> BusError:
    shown = topic[:200].encode(errors="replace").decode()
    return BusError(f"not a topic: {shown!r} ({error})", key="topic_invalid", topic=shown)
