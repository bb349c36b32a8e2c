"""The two layouts of a JK02 reading: 24 cells (software before 11) and 32 cells.

They differ by where things lie, not by what they are: after the cells everything of the smaller one is 16 bytes
earlier, after the resistances 32. Frames do not say which they are, so it is found by what must agree in one: the
mask of fitted cells, the cells that read something, and their mean.
Source: github.com/syssi/esphome-jk-bms, github.com/patman15/aiobmsble.
"""

from __future__ import annotations

import msgspec

from dinrail.bms import Field, Series, Table, read_integer

__all__ = ["CELL_24", "CELL_32", "Layout", "layout_of"]

CELLS = 6
NO_SENSOR = 0xF830
"""-200.0 °C."""
MEAN_TOLERANCE_MV = 25


class Layout(msgspec.Struct, frozen=True):
    """Where the values of a reading lie. cells: places for them; mask_at: which are fitted, their mean 4 bytes on."""

    name: str
    cells: int
    mask_at: int
    table: Table
    temperatures: tuple[tuple[int, int], ...]
    """(bit of the mask of fitted sensors, offset) of the sensors in the battery, in the order of the wire."""

    def series(self) -> Series:
        """Cell voltages in V, None for a place that reads nothing."""
        return Series(CELLS, "u16", self.cells, per=1000, absent=(0,))


def _degrees(name: str, at: int) -> Field:
    return Field(name, at, "s16", per=10, absent=(NO_SENSOR,))


def _common(shift: int) -> tuple[Field, ...]:
    return (
        Field("voltage", 150 - shift, "u32", per=1000),
        Field("current", 158 - shift, "s32", per=1000),
        Field("balance_current", 170 - shift, "s16", per=1000),
        Field("balancing", 172 - shift, "u8"),
        Field("soc", 173 - shift, "u8"),
        Field("remaining_ah", 174 - shift, "u32", per=1000),
        Field("capacity_ah", 178 - shift, "u32", per=1000),
        Field("cycles", 182 - shift, "u32"),
        Field("cycled_ah", 186 - shift, "u32", per=1000),
        Field("soh", 190 - shift, "u8"),
        Field("runtime_s", 194 - shift, "u32"),
        Field("charge_mos", 198 - shift, "u8"),
        Field("discharge_mos", 199 - shift, "u8"),
        Field("sensors", 214 - shift, "u8"),
        Field("heating", 215 - shift, "u8"),
    )


CELL_24 = Layout(
    "24 cells",
    24,
    54,
    Table("little", (*_common(32), _degrees("mos_temperature", 134), Field("alarms", 136, "u16"))),
    ((0, 130), (1, 132)),
)
CELL_32 = Layout(
    "32 cells",
    32,
    70,
    Table("little", (*_common(0), _degrees("mos_temperature", 144), Field("alarms", 166, "u32"))),
    ((1, 162), (2, 164), (4, 256), (5, 258)),
)


def layout_of(frame: bytes) -> Layout | None:
    """The layout a reading has; None when it has neither."""
    return next((layout for layout in (CELL_32, CELL_24) if _agrees(layout, frame)), None)


def _agrees(layout: Layout, frame: bytes) -> bool:
    mask = read_integer(frame, layout.mask_at, "u32", "little") or 0
    mean = read_integer(frame, layout.mask_at + 4, "u16", "little") or 0
    cells = [read_integer(frame, CELLS + 2 * place, "u16", "little") or 0 for place in range(layout.cells)]
    reading = [cell for place, cell in enumerate(cells) if cell and mask >> place & 1]
    if not reading or mask >> layout.cells or any(cell and not mask >> place & 1 for place, cell in enumerate(cells)):
        return False
    return abs(sum(reading) / len(reading) - mean) <= MEAN_TOLERANCE_MV + 0.01 * mean
