"""The four tables of one simulated unit; only declared addresses exist."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

from dinrail_modbus.tables import Table

__all__ = ["Bank", "Refused"]

ILLEGAL_ADDRESS, ILLEGAL_VALUE = 2, 3


class Refused(Exception):
    """A Modbus exception `code` instead of an answer."""

    def __init__(self, code: int) -> None:
        super().__init__(f"exception {code}")
        self.code = code


class Bank:
    """Registers and bits as integers. `put_…` are for the device itself, `write` is what arrives on the wire."""

    def __init__(self) -> None:
        self._tables: dict[str, dict[int, int]] = {
            "coils": {},
            "discrete_inputs": {},
            "input_registers": {},
            "holding_registers": {},
        }
        self._writable: dict[tuple[str, int], Callable[[int], bool]] = {}

    def allow(self, table: Table, addresses: Sequence[int], accepts: Callable[[int], bool] = lambda _: True) -> None:
        """Make addresses writable for values that `accepts`; others are refused with exception 3."""
        for address in addresses:
            self._writable[table, address] = accepts

    def read(self, table: Table, start: int, count: int) -> list[int]:
        """Values of a span; raises Refused where an address does not exist."""
        values = self._tables[table]
        try:
            return [values[address] for address in range(start, start + count)]
        except KeyError:
            raise Refused(ILLEGAL_ADDRESS) from None

    def write(self, table: Table, start: int, values: Sequence[int]) -> None:
        """Write a span as a whole or refuse it."""
        for address, value in enumerate(values, start):
            accepts = self._writable.get((table, address))
            if accepts is None:
                raise Refused(ILLEGAL_ADDRESS)
            if not accepts(value):
                raise Refused(ILLEGAL_VALUE)
        self.put(table, start, values)

    def put(self, table: Table, start: int, values: Sequence[int]) -> None:
        """Declare and set a span."""
        self._tables[table].update(enumerate(values, start))

    def put_bytes(self, table: Table, start: int, data: bytes) -> None:
        """Declare and set registers, two bytes each."""
        self.put(table, start, struct.unpack(f">{len(data) // 2}H", data))

    def put_text(self, table: Table, start: int, text: str, registers: int) -> None:
        """ASCII, filled with NUL."""
        self.put_bytes(table, start, text.encode("ascii").ljust(2 * registers, b"\0"))

    def put_low_word_first(self, table: Table, start: int, number: float) -> None:
        """A 32 bit float, low word first (CDAB)."""
        high, low = struct.unpack(">HH", struct.pack(">f", number))
        self.put(table, start, (low, high))

    def get(self, table: Table, address: int) -> int:
        """One declared value."""
        return self._tables[table][address]
