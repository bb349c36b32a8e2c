"""QoS 1 messages on their way: a bounded queue, the broker's window, expiry, and sending again after a loss."""

from __future__ import annotations

import asyncio
from collections import deque

from mqtt5 import PubAckPacket, PubAckReasonCode

from dinrail.bus._counters import BusCounters
from dinrail.bus._link import MAX_PACKET, Link
from dinrail.bus._message import Message, too_large
from dinrail.bus._reasons import broker_says
from dinrail.clock import Clock
from dinrail.errors import BusError

__all__ = ["Outbox"]

_LAST_ID = 32767  # the upper half of the packet ids belongs to subscriptions
_FAILED = 0x80
_SUCCESS = PubAckReasonCode.SUCCESS
_WINDOW = 100
_ATTEMPTS = 5  # a message that takes the broker down with it must not do so for ever


class Outbox:
    """In order, at most `window` unacknowledged, at most `messages` and `size` bytes waiting."""

    def __init__(self, clock: Clock, counters: BusCounters, messages: int, size: int) -> None:
        self._clock = clock
        self._counters = counters
        self._max_messages = messages
        self._max_bytes = size
        self._waiting: deque[Message] = deque()
        self._waiting_bytes = 0
        self._inflight: dict[int, Message] = {}
        self._link: Link | None = None
        self._window = 0
        self._last_id = 0
        self._idle: list[asyncio.Future[None]] = []

    def submit(self, message: Message, now: float) -> bool:
        """Send now or queue; False when the queue is full. Raises PacketTooLarge, ValueError for a bad topic."""
        link = self._link
        direct = link is not None and not link.paused and not self._waiting and len(self._inflight) < self._window
        packet_id = self._next_id() if direct else 1
        data = message.encode(packet_id, now)
        size = message.size = len(data)
        limit = MAX_PACKET if link is None else link.max_packet
        if size > limit:
            self._counters.too_large += 1
            raise too_large(message.topic, size, limit)
        if direct and link is not None:
            self._inflight[packet_id] = message
            self._counters.sent += 1
            link.send(data)
            return True
        if not self.room(1, size):
            self._counters.dropped_full += 1
            return False
        self._waiting.append(message)
        self._waiting_bytes += size
        return True

    def room(self, messages: int, size: int) -> bool:
        """Whether that much can wait without exceeding a bound."""
        return len(self._waiting) + messages <= self._max_messages and self._waiting_bytes + size <= self._max_bytes

    def attach(self, link: Link, receive_max: int) -> None:
        """A connection is there: send what waits."""
        self._link = link
        self._window = min(_WINDOW, receive_max)
        self.pump()

    def detach(self) -> None:
        """The connection is gone: what is unacknowledged goes to the head of the queue, in its order."""
        self._link = None
        unanswered, self._inflight = list(self._inflight.values()), {}
        for message in reversed(unanswered):
            message.attempts += 1
            if message.withdrawn:
                continue
            if message.attempts >= _ATTEMPTS:
                self._counters.dropped_undeliverable += 1
                message.settle(
                    BusError(f"the connection was lost {_ATTEMPTS} times: {message.topic}", key="undeliverable")
                )
                continue
            self._waiting.appendleft(message)
            self._waiting_bytes += message.size

    def pump(self) -> None:
        """Send waiting messages as far as window and socket allow."""
        link = self._link
        while link is not None and self._waiting and len(self._inflight) < self._window and not link.paused:
            message = self._pop()
            now = self._clock.monotonic()
            if self._expired(message, now):
                continue
            packet_id = self._next_id()
            data = message.encode(packet_id, now)
            if len(data) > link.max_packet:
                self._counters.too_large += 1
                message.settle(too_large(message.topic, len(data), link.max_packet))
                continue
            self._inflight[packet_id] = message
            self._counters.sent += 1
            link.send(data)
        self._check_idle()

    def acknowledged(self, packet: PubAckPacket) -> None:
        """Take the broker's answer and use the freed window."""
        message = self._inflight.pop(packet.packet_id, None)
        if message is None:
            return
        code = packet.reason_code
        if code is _SUCCESS:
            message.settle(0)
        elif int(code) >= _FAILED:
            self._counters.refused += 1
            said = broker_says(packet.reason_str, code.name)
            message.settle(
                BusError(f"{message.topic} refused: {said}", key="publish_refused", topic=message.topic, code=int(code))
            )
        else:
            message.settle(int(code))
        if self._waiting:
            self.pump()
        elif not self._inflight:
            self._check_idle()

    def expire(self) -> None:
        """Give up what waited too long; called while there is no connection."""
        now = self._clock.monotonic()
        for message in [one for one in self._waiting if self._expired(one, now)]:
            self._waiting.remove(message)
            self._waiting_bytes -= message.size

    def withdraw(self, message: Message) -> None:
        """Nobody waits for it any more: not sent if it still waits, not sent again otherwise."""
        if message.outcome is None:
            return
        message.withdrawn = True
        message.outcome = None
        if message in self._waiting:
            self._waiting.remove(message)
            self._waiting_bytes -= message.size

    def clear(self, key: str) -> int:
        """Forget what waits; its senders are told `key`. Returns how many."""
        dropped = list(self._waiting)
        self._waiting.clear()
        self._waiting_bytes = 0
        for message in dropped:
            message.settle(BusError(f"given up before it was acknowledged: {message.topic}", key=key))
        self._check_idle()
        return len(dropped)

    async def drained(self) -> None:
        """Until nothing waits and nothing is unacknowledged."""
        if self._waiting or self._inflight:
            waiter = asyncio.get_running_loop().create_future()
            self._idle.append(waiter)
            await waiter

    def _check_idle(self) -> None:
        if self._idle and not self._waiting and not self._inflight:
            for waiter in self._idle:
                if not waiter.done():
                    waiter.set_result(None)
            self._idle.clear()

    def _expired(self, message: Message, now: float) -> bool:
        if message.deadline is None or message.deadline > now:
            return False
        self._counters.dropped_expired += 1
        message.settle(BusError(f"expired before it could be sent: {message.topic}", key="expired"))
        return True

    def _pop(self) -> Message:
        message = self._waiting.popleft()
        self._waiting_bytes -= message.size
        return message

    def _next_id(self) -> int:
        while True:
            number = self._last_id = self._last_id % _LAST_ID + 1
            if number not in self._inflight:
                return number
