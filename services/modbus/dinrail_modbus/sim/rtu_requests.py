"""RTU requests out of a stream of bytes: noise is passed over, half frames are dropped after a silence. Pure."""

from __future__ import annotations

from dinrail_modbus.rtu import crc

__all__ = ["RtuRequests"]

IDLE_S = 0.05
LONGEST = 256
FIXED = (1, 2, 3, 4, 5, 6)
COUNTED = (15, 16)


class RtuRequests:
    """Feed it bytes with their time in seconds."""

    def __init__(self) -> None:
        self._buffer = b""
        self._heard_at = 0.0

    def feed(self, data: bytes, now: float) -> list[bytes]:
        """Bodies (unit and PDU) of the sound requests that end with `data`."""
        if now - self._heard_at > IDLE_S:
            self._buffer = b""
        self._heard_at = now
        self._buffer += data
        bodies = []
        while (found := _first(self._buffer)) is not None:
            start, end = found
            bodies.append(self._buffer[start : end - 2])
            self._buffer = self._buffer[end:]
        self._buffer = self._buffer[-LONGEST:]
        return bodies


def _first(buffer: bytes) -> tuple[int, int] | None:
    for start in range(max(0, len(buffer) - 3)):
        size = _size(buffer[start:])
        end = start + size
        if size and end <= len(buffer) and crc(buffer[start : end - 2]) == buffer[end - 2 : end]:
            return start, end
    return None


def _size(rest: bytes) -> int:
    """Of the request that begins here; one of an unknown function is all there is."""
    if rest[1] in FIXED:
        return 8
    if rest[1] in COUNTED:
        return 9 + rest[6] if len(rest) > 6 else 0
    return len(rest)
