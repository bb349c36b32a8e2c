"""VE.Direct in text: products talk by themselves, once a second, a block of readings and one of history in turns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from dinrail.bms import BMSData, BMSParser, Frame, FrameRejected, Incomplete, Options, SerialLine, read_alarms
from dinrail_bms_victron.alarms import REASONS
from dinrail_bms_victron.blocks import BlockReader, fields_of

__all__ = ["VedirectText"]

LIVE, HISTORY = 1, 2
NUMBER = re.compile(r"[+-]?[0-9]{1,10}")


class Row(msgspec.Struct, frozen=True):
    """A value of `BMSData.values`: its name and what the number on the wire is to be divided by."""

    name: str
    per: int = 1


OTHERS = {
    "VS": Row("starter_voltage", 1000),
    "VM": Row("midpoint_voltage", 1000),
    "DM": Row("midpoint_deviation", 10),
    "CE": Row("consumed_ah", 1000),
    "TTG": Row("time_to_go_min"),
    "MON": Row("monitor_mode"),
    "VPV": Row("panel_voltage", 1000),
    "PPV": Row("panel_power"),
    "IL": Row("load_current", 1000),
    "CS": Row("charger_state"),
    "ERR": Row("error"),
    "H1": Row("deepest_discharge_ah", 1000),
    "H2": Row("last_discharge_ah", 1000),
    "H3": Row("average_discharge_ah", 1000),
    "H6": Row("drawn_ah", 1000),
    "H7": Row("lowest_voltage", 1000),
    "H8": Row("highest_voltage", 1000),
    "H9": Row("since_full_s"),
    "H17": Row("discharged_kwh", 100),
    "H18": Row("charged_kwh", 100),
}
FOREVER = -1


class VedirectText(BMSParser):
    """Type `vedirect-text`; lines of hex between and in blocks are skipped."""

    type = "vedirect-text"
    title = "Victron VE.Direct (text)"
    links = frozenset({"serial"})
    serial = SerialLine(19_200)

    def __init__(self, options: Options | None = None) -> None:
        super().__init__(options)
        self._blocks = BlockReader(self.counters)

    def feed(self, data: bytes) -> list[Frame]:
        """Blocks completed by these bytes."""
        return [self._frame(block) for block in self._blocks.feed(data)]

    def flush(self) -> list[Frame]:
        """Gives up on a block that was begun; only the first one is worth a complaint, for the talk never ends."""
        if self._blocks.reset() and not self.counters.frames:
            self.counters.reject(FrameRejected("length", "ended within a block"))
        return []

    def reset(self) -> None:
        """Forgets half a block."""
        self._blocks.reset()

    def decode(self, frames: Sequence[Frame]) -> BMSData:
        """Record of all blocks of a round; raises Incomplete without readings."""
        if not any(frame.kind == LIVE for frame in frames):
            raise Incomplete("no block of readings among the frames")
        fields: dict[str, str] = {}
        for frame in frames:
            fields |= fields_of(frame.payload)
        return self._record(fields)

    def _frame(self, block: bytes) -> Frame:
        return Frame(kind=LIVE if b"\r\nV\t" in block else HISTORY, payload=block)

    def _record(self, fields: Mapping[str, str]) -> BMSData:
        reason = _integer(fields, "AR")
        degrees = _integer(fields, "T")
        cycles = _integer(fields, "H4")
        return BMSData(
            voltage=_scaled(fields, "V", 1000),
            current=self.signed(_scaled(fields, "I", 1000)),
            soc=_scaled(fields, "SOC", 10),
            cycles=cycles,
            temperatures=None if degrees is None else (float(degrees),),
            alarms=None if reason is None else read_alarms(reason, REASONS),
            alarm_raw=reason,
            values=_others(fields),
        )


def _integer(fields: Mapping[str, str], label: str) -> int | None:
    """Number of a label; None where it is missing or `---`."""
    text = fields.get(label, "").strip()
    return int(text) if NUMBER.fullmatch(text) else None


def _scaled(fields: Mapping[str, str], label: str, per: int) -> float | None:
    number = _integer(fields, label)
    return None if number is None else number / per


def _others(fields: Mapping[str, str]) -> dict[str, float | int | str | bool]:
    found: dict[str, float | int | str | bool] = {}
    for label, row in OTHERS.items():
        number = _integer(fields, label)
        if number is not None and not (label == "TTG" and number == FOREVER):
            found[row.name] = number if row.per == 1 else number / row.per
    for label, name in (("PID", "product"), ("FW", "firmware"), ("SER#", "serial")):
        text = "".join(
            character for character in fields.get(label, "") if character.isascii() and character.isprintable()
        )
        if text:
            found[name] = text
    return found
