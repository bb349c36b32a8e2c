"""Daly D2: registers over Bluetooth or RS485, address 0xD2. Current > 0 is charging on the wire.

Source: registers of aiobmsble and esphome-daly-bms. The password at 0xC9 is never read.
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
    SerialLine,
    Series,
    Table,
    read_alarms,
)
from dinrail_bms_daly.alarms import alarm_table
from dinrail_bms_daly.discovery import GATT_SERVICE, daly_confidence
from dinrail_bms_daly.mode import mode_values
from dinrail_bms_daly.registers import RegisterFraming, read_request

__all__ = ["DalyD2"]

ADDRESS = 0xD2
STATUS, STATUS_COUNT, LONG_STATUS_COUNT = 0x0000, 62, 80
MOS, MOS_COUNT = 0x003E, 9
SETTINGS, SETTINGS_COUNT = 0x0080, 41
UNFITTED = (0, 0xFF, 0xFFFF)
ALARM_BITS = alarm_table((48, 56, 32, 40, 16, 24, 0))

STATUS_FIELDS = Table(
    "big",
    (
        Field("voltage", 0x28 * 2, "u16", per=10),
        Field("current", 0x29 * 2, "u16", bias=-30000, per=10),
        Field("soc", 0x2A * 2, "u16", per=10),
        Field("mode", 0x2F * 2, "u16"),
        Field("remaining_ah", 0x30 * 2, "u16", per=10),
        Field("cells", 0x31 * 2, "u16"),
        Field("sensors", 0x32 * 2, "u16"),
        Field("cycles", 0x33 * 2, "u16"),
        Field("balancer", 0x34 * 2, "u16"),
        Field("charge_mos", 0x35 * 2, "u16"),
        Field("discharge_mos", 0x36 * 2, "u16"),
        Field("alarms", 0x3A * 2, "u64"),
        Field("balance_mask", 0x3E * 2, "u32"),
        Field("mos_temperature", 0x42 * 2, "u16", bias=-40, absent=UNFITTED),
    ),
)
CELLS = Series(0, "u16", 32, per=1000)
TEMPERATURES = Series(0x20 * 2, "u16", 8, bias=-40, absent=UNFITTED)
MOS_FIELDS = Table(
    "big",
    (
        Field("balance_mask", (0x3E - MOS) * 2, "u32"),
        Field("mos_temperature", (0x42 - MOS) * 2, "u16", bias=-40, absent=UNFITTED),
    ),
)
SETTINGS_FIELDS = Table("big", (Field("capacity_ah", 0, "u16", per=10, absent=(0, 0xFFFF)),))


class DalyD2(BMSParser):
    """The kind of a frame is its number of bytes; Modbus answers do not say which registers they are."""

    type = "daly-d2"
    title = "Daly (D2, Bluetooth and RS485)"
    links = frozenset({"ble", "serial"})
    gatt = Gatt(GATT_SERVICE, "fff1", "fff2")
    serial = SerialLine(9600)
    framing = RegisterFraming(ADDRESS)

    @classmethod
    def matches(cls, advertisement: Advertisement) -> int:
        """The likeliest of the variants."""
        return daly_confidence(advertisement)

    def opening(self) -> Sequence[Request]:
        """Rated capacity."""
        return (_request(SETTINGS, SETTINGS_COUNT, optional=True),)

    def requests(self) -> Sequence[Request]:
        """62 registers, which every firmware answers; the power stage's temperature where it is known."""
        return (_request(STATUS, STATUS_COUNT), _request(MOS, MOS_COUNT, optional=True))

    def to_frame(self, raw: bytes) -> Frame | None:
        """Data of an answer; unknown lengths are left out."""
        known = raw[2] // 2 in {STATUS_COUNT, LONG_STATUS_COUNT, MOS_COUNT, SETTINGS_COUNT}
        return Frame(kind=raw[2], payload=raw[3:-2], source=raw[0]) if known else None

    def decode(self, frames: Sequence[Frame]) -> BMSData:
        """Record of a status frame of 62 or 80 registers."""
        payloads = {frame.kind: frame.payload for frame in frames}
        status = payloads.get(STATUS_COUNT * 2) or payloads.get(LONG_STATUS_COUNT * 2) or b""
        if len(status) < STATUS_COUNT * 2:
            raise Incomplete("no status frame of 62 or 80 registers")
        values = STATUS_FIELDS.read(status)
        more = MOS_FIELDS.read(payloads.get(MOS_COUNT * 2, b""))
        values |= {name: value for name, value in more.items() if value is not None}
        whole = cast("dict[str, int]", values)
        current = self.signed(values["current"])
        return BMSData(
            voltage=values["voltage"],
            current=current,
            soc=values["soc"],
            remaining_ah=values["remaining_ah"],
            capacity_ah=SETTINGS_FIELDS.read(payloads.get(SETTINGS_COUNT * 2, b""))["capacity_ah"],
            cycles=whole["cycles"],
            cell_voltages=CELLS.read(status, "big", whole["cells"]),
            temperatures=TEMPERATURES.read(status, "big", whole["sensors"]),
            mos_temperature=values["mos_temperature"],
            charge_mos=bool(whole["charge_mos"]),
            discharge_mos=bool(whole["discharge_mos"]),
            balancing=bool(whole["balancer"]),
            balance_mask=whole["balance_mask"],
            alarms=read_alarms(whole["alarms"], ALARM_BITS),
            alarm_raw=whole["alarms"],
            values=mode_values(whole["mode"], current),
        )


def _request(register: int, count: int, *, optional: bool = False) -> Request:
    data = read_request(ADDRESS, register, count)
    return Request(data=data, kind=count * 2, optional=optional, pause_s=0.05)
