"""ANT boards since 2021; see `frames` for how a frame is made."""

from __future__ import annotations

from collections.abc import Sequence

from dinrail.bms import (
    Advertisement,
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
)
from dinrail_bms_ant.frames import (
    CELLS_AT,
    FIXED_PART,
    INFO,
    MOST_CELLS,
    MOST_SENSORS,
    PASSWORD_SIZE,
    REPLY,
    STATUS,
    UNLOCK,
    UNLOCK_ADDRESS,
    NewFraming,
    question,
)
from dinrail_bms_ant.names import NEW, SERVICE, confidence
from dinrail_bms_ant.switches import alarms_of, is_balancing, is_on

__all__ = ["AntNew"]

NO_SENSOR = 0xFFD8
"""-40 °C."""
CHARGING, DISCHARGING = 2, 3
STATES = {1: "idle", CHARGING: "charging", DISCHARGING: "discharging", 4: "standby", 5: "error"}

FRONT = Table(
    "little",
    (
        Field("state", 7, "u8"),
        Field("protections", 10, "u64"),
        Field("warnings", 18, "u64"),
    ),
)
REST = Table(
    "little",
    (
        Field("mos_temperature", 0, "s16", absent=(NO_SENSOR,)),
        Field("balancer_temperature", 2, "s16", absent=(NO_SENSOR,)),
        Field("voltage", 4, "u16", per=100),
        Field("current", 6, "s16", per=10),
        Field("soc", 8, "u16"),
        Field("soh", 10, "u16"),
        Field("charge", 12, "u8"),
        Field("discharge", 13, "u8"),
        Field("balancer", 14, "u8"),
        Field("capacity_ah", 16, "u32", per=1_000_000, absent=(0,)),
        Field("remaining_ah", 20, "u32", per=1_000_000),
        Field("cycled_ah", 24, "u32", per=1000),
        Field("runtime_s", 32, "u32"),
        Field("balance_mask", 36, "u32"),
    ),
)
"""Behind cells and sensors; offsets from there."""


class AntNew(BMSParser):
    """Type `ant-new`; current > 0 is taken as charging as other drivers do, no capture with both signs is known."""

    type = "ant-new"
    title = "ANT (since 2021)"
    links = frozenset({"ble", "serial"})
    gatt = Gatt(SERVICE, "ffe1", "ffe1")
    serial = SerialLine(19_200)
    framing = NewFraming()

    @classmethod
    def matches(cls, advertisement: Advertisement) -> int:
        """By the generation in the name."""
        return confidence(advertisement, NEW)

    def __init__(self, options: Options | None = None) -> None:
        super().__init__(options)
        password = self.options.key
        if password and not (password.isascii() and len(password) == PASSWORD_SIZE):
            raise KeyMissing(f"a password has {PASSWORD_SIZE} ASCII characters, this one has {len(password)}")

    def opening(self) -> Sequence[Request]:
        """The password, where the device has one and the person told it; not every board answers."""
        if not self.options.key:
            return ()
        data = question(UNLOCK, UNLOCK_ADDRESS, PASSWORD_SIZE, self.options.key.encode())
        return (Request(data=data, kind=UNLOCK | REPLY, optional=True),)

    def requests(self) -> Sequence[Request]:
        """The status; what the board is, is nobody's need."""
        return (Request(data=question(STATUS & ~REPLY, 0, 0xBE), kind=STATUS),)

    def to_frame(self, raw: bytes) -> Frame | None:
        """Kind of the function; None for the echo of a question."""
        return Frame(kind=raw[2], payload=raw) if raw[2] & REPLY else None

    def decode(self, frames: Sequence[Frame]) -> BMSData:
        """Record of the last status."""
        last = {frame.kind: frame.payload for frame in frames}
        status = last.get(STATUS, b"")
        if len(status) <= CELLS_AT:
            raise Incomplete("no status among the frames")
        sensors, cells = status[8], status[9]
        sensors_at = CELLS_AT + 2 * cells
        rest = status[sensors_at + 2 * sensors : -4]
        if len(rest) < FIXED_PART:
            raise Incomplete("the status ends within its cells and sensors")
        front, row = FRONT.read(status), REST.read(rest)
        charge, discharge = rest[12], rest[13]
        current = self.signed(row["current"])
        return BMSData(
            voltage=row["voltage"],
            current=current,
            soc=row["soc"],
            soh=row["soh"],
            capacity_ah=row["capacity_ah"],
            remaining_ah=row["remaining_ah"],
            cell_voltages=Series(CELLS_AT, "u16", MOST_CELLS, per=1000, absent=(0,)).read(status, "little", cells),
            temperatures=_degrees(status, sensors_at, sensors),
            mos_temperature=row["mos_temperature"],
            charge_mos=is_on(charge),
            discharge_mos=is_on(discharge),
            balancing=is_balancing(rest[14]),
            balance_mask=int(row["balance_mask"] or 0),
            alarms=alarms_of(charge, discharge),
            alarm_raw=int(front["protections"] or 0),
            values=_others(front, row, last.get(INFO)) | _doubt(status[7], current),
        )


def _degrees(status: bytes, at: int, count: int) -> tuple[float | None, ...]:
    read = Series(at, "s16", MOST_SENSORS, absent=(NO_SENSOR,)).read(status, "little", count)
    return tuple(None if value is None else float(value) for value in read)


def _others(
    front: dict[str, int | float | None], row: dict[str, int | float | None], info: bytes | None
) -> dict[str, float | int | str | bool]:
    found: dict[str, float | int | str | bool] = {"warnings": int(front["warnings"] or 0)}
    state = STATES.get(int(front["state"] or 0))
    if state:
        found["state"] = state
    for name in ("balancer_temperature", "cycled_ah", "runtime_s"):
        value = row[name]
        if value is not None:
            found[name] = value
    if info is not None:
        found |= {"hardware": _text(info[6:22]), "software": _text(info[22:38])}
    return found


def _doubt(state: int, current: float | None) -> dict[str, float | int | str | bool]:
    """Whether the board's state contradicts the sign of its current; empty where it says nothing about it."""
    if state not in {CHARGING, DISCHARGING} or not current:
        return {}
    return {"current_sign_doubtful": (state == CHARGING) != (current > 0)}


def _text(part: bytes) -> str:
    return "".join(chr(byte) for byte in part.partition(b"\0")[0] if 0x20 <= byte < 0x7F).strip()
