"""Readings of JK04: boards that mainly balance (software 3, B5A24S), numbers in floating point, low byte first.

Neither current nor state of charge is in them, and no pack voltage: that is the sum of the cells.
Source: github.com/syssi/esphome-jk-bms.
"""

from __future__ import annotations

import struct

from dinrail.bms import BMSData, read_integer

__all__ = ["is_jk04", "read_jk04"]

CELLS = struct.Struct("<24f")
CELLS_AT, MEAN_AT, MASK_AT, BALANCING_AT, BALANCE_CURRENT_AT, RUNTIME_AT = 6, 202, 214, 220, 222, 286
FLOAT = struct.Struct("<f")
SIZE = 300
HIGHEST_CELL_V = 6.0
MEAN_TOLERANCE_V = 0.05


def is_jk04(frame: bytes) -> bool:
    """Whether mask of fitted cells, the cells that read something, and their mean agree."""
    if len(frame) != SIZE:
        return False
    mask = read_integer(frame, MASK_AT, "u32", "little") or 0
    cells: tuple[float, ...] = CELLS.unpack_from(frame, CELLS_AT)
    reading = [cell for place, cell in enumerate(cells) if mask >> place & 1 and 0 < cell < HIGHEST_CELL_V]
    foreign = mask >> len(cells) or any(cell != 0 and not mask >> place & 1 for place, cell in enumerate(cells))
    if foreign or not reading:
        return False
    mean: float = FLOAT.unpack_from(frame, MEAN_AT)[0]
    return abs(sum(reading) / len(reading) - mean) <= MEAN_TOLERANCE_V


def read_jk04(frame: bytes) -> BMSData:
    """Record of such a reading."""
    mask = read_integer(frame, MASK_AT, "u32", "little") or 0
    volts = (round(cell, 4) for cell in CELLS.unpack_from(frame, CELLS_AT)[: mask.bit_length()])
    cells = tuple(cell if 0 < cell < HIGHEST_CELL_V else None for cell in volts)
    balance_current: float = FLOAT.unpack_from(frame, BALANCE_CURRENT_AT)[0]
    return BMSData(
        voltage=None if None in cells else round(sum(cell for cell in cells if cell is not None), 3),
        cell_voltages=cells,
        balancing=frame[BALANCING_AT] != 0,
        values={
            "layout": "JK04",
            "runtime_s": read_integer(frame, RUNTIME_AT, "u32", "little") or 0,
            **({"balance_current": round(balance_current, 3)} if abs(balance_current) < 100 else {}),
        },
    )
