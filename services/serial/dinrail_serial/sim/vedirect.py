"""A battery monitor on VE.Direct: blocks of text by itself, readings and history in turns."""

from __future__ import annotations

from dinrail.testing.boards.pack import Pack
from dinrail.testing.boards.speaker import Speaker

__all__ = ["VedirectSpeaker"]


class VedirectSpeaker(Speaker):
    """A line of hex stands between some blocks, as products send when somebody has asked."""

    def __init__(self, pack: Pack | None = None, period: float = 1.0) -> None:
        super().__init__()
        self.pack = pack or Pack()
        self.period = period
        self._turn = 0

    def take(self, buffer: bytearray) -> bytes | None:
        return None

    def message(self) -> bytes:
        self._turn += 1
        pack = self.pack
        live: dict[str, object] = {
            "PID": "0xA389",
            "V": round(pack.volts * 1000) + (10_000_000 if "implausible" in self.faults else 0),
            "I": round(pack.current * 1000),
            "P": round(pack.volts * pack.current),
            "CE": round((pack.soc - 100) * pack.capacity * 10),
            "SOC": round(pack.soc * 10),
            "TTG": 600,
            "Alarm": "ON" if pack.alarm else "OFF",
            "AR": 2 if pack.alarm else 0,
            "FW": "0413",
        }
        history: dict[str, object] = {"H1": -55000, "H4": 12, "H7": 48000, "H17": 1234}
        noise = b":A0102000543\n" if self._turn % 3 == 0 else b""
        return noise + self._block(live if self._turn % 2 else history)

    @staticmethod
    def _block(fields: dict[str, object]) -> bytes:
        text = "".join(f"\r\n{label}\t{value}" for label, value in fields.items()).encode() + b"\r\nChecksum\t"
        return text + bytes([-sum(text) & 0xFF])
