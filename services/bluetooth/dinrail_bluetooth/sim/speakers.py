"""Boards that exist on Bluetooth only in this form: Daly's registers, JK's frames of 300 bytes."""

from __future__ import annotations

from dinrail.crc import modbus
from dinrail.testing.boards import Pack, Speaker

__all__ = ["DalyD2Speaker", "JkSpeaker"]

D2, READ = 0xD2, 0x03
JK_ASK, JK_ANSWER = b"\xaa\x55\x90\xeb", b"\x55\xaa\xeb\x90"
JK_SIZE, JK_INFO, JK_READING = 300, 0x97, 0x96


class DalyD2Speaker(Speaker):
    """`D2 03 register count crc`, answered with `D2 03 bytes data crc`."""

    def __init__(self, pack: Pack | None = None) -> None:
        super().__init__()
        self.pack = pack or Pack()

    def take(self, buffer: bytearray) -> bytes | None:
        start = buffer.find(bytes([D2, READ]))
        if start < 0 or len(buffer) < start + 8:
            return None
        question = bytes(buffer[start : start + 8])
        del buffer[: start + 8]
        if modbus(question[:-2]) != question[-2:]:
            return b""
        first, count = int.from_bytes(question[2:4], "big"), int.from_bytes(question[4:6], "big")
        known = self._registers()
        body = bytes([D2, READ, 2 * count])
        body += b"".join(known.get(at, 0).to_bytes(2, "big") for at in range(first, first + count))
        return body + modbus(body)

    def _registers(self) -> dict[int, int]:
        pack = self.pack
        volts = round(pack.volts * 10) + (50 if "implausible" in self.faults else 0)
        found = dict(enumerate(pack.millivolts))
        found |= {0x20 + at: degrees + 40 for at, degrees in enumerate(pack.degrees)}
        found |= {0x28: volts, 0x29: round(30000 + pack.current * 10), 0x2A: round(pack.soc * 10)}
        found |= {0x2F: (pack.current > 0) + 2 * (pack.current < 0), 0x30: round(pack.capacity * pack.soc / 10)}
        found |= {0x31: pack.cells, 0x32: len(pack.degrees), 0x33: 12, 0x34: 0}
        found |= {0x35: int(pack.charge_mos), 0x36: int(pack.discharge_mos), 0x80: round(pack.capacity * 10)}
        return found | {0x42: 24 + 40}


class JkSpeaker(Speaker):
    """JK02 with 32 places for cells: asked for 0x97 it says what it is, for 0x96 how it is."""

    def __init__(self, pack: Pack | None = None) -> None:
        super().__init__()
        self.pack = pack or Pack()
        self._count = 0

    def take(self, buffer: bytearray) -> bytes | None:
        start = buffer.find(JK_ASK)
        if start < 0 or len(buffer) < start + 20:
            return None
        question = bytes(buffer[start : start + 20])
        del buffer[: start + 20]
        if sum(question[:-1]) & 0xFF != question[-1]:
            return b""
        match question[4]:
            case value if value == JK_INFO:
                return self._info()
            case value if value == JK_READING:
                return self._reading()
        return b""

    def _frame(self, kind: int, places: list[tuple[int, int, int]], texts: tuple[tuple[int, str], ...] = ()) -> bytes:
        self._count = self._count + 1 & 0xFF
        frame = bytearray(JK_SIZE - 1)
        frame[:6] = JK_ANSWER + bytes([kind, self._count])
        for at, size, value in places:
            frame[at : at + size] = value.to_bytes(size, "little", signed=value < 0)
        for at, text in texts:
            frame[at : at + len(text)] = text.encode()
        return bytes(frame) + bytes([sum(frame) & 0xFF])

    def _info(self) -> bytes:
        return self._frame(3, [], ((6, "JK-B2A16S20P"), (22, "11.XA"), (30, "11.54")))

    def _reading(self) -> bytes:
        pack = self.pack
        cells = pack.millivolts
        volts = round(pack.volts * 1000) + (5000 if "implausible" in self.faults else 0)
        put = [(6 + 2 * at, 2, each) for at, each in enumerate(cells)]
        put += [(70, 4, (1 << pack.cells) - 1), (74, 2, round(sum(cells) / len(cells)))]
        put += [(150, 4, volts), (158, 4, round(pack.current * 1000)), (173, 1, round(pack.soc))]
        put += [(174, 4, round(pack.capacity * pack.soc * 10)), (178, 4, round(pack.capacity * 1000)), (182, 4, 12)]
        put += [(190, 1, 99), (198, 1, int(pack.charge_mos)), (199, 1, int(pack.discharge_mos)), (144, 2, 240)]
        put += [(214, 1, 0b110)] + [(162 + 2 * at, 2, each * 10) for at, each in enumerate(pack.degrees)]
        return self._frame(2, put)
