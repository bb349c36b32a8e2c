"""Frames of JBD: `DD register status length data checksum 77`, and those that unlock: `FF AA command length data sum`.

The checksum is 0x10000 minus the sum from the status to the end of the data; the register is not covered.
"""

from __future__ import annotations

from dinrail.bms import FrameRejected, Framing

__all__ = ["READ", "UNLOCK", "JbdFraming", "command", "question", "unlocking"]

HEAD, TAIL, READ, WRITE = 0xDD, 0x77, 0xA5, 0x5A
UNLOCK_HEAD, UNLOCK = b"\xff\xaa", 0x15
OVERHEAD, UNLOCK_OVERHEAD = 7, 5
MAX_DATA = 128
OK, REFUSED = 0, 1


def _checksum(data: bytes) -> bytes:
    return (-sum(data) & 0xFFFF).to_bytes(2, "big")


def question(register: int) -> bytes:
    """Reads a register."""
    body = bytes([register, 0])
    return bytes([HEAD, READ]) + body + _checksum(body) + bytes([TAIL])


def command(register: int, data: bytes) -> bytes:
    """Writes a register."""
    body = bytes([register, len(data)]) + data
    return bytes([HEAD, WRITE]) + body + _checksum(body) + bytes([TAIL])


def unlocking(password: bytes) -> bytes:
    """Hands over the password that the app asks for."""
    body = bytes([UNLOCK, len(password)]) + password
    return UNLOCK_HEAD + body + bytes([sum(body) & 0xFF])


class JbdFraming(Framing):
    """Length, checksum and tail have to fit together: the tail's byte occurs in data as well."""

    heads = (bytes([HEAD]), UNLOCK_HEAD)
    max_length = MAX_DATA + OVERHEAD

    def length(self, data: bytes) -> int | None:
        """By the fourth byte; more data than any register has is no frame."""
        if len(data) < 4:
            return None
        if data[3] > MAX_DATA:
            return 0
        return data[3] + (OVERHEAD if data[0] == HEAD else UNLOCK_OVERHEAD)

    def check(self, frame: bytes) -> None:
        """Tail, checksum, then what the device says of the request."""
        if frame[0] == HEAD:
            _check_answer(frame)
        else:
            _check_unlocked(frame)


def _check_answer(frame: bytes) -> None:
    if frame[-1] != TAIL:
        raise FrameRejected("tail", f"{frame[-1]:02X} instead of 77")
    if _checksum(frame[2:-3]) != frame[-3:-1]:
        raise FrameRejected("checksum", f"register {frame[1]:02X}")
    if frame[2] != OK and frame[1] not in {READ, WRITE}:
        raise FrameRejected("status", f"register {frame[1]:02X} is answered with error {frame[2]:02X}")


def _check_unlocked(frame: bytes) -> None:
    if sum(frame[2:-1]) & 0xFF != frame[-1]:
        raise FrameRejected("checksum", f"command {frame[2]:02X}")
    if frame[2] == UNLOCK and frame[3] == 1 and frame[4] == REFUSED:
        raise FrameRejected("key", "the password is wrong")
