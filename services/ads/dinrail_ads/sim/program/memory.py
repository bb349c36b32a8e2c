"""The memory areas of a runtime, by index group."""

from __future__ import annotations

from dinrail_ads.wire.errors import AdsCode
from dinrail_ads.wire.groups import BIT_GROUPS, Group

__all__ = ["Memory", "Refused"]

PROCESS_IMAGE = 1024
TAIL = 4096  # what follows the last variable: reads of a generous length succeed as on a PLC


class Refused(Exception):
    """An ADS error `code` instead of a value."""

    def __init__(self, code: int) -> None:
        super().__init__(f"0x{code:X}")
        self.code = code


class Memory:
    """Flat bytes per area; the data area begins at offset `base`."""

    def __init__(self, base: int, data_size: int) -> None:
        self.base = base
        self._areas = {
            int(Group.DATA_BYTES): bytearray(data_size + TAIL),
            int(Group.M_BYTES): bytearray(PROCESS_IMAGE),
            int(Group.INPUT_BYTES): bytearray(PROCESS_IMAGE),
            int(Group.OUTPUT_BYTES): bytearray(PROCESS_IMAGE),
        }
        self._bits = {int(bits): int(octets) for bits, octets in BIT_GROUPS.items()}

    def read(self, group: int, offset: int, length: int) -> bytes:
        """Bytes, or one byte per bit in groups of bits; raises Refused."""
        octets = self._bits.get(group)
        if octets is not None:
            return self._read_bits(octets, offset, length)
        area = self._areas.get(group)
        if area is None:
            raise Refused(AdsCode.INVALID_GROUP)
        start = self._start(group, offset, length, area)
        return bytes(area[start : start + length])

    def write(self, group: int, offset: int, data: bytes) -> None:
        """The counterpart; raises Refused."""
        octets = self._bits.get(group)
        if octets is not None:
            for place, byte in enumerate(data, offset):
                self._write_bit(octets, place, bool(byte))
            return
        area = self._areas.get(group)
        if area is None:
            raise Refused(AdsCode.INVALID_GROUP)
        start = self._start(group, offset, len(data), area)
        area[start : start + len(data)] = data

    def _start(self, group: int, offset: int, length: int, area: bytearray) -> int:
        start = offset - self.base if group == Group.DATA_BYTES else offset
        if start < 0 or start + length > len(area):
            raise Refused(AdsCode.INVALID_OFFSET)
        return start

    def _read_bits(self, group: int, offset: int, count: int) -> bytes:
        first, last = offset // 8, (offset + max(count, 1) - 1) // 8
        octets = self.read(group, first, last - first + 1)
        return bytes(octets[place // 8 - first] >> place % 8 & 1 for place in range(offset, offset + count))

    def _write_bit(self, group: int, place: int, on: bool) -> None:
        octet = self.read(group, place // 8, 1)[0]
        mask = 1 << place % 8
        self.write(group, place // 8, bytes(((octet | mask) if on else (octet & ~mask),)))
