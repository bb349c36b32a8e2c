"""ANT boards until 2019: 140 bytes of fixed layout behind `AA 55 AA FF`, numbers high byte first.

Source: github.com/syssi/esphome-ant-bms, github.com/patman15/aiobmsble.
"""

from __future__ import annotations

from collections.abc import Sequence

from dinrail.bms import (
    Advertisement,
    BMSData,
    BMSParser,
    Field,
    Frame,
    FrameRejected,
    Framing,
    Gatt,
    Incomplete,
    Request,
    SerialLine,
    Series,
    Table,
)
from dinrail_bms_ant.names import OLD, SERVICE, confidence
from dinrail_bms_ant.switches import alarms_of, is_balancing, is_on

__all__ = ["AntOld"]

HEAD = b"\xaa\x55\xaa\xff"
SIZE = 140
STATUS = 0xFF
MOST_CELLS = 32
CELL_COUNT_AT = 123
NO_SENSOR = 0xFFD8
"""-40 °C."""
EXTERNAL_SENSORS = frozenset({4, 5})
"""Places of the sensors most boards have no plug for; there 0 °C is a placeholder."""

CELLS = Series(6, "u16", MOST_CELLS, per=1000, absent=(0,))
TEMPERATURES = Series(91, "s16", 6, absent=(NO_SENSOR,))
STATUS_TABLE = Table(
    "big",
    (
        Field("voltage", 4, "u16", per=10),
        Field("current", 70, "s32", times=-1, per=10),
        Field("soc", 74, "u8"),
        Field("capacity_ah", 75, "u32", per=1_000_000, absent=(0,)),
        Field("remaining_ah", 79, "u32", per=1_000_000),
        Field("cycled_ah", 83, "u32", per=1000),
        Field("runtime_s", 87, "u32"),
        Field("charge", 103, "u8"),
        Field("discharge", 104, "u8"),
        Field("balancer", 105, "u8"),
        Field("balance_mask", 132, "u32"),
    ),
)


class OldFraming(Framing):
    """Finds frames by header, length and sum."""

    heads = (HEAD,)
    max_length = SIZE

    def length(self, data: bytes) -> int | None:
        """Always 140."""
        return SIZE

    def check(self, frame: bytes) -> None:
        """Raises FrameRejected: checksum, content for more cells than there are places."""
        if sum(frame[4:-2]) & 0xFFFF != int.from_bytes(frame[-2:]):
            raise FrameRejected("checksum", f"sum is not {int.from_bytes(frame[-2:]):#06x}")
        if frame[CELL_COUNT_AT] > MOST_CELLS:
            raise FrameRejected("content", f"{frame[CELL_COUNT_AT]} cells in {MOST_CELLS} places")


class AntOld(BMSParser):
    """Type `ant-old`; the wire counts current > 0 while discharging."""

    type = "ant-old"
    title = "ANT (until 2019)"
    links = frozenset({"ble", "serial"})
    gatt = Gatt(SERVICE, "ffe1", "ffe1")
    serial = SerialLine(19_200)
    framing = OldFraming()

    @classmethod
    def matches(cls, advertisement: Advertisement) -> int:
        """By the generation in the name."""
        return confidence(advertisement, OLD)

    def requests(self) -> Sequence[Request]:
        """One question for everything."""
        return (Request(data=bytes.fromhex("dbdb00000000"), kind=STATUS),)

    def to_frame(self, raw: bytes) -> Frame | None:
        """There is only one kind."""
        return Frame(kind=STATUS, payload=raw)

    def decode(self, frames: Sequence[Frame]) -> BMSData:
        """Record of the last frame."""
        if not frames or len(frames[-1].payload) != SIZE:
            raise Incomplete("no status among the frames")
        frame = frames[-1].payload
        row = STATUS_TABLE.read(frame)
        charge, discharge = frame[103], frame[104]
        return BMSData(
            voltage=row["voltage"],
            current=self.signed(row["current"]) or 0.0,
            soc=row["soc"],
            capacity_ah=row["capacity_ah"],
            remaining_ah=row["remaining_ah"],
            cell_voltages=CELLS.read(frame, "big", frame[CELL_COUNT_AT]),
            temperatures=_temperatures(frame),
            charge_mos=is_on(charge),
            discharge_mos=is_on(discharge),
            balancing=is_balancing(frame[105]),
            balance_mask=int(row["balance_mask"] or 0),
            alarms=alarms_of(charge, discharge),
            alarm_raw=charge << 8 | discharge,
            values={name: value for name in ("cycled_ah", "runtime_s") if (value := row[name]) is not None},
        )


def _temperatures(frame: bytes) -> tuple[float | None, ...]:
    found = [
        None if value is None or (place in EXTERNAL_SENSORS and value == 0) else float(value)
        for place, value in enumerate(TEMPERATURES.read(frame, "big", 6))
    ]
    while found and found[-1] is None:
        found.pop()
    return tuple(found)
