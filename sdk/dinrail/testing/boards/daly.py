"""A board of Daly : sentences of 13 bytes, `A5 address command 08 data sum`."""

from __future__ import annotations

from dinrail.testing.boards.pack import Pack
from dinrail.testing.boards.speaker import Speaker

__all__ = ["DalySpeaker"]

SIZE, HOST = 13, 0x3F
SLOTS = 16
DISCHARGE, CHARGE = 0xD9, 0xDA


class DalySpeaker(Speaker):
    """board: its number, from 1; asked under 0x3F + board."""

    def __init__(self, pack: Pack | None = None, board: int = 1) -> None:
        super().__init__()
        self.pack = pack or Pack()
        self.board = board

    def take(self, buffer: bytearray) -> bytes | None:
        start = buffer.find(b"\xa5")
        if start < 0 or len(buffer) < start + SIZE:
            return None
        frame = bytes(buffer[start : start + SIZE])
        if frame[3] != 8 or sum(frame[:-1]) & 0xFF != frame[-1]:
            del buffer[: start + 1]
            return b""
        del buffer[: start + SIZE]
        if frame[1] != HOST + self.board:
            return b""
        return b"".join(self._sentence(frame[2], data) for data in self._data(frame[2], frame[4]))

    def _sentence(self, command: int, data: bytes) -> bytes:
        body = bytes([0xA5, self.board, command, 8]) + data.ljust(8, b"\0")
        return body + bytes([sum(body) & 0xFF])

    def _data(self, command: int, first: int) -> list[bytes]:
        pack = self.pack
        if command in {CHARGE, DISCHARGE}:
            if "stuck_switch" not in self.faults:
                setattr(pack, "charge_mos" if command == CHARGE else "discharge_mos", first == 1)
            return [bytes([first])]
        if command == 0x95:
            cells = [*pack.millivolts, *[0] * (3 * SLOTS - pack.cells)]
            return [
                bytes([at + 1]) + b"".join(each.to_bytes(2, "big") for each in cells[3 * at : 3 * at + 3]) + b"\x40"
                for at in range(SLOTS)
            ]
        single = self._single(command)
        return [] if single is None else [single]

    def _single(self, command: int) -> bytes | None:
        pack = self.pack
        volts = round(pack.volts * 10) + (50 if "implausible" in self.faults else 0)
        mode = (pack.current > 0) + 2 * (pack.current < 0)
        remaining = round(pack.capacity * pack.soc * 10)
        answers = {
            0x50: round(pack.capacity * 1000).to_bytes(4, "big"),
            0x90: volts.to_bytes(2, "big") + b"\0\0" + round(30000 - pack.current * 10).to_bytes(2, "big")
            + round(pack.soc * 10).to_bytes(2, "big"),
            0x93: bytes([mode, pack.charge_mos, pack.discharge_mos, 0]) + remaining.to_bytes(4, "big"),
            0x94: bytes([pack.cells, len(pack.degrees), 0, 0, 0, 0, 42]),
            0x96: b"\x01" + bytes(each + 40 for each in pack.degrees),
            0x97: b"",
            0x98: bytes([0x02 if pack.alarm else 0]),
        }  # fmt: skip
        return answers.get(command)
