"""A board of JBD: `DD A5 register 00 sum 77`, switches in factory mode."""

from __future__ import annotations

from dinrail.testing.boards.pack import Pack
from dinrail.testing.boards.speaker import Speaker

__all__ = ["JbdSpeaker"]

READ, WRITE = 0xA5, 0x5A


def _sum(data: bytes) -> bytes:
    return (-sum(data) & 0xFFFF).to_bytes(2, "big")


class JbdSpeaker(Speaker):
    """Without an address: alone of its kind on a line."""

    def __init__(self, pack: Pack | None = None) -> None:
        super().__init__()
        self.pack = pack or Pack(8)
        self.factory = False

    def take(self, buffer: bytearray) -> bytes | None:
        start = buffer.find(b"\xdd")
        if start < 0 or len(buffer) < start + 7 or len(buffer) < start + 7 + min(buffer[start + 3], 32):
            return None
        end = start + 7 + buffer[start + 3]
        frame = bytes(buffer[start:end])
        if frame[-1] != 0x77 or frame[1] not in {READ, WRITE} or _sum(frame[2:-3]) != frame[-3:-1]:
            del buffer[: start + 1]
            return b""
        del buffer[:end]
        data = self._read(frame[2]) if frame[1] == READ else self._write(frame[2], frame[4:-3])
        if data is None:
            return b""
        body = bytes([0, len(data)]) + data
        return bytes([0xDD, frame[2]]) + body + _sum(body) + b"\x77"

    def _write(self, register: int, data: bytes) -> bytes | None:
        if register == 0x00:
            self.factory = data == b"\x56\x78"
        elif register == 0x01:
            self.factory = False
        elif register == 0xE1 and self.factory and "stuck_switch" not in self.faults:
            self.pack.charge_mos, self.pack.discharge_mos = not data[1] & 1, not data[1] & 2
        return b""

    def _read(self, register: int) -> bytes | None:
        pack = self.pack
        if register == 0x04:
            return b"".join(each.to_bytes(2, "big") for each in pack.millivolts)
        if register == 0x05:
            return b"JBD-SIM"
        if register != 0x03:
            return None
        volts = round(pack.volts * 100) + (500 if "implausible" in self.faults else 0)
        words = [volts, round(pack.current * 100) & 0xFFFF, round(pack.capacity * pack.soc), round(pack.capacity * 100)]
        words += [7, 0, 0, 0, int(pack.alarm)]
        last = bytes([0x21, round(pack.soc), pack.charge_mos + 2 * pack.discharge_mos, pack.cells, len(pack.degrees)])
        sensors = b"".join((each * 10 + 2731).to_bytes(2, "big") for each in pack.degrees)
        return b"".join(each.to_bytes(2, "big") for each in words) + last + sensors
