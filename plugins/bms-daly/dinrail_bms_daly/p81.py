"""Daly boards of 2026: asked under address 0x81, answered under 0x51, 48 cells. Current > 0 is charging on the wire.

Source: registers of aiobmsble 0.31 and esphome-daly-bms. What the alarm bits mean is not known; they are told as bits.
The block of settings contains the password and is not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from dinrail.bms import (
    Advertisement,
    BMSData,
    BMSParser,
    Field,
    Frame,
    Gatt,
    Incomplete,
    Request,
    Series,
    Table,
    read_alarms,
)
from dinrail_bms_daly.discovery import GATT_SERVICE, daly_confidence
from dinrail_bms_daly.mode import mode_values
from dinrail_bms_daly.registers import RegisterFraming, read_request

__all__ = ["DalyP81"]

ASKED, ANSWERED = 0x81, 0x51
CELL_BLOCK, CELL_COUNT = 0x0000, 64
STATE_BLOCK, STATE_COUNT = 0x0041, 62
UNFITTED = (0, 0xFF, 0xFFFF)

CELL_FIELDS = Table(
    "big",
    (
        Field("voltage", 0x38 * 2, "u16", per=10),
        Field("current", 0x39 * 2, "u16", bias=-30000, per=10),
        Field("soc", 0x3A * 2, "u16", per=10),
        Field("cells", 0x3C * 2, "u16"),
        Field("sensors", 0x3D * 2, "u16"),
    ),
)
CELLS = Series(0, "u16", 48, per=1000)
TEMPERATURES = Series(0x30 * 2, "u16", 8, bias=-40, absent=UNFITTED)


def _at(register: int) -> int:
    return (register - STATE_BLOCK) * 2


STATE_FIELDS = Table(
    "big",
    (
        Field("mode", _at(0x48), "u16"),
        Field("remaining_ah", _at(0x4B), "u16", per=10),
        Field("cycles", _at(0x4C), "u16"),
        Field("balancer", _at(0x4D), "u16"),
        Field("charge_mos", _at(0x52), "u16"),
        Field("discharge_mos", _at(0x53), "u16"),
        Field("mos_temperature", _at(0x5A), "u16", bias=-40, absent=UNFITTED),
        Field("alarms", _at(0x6D), "u32"),
    ),
)


class DalyP81(BMSParser):
    """Two blocks of registers make a record; the kind of a frame is its number of bytes."""

    type = "daly-p81"
    title = "Daly (0x81, Bluetooth)"
    links = frozenset({"ble"})
    gatt = Gatt(GATT_SERVICE, "fff1", "fff2")
    framing = RegisterFraming(ANSWERED)

    @classmethod
    def matches(cls, advertisement: Advertisement) -> int:
        """Less than D2, which looks the same and is asked first."""
        return max(0, daly_confidence(advertisement) - 20)

    def requests(self) -> Sequence[Request]:
        """Cells, then the state."""
        return tuple(
            Request(data=read_request(ASKED, register, count), kind=count * 2, pause_s=0.05)
            for register, count in ((CELL_BLOCK, CELL_COUNT), (STATE_BLOCK, STATE_COUNT))
        )

    def to_frame(self, raw: bytes) -> Frame | None:
        """Data of an answer; unknown lengths are left out."""
        known = raw[2] // 2 in {CELL_COUNT, STATE_COUNT}
        return Frame(kind=raw[2], payload=raw[3:-2], source=raw[0]) if known else None

    def decode(self, frames: Sequence[Frame]) -> BMSData:
        """Record of the cells, and of the state as far as it came."""
        payloads = {frame.kind: frame.payload for frame in frames}
        cells = payloads.get(CELL_COUNT * 2, b"")
        state = payloads.get(STATE_COUNT * 2, b"")
        if len(cells) < CELL_COUNT * 2 or (state and len(state) < STATE_COUNT * 2):
            raise Incomplete("no frame of 64 registers with the cells")
        first, second = CELL_FIELDS.read(cells), STATE_FIELDS.read(state)
        counts, flags = cast("dict[str, int]", first), cast("dict[str, int | None]", second)
        alarms, current = flags["alarms"], self.signed(first["current"])
        return BMSData(
            voltage=first["voltage"],
            current=current,
            soc=first["soc"],
            remaining_ah=second["remaining_ah"],
            cycles=flags["cycles"],
            cell_voltages=CELLS.read(cells, "big", counts["cells"]),
            temperatures=TEMPERATURES.read(cells, "big", counts["sensors"]),
            mos_temperature=second["mos_temperature"],
            charge_mos=_flag(flags["charge_mos"]),
            discharge_mos=_flag(flags["discharge_mos"]),
            balancing=_flag(flags["balancer"]),
            alarms=None if alarms is None else read_alarms(alarms, ()),
            alarm_raw=alarms,
            values=mode_values(flags["mode"], current),
        )


def _flag(value: int | None) -> bool | None:
    return None if value is None else value != 0
