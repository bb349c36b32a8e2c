"""A board of ANT of the older kind: `DB DB 00 00 00 00` is answered with 140 bytes."""

from __future__ import annotations

from dinrail.testing.boards.pack import Pack
from dinrail.testing.boards.speaker import Speaker

__all__ = ["AntSpeaker"]

QUESTION = bytes.fromhex("DBDB00000000")


class AntSpeaker(Speaker):
    """Without an address."""

    def __init__(self, pack: Pack | None = None) -> None:
        super().__init__()
        self.pack = pack or Pack()

    def take(self, buffer: bytearray) -> bytes | None:
        start = buffer.find(QUESTION)
        if start < 0:
            return None
        del buffer[: start + len(QUESTION)]
        return self._status()

    def _status(self) -> bytes:
        pack, frame = self.pack, bytearray(138)
        frame[0:4] = bytes.fromhex("AA55AAFF")
        volts = round(pack.volts * 10) + (50 if "implausible" in self.faults else 0)
        put = [(4, 2, volts), (70, 4, round(-pack.current * 10) & 0xFFFFFFFF), (74, 1, round(pack.soc))]
        put += [(75, 4, round(pack.capacity * 1e6)), (79, 4, round(pack.capacity * pack.soc * 1e4))]
        put += [(6 + 2 * at, 2, each) for at, each in enumerate(pack.millivolts)]
        put += [(91 + 2 * at, 2, each) for at, each in enumerate([*pack.degrees, 0xFFD8, 0xFFD8, 0xFFD8, 0xFFD8])]
        put += [(103, 1, pack.charge_mos), (104, 1, pack.discharge_mos), (123, 1, pack.cells)]
        for at, size, value in put:
            frame[at : at + size] = int(value).to_bytes(size, "big")
        return bytes(frame) + (sum(frame[4:]) & 0xFFFF).to_bytes(2, "big")
