"""Requests and their answers: correlation, and big answers in numbered parts.

A part carries the user property `part` = "i/n", i from 1; all parts of an answer carry its correlation data.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable

from mqtt5 import PublishPacket

from dinrail.bus._subscriptions import Subscription
from dinrail.bus._topics import topic_matches
from dinrail.errors import BusError, BusOverflow

__all__ = ["MAX_REPLY_PART", "Replies", "cut_reply"]

MAX_REPLY_PART = 64 * 1024
_MAX_PARTS = 512
_MAX_ANSWER = 32 * 1024 * 1024
_MAX_PENDING = 1000
_KEPT_TOPICS = 64
_SUBSCRIBE_TIMEOUT = 60.0  # the request's own time-out is shorter
_PART = "part"


class _Topic:
    """The subscription of a reply topic and how many requests use it."""

    __slots__ = ("subscription", "users")

    def __init__(self, subscription: Subscription) -> None:
        self.subscription = subscription
        self.users = 0


class Replies:
    """Open requests by correlation data, at most 1000, and the subscriptions their answers come by."""

    def __init__(self, subscribe: Callable[..., Subscription], unsubscribe: Callable[[Subscription], None]) -> None:
        self._subscribe = subscribe
        self._unsubscribe = unsubscribe
        self._pending: dict[bytes, tuple[asyncio.Future[PublishPacket], _Parts]] = {}
        self._accepted: dict[str, Subscription] = {}
        self._topics: dict[str, _Topic] = {}

    def accept(self, filter: str) -> Subscription:  # noqa: A002 - the field's word
        """One subscription for many reply topics."""
        if filter not in self._accepted:
            self._accepted[filter] = self._subscribe(filter, self.receive, qos=1)
        return self._accepted[filter]

    def open(self) -> tuple[bytes, asyncio.Future[PublishPacket]]:
        """Correlation data and answer of a new request; raises BusOverflow."""
        if len(self._pending) >= _MAX_PENDING:
            raise BusOverflow(f"{_MAX_PENDING} requests are unanswered")
        correlation = os.urandom(12)
        answer: asyncio.Future[PublishPacket] = asyncio.get_running_loop().create_future()
        self._pending[correlation] = answer, _Parts()
        return correlation, answer

    def close(self, correlation: bytes) -> None:
        """Nobody waits for it any more."""
        answer, _ = self._pending.pop(correlation)
        if answer.done() and not answer.cancelled():
            answer.exception()  # marks it as seen: the request may have ended for another reason

    def fail(self, error: BusError) -> None:
        """End every open request."""
        for answer, _ in self._pending.values():
            if not answer.done():
                answer.set_exception(error)

    @contextlib.asynccontextmanager
    async def listening(self, reply_topic: str) -> AsyncIterator[None]:
        """Subscribed to the topic while inside; up to 64 topics stay subscribed for the next request."""
        for pattern, subscription in self._accepted.items():
            if topic_matches(pattern, reply_topic):
                await subscription.wait(_SUBSCRIBE_TIMEOUT)
                yield
                return
        topic = self._topics.pop(reply_topic, None) or _Topic(self._subscribe(reply_topic, self.receive, qos=1))
        self._topics[reply_topic] = topic
        topic.users += 1
        try:
            await topic.subscription.wait(_SUBSCRIBE_TIMEOUT)
            yield
        finally:
            topic.users -= 1
            self._forget_oldest()

    def receive(self, packet: PublishPacket) -> None:
        """A message on a reply topic; answers to nothing are ignored."""
        correlation = packet.correlation_data
        request = self._pending.get(correlation) if correlation is not None else None
        if request is None or request[0].done():
            return
        answer, parts = request
        try:
            whole = parts.add(packet)
        except ValueError as error:
            answer.set_exception(BusError(f"broken answer on {packet.topic}: {error}", key="reply_broken"))
            return
        if whole is not None:
            answer.set_result(whole)

    def _forget_oldest(self) -> None:
        idle = [name for name, topic in self._topics.items() if not topic.users]
        for name in idle[: max(0, len(self._topics) - _KEPT_TOPICS)]:
            self._unsubscribe(self._topics.pop(name).subscription)


class _Parts:
    """What has arrived of one answer; at most 512 parts and 32 MiB."""

    __slots__ = ("_count", "_pieces", "_size")

    def __init__(self) -> None:
        self._count = 0
        self._size = 0
        self._pieces: dict[int, bytes] = {}

    def add(self, packet: PublishPacket) -> PublishPacket | None:
        """The whole answer once its last part is there; raises ValueError for parts that do not fit together."""
        number, count = _part_of(packet)
        if count == 1:
            return packet
        if self._count not in (0, count):
            raise ValueError(f"part of {count} among parts of {self._count}")
        self._count = count
        if number not in self._pieces:
            self._pieces[number] = packet.payload
            self._size += len(packet.payload)
        if self._size > _MAX_ANSWER:
            raise ValueError(f"more than {_MAX_ANSWER} bytes")
        if len(self._pieces) < count:
            return None
        return PublishPacket(
            packet.topic,
            b"".join(self._pieces[index] for index in range(1, count + 1)),
            content_type=packet.content_type,
            correlation_data=packet.correlation_data,
            user_properties=[pair for pair in packet.user_properties if pair[0] != _PART],
        )


def _part_of(packet: PublishPacket) -> tuple[int, int]:
    """Number and count of a part, (1, 1) for a message that is whole; raises ValueError."""
    for name, value in packet.user_properties:
        if name == _PART:
            number, _, count = value[:16].partition("/")
            part, parts = int(number), int(count)
            if not 1 <= part <= parts <= _MAX_PARTS:
                raise ValueError(f"part {part} of {parts}")
            return part, parts
    return 1, 1


def cut_reply(payload: bytes) -> list[tuple[bytes, list[tuple[str, str]] | None]]:
    """Pieces of ≤ 64 KiB with their user properties; a payload that fits stays whole, without any."""
    if len(payload) <= MAX_REPLY_PART:
        return [(payload, None)]
    starts = range(0, len(payload), MAX_REPLY_PART)
    return [
        (payload[start : start + MAX_REPLY_PART], [(_PART, f"{number}/{len(starts)}")])
        for number, start in enumerate(starts, 1)
    ]
