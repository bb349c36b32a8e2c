"""A meter that answers a question with a line of text, or sends one by itself."""

from __future__ import annotations

from dinrail.testing.boards.speaker import Speaker

__all__ = ["MeterSpeaker"]


class MeterSpeaker(Speaker):
    """`line` is a format with the number of the reading as {n}; without a question it talks by itself."""

    def __init__(
        self, line: str = "P={n:+06d} W;E={n}.5 kWh\r\n", question: bytes = b"P?\r\n", period: float | None = None
    ) -> None:
        super().__init__()
        self.line, self.question, self.period = line, question, period
        self.reading = 0

    def take(self, buffer: bytearray) -> bytes | None:
        start = buffer.find(self.question) if self.question else -1
        if start < 0:
            return None
        del buffer[: start + len(self.question)]
        return self.message()

    def message(self) -> bytes:
        self.reading += 1
        return self.line.format(n=self.reading).encode()
