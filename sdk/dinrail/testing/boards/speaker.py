"""What every simulated device on a line is: it hears everything and answers what is for it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Literal

__all__ = ["Fault", "Speaker"]

Fault = Literal["silent", "checksum", "cut", "junk", "foreign", "implausible", "slow", "sleepy", "stuck_switch"]
LONGEST = 512


class Speaker(ABC):
    """faults: what it does wrong now. sleepy: it answers every second question only; slow: after `delay` seconds."""

    period: float | None = None
    """Seconds between two messages of a device that talks by itself."""

    def __init__(self) -> None:
        self.faults: set[Fault] = set()
        self.delay = 0.0
        self.heard = 0
        """Questions for it so far."""
        self._buffer = bytearray()

    def hear(self, data: bytes) -> bytes:
        """What it says to these bytes of the line, after its faults."""
        self._buffer += data
        del self._buffer[:-LONGEST]
        spoken = b""
        while (answer := self.take(self._buffer)) is not None:
            if answer:
                self.heard += 1
                spoken += self._spoilt(answer)
        return spoken

    def speak(self) -> bytes:
        """What it says by itself, after its faults."""
        return self._spoilt(self.message())

    @abstractmethod
    def take(self, buffer: bytearray) -> bytes | None:
        """Remove one question from the buffer: its answer, empty for one of another device, None without any."""

    def message(self) -> bytes:
        """Of a device with a period."""
        return b""

    def _spoilt(self, answer: bytes) -> bytes:
        if "silent" in self.faults or ("sleepy" in self.faults and self.heard % 2):
            return b""
        if "foreign" in self.faults:
            return b"$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M*47\r\n"
        if "checksum" in self.faults:
            middle = len(answer) // 2
            answer = answer[:middle] + bytes([answer[middle] ^ 0x10]) + answer[middle + 1 :]
        if "cut" in self.faults:
            answer = answer[: len(answer) * 2 // 3]
        return b"AT\r\n\xa5\xdd" + answer if "junk" in self.faults else answer
