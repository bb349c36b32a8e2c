"""The inverter's language of batteries on CAN: 11-bit identifiers, told without being asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from dinrail.bms import Alarm, BMSData, CanFrame, CANParser, Frame, FrameRejected, Incomplete
from dinrail_bms_can.alarms import one_bit_alarms, two_bit_alarms
from dinrail_bms_can.tables import LENGTHS, TABLES, TEXTS

__all__ = ["CanBMS"]

WORDS = frozenset({0x351, 0x355, 0x356, 0x372, 0x373})
"""Frames of 16-bit values only; an odd length cuts one in half."""
SOC_AGREES, FULL = 1.5, 100
VOLTS_PER_STEP = (100, 10)
PLAUSIBLE = (0.5, 1.25)
"""Of the charge voltage limit, between empty and full."""
REQUESTS = {
    "charge_enabled": 0x80,
    "discharge_enabled": 0x40,
    "force_charge": 0x20,
    "force_charge_slow": 0x10,
    "full_charge_request": 0x08,
}
OWN = frozenset({"soc", "soh", "fine_soc", "centivolts", "current", "temperature", "alarms_359", "alarms_35a"})
OWN |= {"requests", "capacity_ah"}


class CanBMS(CANParser):
    """The kind of a frame is its identifier."""

    type = "can-bms"
    title = "Battery on CAN (0x351 to 0x381)"

    def accepts(self, frame: CanFrame) -> bool:
        """One of the battery's identifiers; shorter than its first values, or half a value, is rejected."""
        least = LENGTHS.get(frame.id)
        if frame.extended or least is None:
            return False
        length = len(frame.data)
        if length < least or (frame.id in WORDS and length % 2):
            raise FrameRejected("length", f"0x{frame.id:03X} has {length} bytes, at least {least} in whole values")
        return True

    def decode(self, frames: Sequence[Frame]) -> BMSData:
        """Record of the latest frame of each identifier; raises Incomplete when none says anything."""
        latest = {frame.kind: frame.payload for frame in frames}
        read = {
            name: value for kind, table in TABLES.items() for name, value in table.read(latest.get(kind, b"")).items()
        }
        texts = {name: _text(latest, kinds) for name, kinds in TEXTS.items()}
        if not any(value is not None for value in (*read.values(), *texts.values())):
            raise Incomplete("no frame with a value")
        raw_359, raw_35a = cast("int | None", read["alarms_359"]), cast("int | None", read["alarms_35a"])
        temperature = read["temperature"]
        values = {name: value for name, value in {**read, **texts}.items() if value is not None and name not in OWN}
        if raw_359 is not None and raw_35a is not None:
            values["alarm_raw_359"] = raw_359
        return BMSData(
            voltage=_voltage(read["centivolts"], read["charge_voltage_limit"]),
            current=self.signed(read["current"]),
            soc=_soc(read["soc"], read["fine_soc"]),
            soh=read["soh"],
            capacity_ah=read["capacity_ah"],
            temperatures=None if temperature is None else (temperature,),
            alarms=_alarms(raw_359, raw_35a),
            alarm_raw=raw_359 if raw_35a is None else raw_35a,
            values={**values, **_requests(cast("int | None", read["requests"]))},
        )


def _voltage(raw: float | None, limit: float | None) -> float | None:
    """Volts; steps of 0.1 V where only those are near the charge voltage limit."""
    if raw is None:
        return None
    if limit:
        for per in VOLTS_PER_STEP:
            if PLAUSIBLE[0] * limit <= raw / per <= PLAUSIBLE[1] * limit:
                return raw / per
    return raw / VOLTS_PER_STEP[0]


def _soc(whole: float | None, fine: float | None) -> float | None:
    if fine is not None and fine <= FULL and (whole is None or abs(fine - whole) <= SOC_AGREES):
        return fine
    return whole


def _alarms(raw_359: int | None, raw_35a: int | None) -> tuple[Alarm, ...] | None:
    if raw_359 is None and raw_35a is None:
        return None
    found: dict[str, Alarm] = {}
    for alarm in (*two_bit_alarms(raw_35a or 0), *one_bit_alarms(raw_359 or 0)):
        if found.get(alarm.key, alarm).level != "alarm" or alarm.key not in found:
            found[alarm.key] = alarm
    return tuple(found.values())


def _requests(bits: int | None) -> dict[str, bool]:
    return {} if bits is None else {name: bool(bits & mask) for name, mask in REQUESTS.items()}


def _text(latest: Mapping[int, bytes], kinds: Sequence[int]) -> str | None:
    """ASCII of one identifier, or of two that follow each other; None when it is empty or not text."""
    if kinds[0] not in latest:
        return None
    data = b"".join(latest.get(kind, b"") for kind in kinds).split(b"\0", 1)[0].strip()
    return data.decode("ascii") if data and all(0x20 <= byte < 0x7F for byte in data) else None
