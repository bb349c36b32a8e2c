"""Answers to write requests and calls: only to our own reply topics, each request once."""

from __future__ import annotations

from typing import Any, Protocol

import msgspec
from mqtt5 import PublishPacket

from dinrail.clock import Clock
from dinrail.documents import Reply
from dinrail.errors import DinrailError
from dinrail.names import Topics
from dinrail.reason import Reason
from dinrail.runner.counters import Counters

__all__ = ["Asker", "Replies"]

REMEMBER_S = 60.0
MAX_REMEMBERED = 1024
MAX_REMEMBERED_BYTES = 1024 * 1024
KEPT_REPLY = 64 * 1024
MAX_REPLY = 16 * 1024 * 1024
REPLY_EXPIRY_S = 30

_encode = msgspec.json.Encoder().encode


class Asker(msgspec.Struct, frozen=True):
    """Who wants an answer: response topic and correlation data; `topic` empty when nobody does."""

    topic: str = ""
    correlation: bytes = b""


class SendsReplies(Protocol):
    """The part of the bus replies need."""

    def reply_in_parts(self, request: PublishPacket, payload: bytes, *, expiry: int | None = None) -> bool:
        """False when the packets were not taken."""
        ...


class _Remembered:
    __slots__ = ("at", "payload")

    def __init__(self, at: float) -> None:
        self.at = at
        self.payload: bytes | None = None


class Replies:
    """Remembers for 60 s which requests came and what they were answered."""

    def __init__(self, bus: SendsReplies, instance: str, *, clock: Clock, counters: Counters) -> None:
        self._bus = bus
        self._prefix = f"{Topics.of(instance, 'reply')}/"
        self._clock = clock
        self._counters = counters
        self._known: dict[Asker, _Remembered] = {}
        self._bytes = 0

    def asker(self, packet: PublishPacket) -> Asker:
        """Who asked; a response topic that is not one of ours is ignored and counted."""
        topic = packet.response_topic or ""
        if topic and not self._ours(topic):
            self._counters.count("foreign_response_topics")
            topic = ""
        return Asker(topic, packet.correlation_data or b"") if topic else Asker()

    def repeated(self, asker: Asker) -> bool:
        """Whether this request came before; if it has been answered, the same answer is sent again."""
        if not asker.topic or not asker.correlation:
            return False
        self._forget_old()
        known = self._known.get(asker)
        if known is None:
            self._known[asker] = _Remembered(self._clock.monotonic())
            self._bytes += len(asker.topic) + len(asker.correlation)
            return False
        self._counters.count("duplicates")
        if known.payload is not None:
            self._send(asker, known.payload)
        return True

    def succeed(self, asker: Asker, value: Any) -> None:
        """Answer `{"ok": true, "value": …}`; raises TypeError for what is not JSON."""
        payload = _encode(Reply(True, value))
        if len(payload) > MAX_REPLY:
            message = f"the answer has {len(payload)} bytes, at most {MAX_REPLY} are sent"
            self.fail(asker, Reason("answer_too_large", {"bytes": len(payload), "max": MAX_REPLY}, message))
        else:
            self._answer(asker, payload)

    def fail(self, asker: Asker, error: DinrailError | Reason) -> None:
        """Answer `{"ok": false, "error": …}`."""
        reason = error.reason if isinstance(error, DinrailError) else error
        self._answer(asker, _encode(Reply(False, error=reason)))

    def _answer(self, asker: Asker, payload: bytes) -> None:
        if not asker.topic:
            return
        known = self._known.get(asker)
        if known is not None and len(payload) <= KEPT_REPLY:
            self._bytes += len(payload) - len(known.payload or b"")
            known.payload = payload
        self._send(asker, payload)

    def _send(self, asker: Asker, payload: bytes) -> None:
        request = PublishPacket(
            asker.topic, b"", response_topic=asker.topic, correlation_data=asker.correlation or None
        )
        if not self._bus.reply_in_parts(request, payload, expiry=REPLY_EXPIRY_S):
            self._counters.count("dropped")

    def _ours(self, topic: str) -> bool:
        levels = topic.removeprefix(self._prefix)
        return topic.startswith(self._prefix) and bool(levels) and not set(levels) & set("+#\0")

    def _forget_old(self) -> None:
        horizon = self._clock.monotonic() - REMEMBER_S
        while self._known:
            asker, oldest = next(iter(self._known.items()))
            full = len(self._known) >= MAX_REMEMBERED or self._bytes > MAX_REMEMBERED_BYTES
            if oldest.at >= horizon and not full:
                return
            del self._known[asker]
            self._bytes -= len(asker.topic) + len(asker.correlation) + len(oldest.payload or b"")
