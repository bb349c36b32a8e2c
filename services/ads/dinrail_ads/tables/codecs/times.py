"""Times as ISO 8601 texts; a PLC's dates have no time zone, they are what its clock shows."""

from __future__ import annotations

import re
from abc import abstractmethod
from datetime import UTC, date, datetime, timedelta

from dinrail.directory import IecType
from dinrail.sample import Scalar
from dinrail_ads.tables.codecs.base import Codec

__all__ = ["ClockCodec", "DateCodec", "DurationCodec", "MomentCodec"]

DAY_S = 86_400
_EPOCH = date(1970, 1, 1)
_FRACTION = r"(\d{2})(?:\.(\d{1,9}))?"
_DURATION = re.compile(
    r"P(?:(\d{1,10})D)?(?:T(?=\d)(?:(\d{1,12})H)?(?:(\d{1,14})M)?(?:(\d{1,16})(?:\.(\d{1,9}))?S)?)?", re.ASCII
)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_CLOCK = re.compile(rf"(\d{{2}}):(\d{{2}}):{_FRACTION}", re.ASCII)


class _TimeCodec(Codec):
    """An unsigned count of `unit` nanoseconds in `size` bytes."""

    def __init__(self, iec: IecType, size: int, unit: int) -> None:
        super().__init__(iec, size)
        self._unit = unit
        self._most = (1 << 8 * size) - 1

    def decode(self, data: bytes) -> str:
        return self.text(int.from_bytes(self.check(data), "little") * self._unit)

    def encode(self, value: Scalar) -> bytes:
        if not isinstance(value, str):
            self.wrong(value)
        nanoseconds = self.parse(value)
        if nanoseconds is None or nanoseconds % self._unit:
            self.wrong(value)
        if not 0 <= nanoseconds // self._unit <= self.most:
            self.outside(value, self.text(0), self.text(self.most * self._unit))
        return (nanoseconds // self._unit).to_bytes(self.size, "little")

    @property
    def most(self) -> int:
        """The highest count."""
        return self._most

    @abstractmethod
    def text(self, nanoseconds: int) -> str:
        """ISO 8601."""

    @abstractmethod
    def parse(self, text: str) -> int | None:
        """Nanoseconds; None when the text has another form."""


class DurationCodec(_TimeCodec):
    """TIME and LTIME: `PT1H2M3.5S`, days as `P1DT…`."""

    def text(self, nanoseconds: int) -> str:
        seconds, rest = divmod(nanoseconds, 10**9)
        days, seconds = divmod(seconds, DAY_S)
        hours, seconds = divmod(seconds, 3600)
        minutes, seconds = divmod(seconds, 60)
        parts = [f"{count}{unit}" for count, unit in ((hours, "H"), (minutes, "M")) if count]
        if seconds or rest or not (parts or days):
            parts.append(f"{seconds}{_fraction(rest)}S")
        return "P" + (f"{days}D" if days else "") + ("T" + "".join(parts) if parts else "")

    def parse(self, text: str) -> int | None:
        match = _DURATION.fullmatch(text)
        if match is None or len(text) < 3:
            return None
        days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[:4])
        return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 10**9 + _nanoseconds(match[5])


class DateCodec(_TimeCodec):
    """DATE and LDATE: `2026-11-26`."""

    def text(self, nanoseconds: int) -> str:
        return (_EPOCH + timedelta(days=nanoseconds // (DAY_S * 10**9))).isoformat()

    def parse(self, text: str) -> int | None:
        return _days(text)


class ClockCodec(_TimeCodec):
    """TOD and LTOD: `07:30:00`, with a fraction where there is one; a count beyond the day starts the next one."""

    @property
    def most(self) -> int:
        return DAY_S * 10**9 // self._unit - 1

    def text(self, nanoseconds: int) -> str:
        seconds, rest = divmod(nanoseconds, 10**9)
        minutes, seconds = divmod(seconds % DAY_S, 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}{_fraction(rest)}"

    def parse(self, text: str) -> int | None:
        return _clock(text)


class MomentCodec(_TimeCodec):
    """DT and LDT: `2026-11-26T07:30:00`, with a fraction where there is one."""

    def text(self, nanoseconds: int) -> str:
        seconds, rest = divmod(nanoseconds, 10**9)
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}{_fraction(rest)}"

    def parse(self, text: str) -> int | None:
        day, _, clock = text.partition("T")
        days, rest = _days(day), _clock(clock)
        return None if days is None or rest is None else days + rest


def _days(text: str) -> int | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return (date(int(match[1]), int(match[2]), int(match[3])) - _EPOCH).days * DAY_S * 10**9
    except ValueError:
        return None


def _clock(text: str) -> int | None:
    match = _CLOCK.fullmatch(text)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59 or int(match[3]) > 59:
        return None
    return ((int(match[1]) * 60 + int(match[2])) * 60 + int(match[3])) * 10**9 + _nanoseconds(match[4])


def _fraction(nanoseconds: int) -> str:
    return f".{nanoseconds:09d}".rstrip("0") if nanoseconds else ""


def _nanoseconds(digits: str | None) -> int:
    return int((digits or "").ljust(9, "0"))
