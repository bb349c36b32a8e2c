"""What may be believed of received bytes: the MBAP frame of the one answer that is expected. Pure.

0      2      4      6    7        8
| transaction | 0 0 | length | unit | function | data …      length counts unit, function and data
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

__all__ = ["EXCEPTION", "Expected", "Seen", "inspect"]

HEADER = 7
LONGEST = 254  # unit + PDU of at most 253 bytes
EXCEPTION = 0x80


class Expected(NamedTuple):
    """The answer awaited: `size` is that of its PDU in bytes, function code included."""

    transaction: int
    unit: int
    function: int
    size: int


class Seen(NamedTuple):
    """`problem`: key of what is wrong, or empty. `late`: answers to requests given up before, `late_from`: their units.

    `broken`: the byte stream is out of step and cannot be followed any further; `partial`: it ends inside a frame;
    `noise`: bytes that belong to no frame; `answer`: the frame awaited, where it had to be searched for.
    """

    problem: str = ""
    broken: bool = False
    late: int = 0
    partial: bool = False
    late_from: tuple[int, ...] = ()
    noise: bool = False
    answer: bytes = b""


def inspect(buffer: bytes, expected: Expected | None, given_up: Collection[int]) -> Seen:
    """Look at everything received and not yet consumed; answers to transactions of `given_up` are passed over."""
    at = late = 0
    while len(buffer) - at >= HEADER + 1:
        length = int.from_bytes(buffer[at + 4 : at + 6], "big")
        if buffer[at + 2 : at + 4] != b"\0\0":
            return Seen("not_modbus", broken=True, late=late)
        if not 2 <= length <= LONGEST:
            return Seen("frame_length_invalid", broken=True, late=late)
        frame = buffer[at : at + 6 + length]
        if len(frame) < 6 + length:
            return Seen(late=late, partial=True)
        at += len(frame)
        transaction = int.from_bytes(frame[:2], "big")
        if expected is not None and transaction == expected.transaction:
            return Seen(_judge(frame, expected), late=late)
        if transaction not in given_up:
            return Seen("transaction_id_wrong", late=late)
        late += 1
    return Seen(late=late, partial=at < len(buffer))


def _judge(frame: bytes, expected: Expected) -> str:
    unit, function, size = frame[6], frame[7], len(frame) - HEADER
    if expected.unit and unit != expected.unit:  # 0 asks whoever is there
        return "unit_id_wrong"
    if function == expected.function | EXCEPTION:
        return "" if size == 2 else "frame_short"
    if function != expected.function:
        return "function_wrong"
    if size != expected.size:
        return "frame_short" if size < expected.size else "frame_long"
    return "" if function > 4 or frame[8] == size - 2 else "byte_count_wrong"
