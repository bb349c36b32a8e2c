"""Modbus RTU on the wire: check sum, silence between frames, and what may be believed of received bytes. Pure.

| unit | function | data … | CRC, low byte first |

A frame has neither a length nor a number: its end follows from the function code, its request from unit and function.
So an answer is looked for at every place of what was received, and bytes that belong to none are passed over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from dinrail.crc import modbus as crc
from dinrail_modbus.frames import EXCEPTION, Expected, Seen

__all__ = ["SHORTEST", "Frame", "answer_size", "bits_of_character", "crc", "frames", "inspect", "silence", "with_crc"]

SHORTEST = 5  # of the answers: an exception
READS = (1, 2, 3, 4)
ECHOES = (5, 6, 15, 16)
FAST_BAUD = 19200  # above it the silence no longer shrinks
FIXED_SILENCE_S = 0.00175
SILENT_CHARACTERS = 3.5


def with_crc(body: bytes) -> bytes:
    """A frame of unit, function and data."""
    return body + crc(body)


def bits_of_character(parity: str, stop_bits: int) -> int:
    """Start bit, eight data bits, parity unless `none`, stop bits."""
    return 9 + (parity != "none") + stop_bits


def silence(baud: int, character_bits: int) -> float:
    """Seconds of silence that end a frame: 3.5 characters, fixed above 19200 baud (Modbus over Serial Line V1.02)."""
    return FIXED_SILENCE_S if baud > FAST_BAUD else SILENT_CHARACTERS * character_bits / baud


def answer_size(head: bytes) -> int:
    """Size of the answer that begins with `head`, CRC included; 0: more is needed; -1: no answer begins so."""
    if len(head) < 2:
        return 0
    function = head[1]
    if function & EXCEPTION:
        return SHORTEST if function & 0x7F in (*READS, *ECHOES) else -1
    if function in ECHOES:
        return 8
    if function not in READS:
        return -1
    return 5 + head[2] if len(head) > 2 else 0


class Frame(NamedTuple):
    """A sound frame at `start … end` of a buffer."""

    start: int
    end: int


def frames(buffer: bytes) -> Iterator[Frame]:
    """Every sound answer in a buffer, from left to right, whatever lies between."""
    start = 0
    while len(buffer) - start >= SHORTEST:
        size = answer_size(buffer[start : start + 3])
        if size > 0 and _is_sound(buffer[start : start + size], size):
            yield Frame(start, start + size)
            start += size
        else:
            start += 1


def inspect(buffer: bytes, expected: Expected | None, given_up: Collection[int]) -> Seen:
    """Look at everything received since the request; sound answers of units in `given_up` are late ones."""
    if expected is not None and _is_under_way(buffer, expected):
        return _seen((), partial=True)
    late: tuple[int, ...] = ()
    behind = 0
    for start, end in frames(buffer):
        frame, behind = buffer[start:end], end
        if expected is not None and _is_answer(frame, expected):
            return _seen(late, answer=frame)
        if frame[0] in given_up:
            late += (frame[0],)
        elif expected is not None:
            return _seen(late, _difference(frame, expected))
    if expected is None:
        return _seen(late)
    rest = buffer[behind:]
    if any(_may_begin(rest[place:], expected) for place in range(len(rest))):
        return _seen(late, partial=True)
    damaged = any(_looks_like(rest[place:], expected) for place in range(len(rest)))
    return _seen(late, "crc_wrong" if damaged else "", noise=bool(rest))


def _seen(
    late: tuple[int, ...], problem: str = "", *, partial: bool = False, noise: bool = False, answer: bytes = b""
) -> Seen:
    return Seen(problem, late=len(late), late_from=late, partial=partial, noise=noise, answer=answer)


def _is_sound(frame: bytes, size: int) -> bool:
    return len(frame) == size and crc(frame[:-2]) == frame[-2:]


def _is_answer(frame: bytes, expected: Expected) -> bool:
    if frame[0] != expected.unit:
        return False
    refused = frame[1] == expected.function | EXCEPTION
    return refused or (frame[1] == expected.function and len(frame) == expected.size + 3)


def _difference(frame: bytes, expected: Expected) -> str:
    if frame[0] != expected.unit:
        return "unit_id_wrong"
    if frame[1] != expected.function:
        return "function_wrong"
    return "frame_short" if len(frame) < expected.size + 3 else "frame_long"


def _is_under_way(buffer: bytes, expected: Expected) -> bool:
    """The usual case, told without looking at every place: at 9600 baud an answer comes in a hundred pieces."""
    head = bytes((expected.unit, expected.function))
    if expected.function in READS:
        head += bytes((expected.size - 2,))
    begun = len(buffer) < expected.size + 3 and buffer[: len(head)] == head[: len(buffer)]
    return begun and bytes((expected.unit, expected.function | EXCEPTION)) not in buffer


def _may_begin(rest: bytes, expected: Expected) -> bool:
    """Whether the awaited answer may begin here and go on with bytes to come."""
    head = bytes((expected.unit, expected.function))
    refusal = bytes((expected.unit, expected.function | EXCEPTION))
    return (len(rest) < expected.size + 3 and rest[:2] == head[: len(rest)]) or (
        len(rest) < SHORTEST and rest[:2] == refusal[: len(rest)]
    )


def _looks_like(rest: bytes, expected: Expected) -> bool:
    return rest[:2] == bytes((expected.unit, expected.function)) and len(rest) >= expected.size + 3
