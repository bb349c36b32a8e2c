"""A link that carries bytes, and one question with its answer on it, in the words of a parser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from dinrail.bms.parser import BMSParser, Frame, Request
from dinrail.clock import Clock
from dinrail.errors import DeviceError, NotConnected, ProtocolError, Timeout

__all__ = ["Answer", "Line", "LineLost", "ask", "unanswered"]


class LineLost(NotConnected):
    """The way to every device of the line is gone, not one device."""


class Line(Protocol):
    """A serial port, a GATT link: bytes out, bytes in."""

    async def send(self, data: bytes) -> None:
        """Hand bytes over; raises NotConnected."""
        ...

    async def receive(self, timeout: float) -> bytes:
        """What has arrived, as soon as something has; empty after `timeout` seconds. Raises NotConnected."""
        ...

    def discard(self) -> int:
        """Drop what arrived unasked; how many bytes."""
        ...


class Answer(msgspec.Struct, kw_only=True):
    """What came after a question: our frames, and how many bytes of whatever."""

    whole: bool
    frames: list[Frame]
    heard: int
    echo: bool


async def ask(line: Line, clock: Clock, parser: BMSParser, request: Request, *, tries: int = 2) -> Answer:
    """Ask until the whole answer is there, at most `tries` times; boards that sleep answer the second question only."""
    answer = Answer(whole=False, frames=[], heard=0, echo=False)
    for _ in range(tries):
        line.discard()
        await line.send(request.data)
        heard = bytearray()
        answer.frames = []
        end = clock.monotonic() + request.timeout_s
        while (rest := end - clock.monotonic()) > 0 and not answer.whole:
            data = await line.receive(rest)
            heard += data
            answer.frames += parser.feed(data)
            answer.whole = parser.answered(request, answer.frames)
        if not answer.whole:
            answer.frames += parser.flush()
            answer.whole = parser.answered(request, answer.frames)
        answer.heard += len(heard)
        answer.echo = bytes(heard) == request.data
        await clock.sleep(request.pause_s)
        if answer.whole:
            break
    return answer


def unanswered(name: str, parser: BMSParser, answers: Sequence[Answer], rejected: int) -> DeviceError:
    """Why a question has no answer, as far as the bytes tell."""
    heard = sum(answer.heard for answer in answers)
    if not heard:
        return Timeout(f"{name} does not answer", key="bms_no_answer", name=name)
    if all(answer.echo for answer in answers):
        return Timeout(f"{name}: only the own question comes back", key="bms_echo_only", name=name)
    if rejected and parser.counters.last is not None:
        cause = parser.counters.last.cause
        text = f"{name}: the answers are broken ({cause})"
        return ProtocolError(text, key="bms_answer_broken", name=name, cause=cause)
    if any(answer.frames for answer in answers):
        return ProtocolError(f"{name} answers something else", key="bms_answer_mismatched", name=name)
    text = f"{name}: {heard} bytes came, none of it is {parser.title}"
    return ProtocolError(text, key="bms_foreign", name=name, count=heard, type=parser.type)
