"""A board of CBT Power, as far as its driver asks."""

from __future__ import annotations

from dinrail.testing.boards import Speaker
from dinrail_bluetooth.sim import Characteristic, Peripheral

__all__ = ["cbt"]


class CbtSpeaker(Speaker):
    """Four cells of 3.3 V, discharging with 5 A."""

    def take(self, buffer: bytearray) -> bytes | None:
        start = buffer.find(b"\xaa\x55")
        if start < 0 or len(buffer) < start + 7 + (buffer[start + 3] if len(buffer) > start + 3 else 0):
            return None
        command = buffer[start + 2]
        del buffer[: start + 7 + buffer[start + 3]]
        data = self._data(command)
        body = bytes([command, len(data)]) + data
        return b"\xaa\x55" + body + bytes([sum(body) & 0xFF]) + b"\r\n"

    def _data(self, command: int) -> bytes:
        answers = {
            0x05: (3300).to_bytes(2, "little") * 4 + bytes(2),
            0x0B: (13200).to_bytes(4, "little") + (-5000).to_bytes(4, "little", signed=True),
            0x09: (21).to_bytes(2, "little"),
            0x0A: b"\x57",
            0x15: (100).to_bytes(2, "little") + (7).to_bytes(2, "little"),
            0x0C: bytes(12),
            0x21: bytes(4),
        }
        return answers.get(command, bytes(10))


def cbt() -> Peripheral:
    """The peripheral."""
    return Peripheral(
        "C0:B7:00:00:00:06",
        "CBT-12100",
        services={
            "ffe5": [Characteristic("ffe9", ("write", "write-without-response"))],
            "ffe0": [Characteristic("ffe4", ("notify",))],
        },
        advertised=("ffe5",),
        speaker=CbtSpeaker(),
        write="ffe9",
        notify="ffe4",
    )
