"""Against loops: own marks, hops, and what we said ourselves where marks do not exist."""

from __future__ import annotations

from collections import OrderedDict
from typing import Literal, TypeVar

from dinrail.clock import Clock

__all__ = ["HISTORY", "MAX_HOPS", "LoopGuard"]

BY = "dinrail-by"
HOPS = "dinrail-hops"
HISTORY = "dinrail-history"
TS = "dinrail-ts"
MAX_HOPS = 5
REMEMBERED = 4096
ECHO_S = 5.0

K = TypeVar("K")
V = TypeVar("V")

Verdict = Literal["", "own", "loop", "history"]


class LoopGuard:
    """`name` tells this instance from all others that may share the broker.

    A value that came in and goes out again within five seconds carries on the hops it came with: on the way through
    points and routes nothing else is known of it.
    """

    def __init__(self, name: str, clock: Clock, *, marked: bool) -> None:
        self._name = name
        self._clock = clock
        self._marked = marked
        self._came: OrderedDict[bytes, tuple[float, int]] = OrderedDict()
        self._said: OrderedDict[tuple[str, bytes], float] = OrderedDict()

    def judge(self, topic: str, payload: bytes, marks: dict[str, str]) -> Verdict:
        """Why a message is not taken, empty when it is."""
        if not marks:
            return "own" if not self._marked and self._echo(topic, payload) else ""
        if marks.get(BY) == self._name:
            return "own"
        hops = _count(marks.get(HOPS))
        if hops >= MAX_HOPS:
            return "loop"
        if HISTORY in marks:
            return "history"
        if hops and len(payload) <= 256:
            _remember(self._came, payload, (self._clock.monotonic(), hops))
        return ""

    def marks(self, topic: str, payload: bytes) -> dict[str, str]:
        """What goes out with a message."""
        if not self._marked:
            if len(payload) <= 4096:
                _remember(self._said, (topic, payload), self._clock.monotonic())
            return {}
        came, hops = self._came.get(payload, (0.0, 0))
        if hops and self._clock.monotonic() - came > ECHO_S:
            hops = 0
        return {BY: self._name, HOPS: str(hops + 1)}

    def _echo(self, topic: str, payload: bytes) -> bool:
        said = self._said.get((topic, payload))
        return said is not None and self._clock.monotonic() - said <= ECHO_S


def _remember(book: OrderedDict[K, V], key: K, value: V) -> None:
    book[key] = value
    book.move_to_end(key)
    if len(book) > REMEMBERED:
        book.popitem(last=False)


def _count(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 4 else 0
