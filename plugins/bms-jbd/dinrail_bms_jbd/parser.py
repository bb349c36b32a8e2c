"""JBD, also sold as Xiaoxiang, LLT and Overkill Solar. Current > 0 is charging on the wire.

Source: the vendor's protocol document as kept by esphome-jbd-bms, dbus-serialbattery, aiobmsble.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from dinrail.bms import (
    Advertisement,
    AlarmBit,
    BMSData,
    BMSParser,
    Field,
    Frame,
    Gatt,
    Incomplete,
    KeyMissing,
    Options,
    Request,
    SerialLine,
    Series,
    Table,
    read_alarms,
)
from dinrail_bms_jbd.framing import READ, UNLOCK, JbdFraming, command, question, unlocking

__all__ = ["Jbd"]

BASIC, CELLS, MODEL = 0x03, 0x04, 0x05
FACTORY_IN, FACTORY_OUT, MOS = 0x00, 0x01, 0xE1
CHARGE_OFF, DISCHARGE_OFF = 1, 2
UNLOCKED = 0x100 | UNLOCK
HEAD = 0xDD
WRITTEN = 0x5A
MAX_PASSWORD = 16
BASIC_SIZE = 23
TEN_TIMES = 0x80
"""Flag in the byte behind the temperatures: currents and capacities count tenths, for packs over 655 Ah."""

BASIC_FIELDS = Table(
    "big",
    (
        Field("voltage", 0, "u16", per=100),
        Field("current", 2, "s16", per=100),
        Field("remaining_ah", 4, "u16", per=100),
        Field("capacity_ah", 6, "u16", per=100),
        Field("cycles", 8, "u16"),
        Field("balance_low", 12, "u16"),
        Field("balance_high", 14, "u16"),
        Field("protection", 16, "u16"),
        Field("soc", 19, "u8"),
        Field("switches", 20, "u8"),
        Field("cells", 21, "u8"),
        Field("sensors", 22, "u8"),
    ),
)
TENTHS = Table(
    "big",
    (
        Field("current", 2, "s16", per=10),
        Field("remaining_ah", 4, "u16", per=10),
        Field("capacity_ah", 6, "u16", per=10),
    ),
)
TEMPERATURES = Series(23, "u16", 16, bias=-2731, per=10, absent=(0, 0xFFFF))
CELL_VOLTAGES = Series(0, "u16", 32, per=1000)
PROTECTIONS = tuple(
    AlarmBit(bit, key)
    for bit, key in enumerate(
        (
            *("cell_overvoltage", "cell_undervoltage", "pack_overvoltage", "pack_undervoltage"),
            *("charge_overtemperature", "charge_undertemperature"),
            *("discharge_overtemperature", "discharge_undertemperature"),
            *("charge_overcurrent", "discharge_overcurrent", "short_circuit", "analog_front_end"),
            *("mos_software_lock", "charge_timeout"),
        )
    )
)
NAMES = re.compile(r"JBD-|xiaoxiang|(SP|DP)\d\dS")
SOLD_AS = re.compile(r"(N-|12|24)\w{3,5}BL|@KsM:|LSG-|OGR-|SBL-|SJ-\w{3}-|SX1|SX60|TITAN-|TZ-H")
"""What batteries with such a board are called by those who sell them; says something beside the service only."""
PREFIXES = frozenset(
    {"10:A5:62", "70:3E:97", "A2:C2:37", "A4:C1:37", "A4:C1:38", "A5:C2:37", "A5:C2:39", "A5:C2:3A", "AA:C2:37"}
)
SERVICE = "ff00"


class Jbd(BMSParser):
    """The kind of a frame is its register. `key` is the app's password, as plain digits."""

    type = "jbd"
    title = "JBD, Xiaoxiang, Overkill Solar"
    links = frozenset({"ble", "serial"})
    gatt = Gatt(SERVICE, "ff01", "ff02", alternatives=(("fff0", "fff1", "fff2"),))
    serial = SerialLine(9600)
    switches = frozenset({"charge_mos", "discharge_mos"})
    framing = JbdFraming()

    def __init__(self, options: Options | None = None) -> None:
        super().__init__(options)
        if not self.options.key.isascii() or len(self.options.key) > MAX_PASSWORD:
            raise KeyMissing(f"the password has up to {MAX_PASSWORD} plain characters")

    @classmethod
    def matches(cls, advertisement: Advertisement) -> int:
        """The service is used by many; name or address have to say the same."""
        named = NAMES.match(advertisement.name) is not None
        if not advertisement.offers(SERVICE):
            return 40 * named
        made = advertisement.address[:8].upper() in PREFIXES
        sold = SOLD_AS.match(advertisement.name) is not None
        return (50 if named or made or sold else 0) + 20 * named + 10 * (made or sold)

    def opening(self) -> Sequence[Request]:
        """The password if there is one, and the model, which clones do not tell."""
        model = Request(data=question(MODEL), kind=MODEL, optional=True)
        if not self.options.key:
            return (model,)
        return (Request(data=unlocking(self.options.key.encode()), kind=UNLOCKED), model)

    def requests(self) -> Sequence[Request]:
        """Basic information, then the cells."""
        return (Request(data=question(BASIC), kind=BASIC), Request(data=question(CELLS), kind=CELLS))

    def switch(self, name: str, on: bool, now: BMSData) -> Sequence[Request]:
        """Both switches are one register of the factory mode, which is left without saving."""
        if name not in self.switches:
            return super().switch(name, on, now)
        wanted = {"charge_mos": now.charge_mos, "discharge_mos": now.discharge_mos, name: on}
        off = CHARGE_OFF * (wanted["charge_mos"] is False) | DISCHARGE_OFF * (wanted["discharge_mos"] is False)
        steps = ((FACTORY_IN, b"\x56\x78"), (MOS, bytes([0, off])), (FACTORY_OUT, b"\0\0"))
        return tuple(Request(data=command(register, data), kind=register) for register, data in steps)

    def to_frame(self, raw: bytes) -> Frame | None:
        """Data of an answer; None for the echo of a question."""
        if raw[0] != HEAD:
            return Frame(kind=UNLOCKED, payload=raw[4:-1]) if raw[2:4] == bytes([UNLOCK, 1]) else None
        return None if raw[1] in {READ, WRITTEN} else Frame(kind=raw[1], payload=raw[4:-3])

    def decode(self, frames: Sequence[Frame]) -> BMSData:
        """Record of the basic information and the cells, or of one of them."""
        payloads = {frame.kind: frame.payload for frame in frames}
        basic, cells = payloads.get(BASIC), payloads.get(CELLS)
        if basic is None and cells:
            return BMSData(cell_voltages=CELL_VOLTAGES.read(cells, "big", len(cells)))
        if basic is None or len(basic) < BASIC_SIZE:
            raise Incomplete("no frame with the basic information")
        values = BASIC_FIELDS.read(basic)
        whole = cast("dict[str, int]", values)
        if basic[BASIC_SIZE + 2 * whole["sensors"] :][:1] >= bytes([TEN_TIMES]):
            values |= TENTHS.read(basic)
        mask = whole["balance_high"] << 16 | whole["balance_low"]
        return BMSData(
            voltage=values["voltage"],
            current=self.signed(values["current"]),
            soc=values["soc"],
            capacity_ah=values["capacity_ah"],
            remaining_ah=values["remaining_ah"],
            cycles=whole["cycles"],
            cell_voltages=CELL_VOLTAGES.read(cells, "big", whole["cells"]) if cells else None,
            temperatures=TEMPERATURES.read(basic, "big", whole["sensors"]),
            charge_mos=bool(whole["switches"] & 1),
            discharge_mos=bool(whole["switches"] & 2),
            balancing=mask != 0,
            balance_mask=mask,
            alarms=read_alarms(whole["protection"], PROTECTIONS),
            alarm_raw=whole["protection"],
            values=_about(payloads.get(MODEL, b""), basic[18]),
        )


def _about(model: bytes, version: int) -> dict[str, float | int | str | bool]:
    """Software version as two digits, and the model's printable characters."""
    text = "".join(chr(byte) for byte in model if 0x20 <= byte < 0x7F).strip()
    about: dict[str, float | int | str | bool] = {"software": f"{version >> 4}.{version & 15}"}
    return about | {"model": text} if text else about
