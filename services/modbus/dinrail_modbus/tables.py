"""The four tables of a Modbus device and what each allows."""

from __future__ import annotations

from typing import Literal

__all__ = ["ADDRESSES", "Table", "has_bits", "is_writable", "read_function"]

Table = Literal["coils", "discrete_inputs", "input_registers", "holding_registers"]

ADDRESSES = 65536

_READ: dict[str, int] = {"coils": 1, "discrete_inputs": 2, "holding_registers": 3, "input_registers": 4}


def read_function(table: Table) -> int:
    """Function code that reads the table: 1, 2, 3 or 4."""
    return _READ[table]


def has_bits(table: Table) -> bool:
    """Whether an address of the table is one bit instead of a 16 bit register."""
    return table in ("coils", "discrete_inputs")


def is_writable(table: Table) -> bool:
    """Whether the protocol knows a way to write the table."""
    return table in ("coils", "holding_registers")
