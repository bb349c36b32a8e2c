"""What waits for one browser that follows a trace: the latest events, and how many gave way."""

from __future__ import annotations

import asyncio
from collections import deque

import msgspec

from dinrail.reason import Reason
from dinrail_gateway.streams.event_stream import COMMENT, frame
from dinrail_gateway.types.service import reason_view

__all__ = ["Mailbox"]

MAX_EVENTS = 500
MAX_BYTES = 1024 * 1024

_encode = msgspec.json.Encoder().encode


class _Entry(msgspec.Struct):
    skipped: int = 1


class Mailbox:
    """Bounded in events and bytes; a slow reader loses the oldest and is told how many."""

    def __init__(self) -> None:
        self._events: deque[bytes] = deque()
        self._size = 0
        self._skipped = 0
        self._problem: Reason | None = None
        self._notices: deque[bytes] = deque(maxlen=2)
        self._wake = asyncio.Event()
        self.ended = False

    def offer(self, events: list[msgspec.Raw]) -> None:
        """Put events in, in their order."""
        for event in events:
            # A copy, so that the rest of the message it came with is not kept.
            self._events.append(bytes(event))
            self._size += len(event)
        while len(self._events) > MAX_EVENTS or self._size > MAX_BYTES:
            oldest = self._events.popleft()
            self._size -= len(oldest)
            self._skipped += _count(oldest)
        self._wake.set()

    def tell(self, problem: Reason | None) -> None:
        """Say why no events come at present, or that they do again; the same is said once."""
        if problem != self._problem:
            self._problem = problem
            self._notices.append(frame(_encode(reason_view(problem)), event="problem"))
            self._wake.set()

    def nudge(self) -> None:
        """Have the reader send something, so that a connection that is dead is noticed."""
        self._wake.set()

    def end(self) -> None:
        """No more; what still waits is not handed out."""
        self.ended = True
        self._wake.set()

    async def take(self) -> bytes | None:
        """Frames for everything that waits, a comment when that is nothing; None at the end."""
        await self._wake.wait()
        if self.ended:
            return None
        self._wake.clear()
        frames = [*self._notices, *self._batch()]
        self._notices.clear()
        return b"".join(frames) or COMMENT

    def _batch(self) -> list[bytes]:
        entries = [_encode({"skipped": self._skipped})] if self._skipped else []
        entries += self._events
        self._events.clear()
        self._size = self._skipped = 0
        return [frame(b"[" + b",".join(entries) + b"]")] if entries else []


def _count(event: bytes) -> int:
    """How many an event stands for: the router skips some too, and says so."""
    try:
        return msgspec.json.decode(event, type=_Entry).skipped
    except msgspec.DecodeError:
        return 1
