"""One device that sends lines of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dinrail.bms.device import Device
from dinrail.bms.exchange import Line
from dinrail.clock import Clock
from dinrail.directory import Point
from dinrail.errors import ProtocolError, Timeout
from dinrail_serial.config import FieldConfig, MeterConfig
from dinrail_serial.lines import LineReader, escaped, extractor, names_of

__all__ = ["Meter"]

SHOWN = 60


class Meter(Device):
    """Asked and answered, or listened to; a line may bring all values or one of them."""

    def __init__(self, config: MeterConfig, interval: float, clock: Clock, route: Callable[..., None]) -> None:
        super().__init__(config.name, config.interval or interval, clock, route)
        self.config: MeterConfig = config
        self.talks = not config.request
        self.judged = True
        self._names = names_of(config)
        self._extract = extractor(config)
        self._reader = LineReader(escaped(config.terminator))
        self._request = escaped(config.request)

    @property
    def points(self) -> Iterable[Point]:
        found = []
        for name in self._names:
            field = self.config.fields.get(name, FieldConfig())
            kind = "STRING" if field.kind == "text" else "REAL"
            path = f"{self.name}.{name}"
            found.append(Point(path, kind, unit=field.unit, description=field.description))  # type: ignore[arg-type]
        return found

    def follow(self, other: Device | None) -> None:
        """Its points follow from its configuration alone."""

    def start(self) -> None:
        super().start()
        self._reader.reset()

    async def read(self, line: Line) -> None:
        missing, foreign, heard = set(self._names), "", 0
        if not self.talks:
            line.discard()
            self._reader.reset()
            await line.send(self._request)
        end = self.clock.monotonic() + (self.interval if self.talks else self.config.timeout)
        while missing and (rest := end - self.clock.monotonic()) > 0:
            data = await line.receive(rest)
            heard += len(data)
            for text in self._reader.feed(data):
                values = self._extract(text)
                if not values and text.encode("latin-1", "replace") != self._request.strip():
                    foreign = text
                for name, value in values.items():
                    missing.discard(name)
                    self._take(name, value)
        if len(missing) == len(self._names):
            raise self._nothing(heard, foreign)

    def _take(self, name: str, value: object) -> None:
        path = f"{self.name}.{name}"
        if isinstance(value, (int, float, str)):
            self.tell(path, value)
        else:
            self.seen.setdefault(path, self.clock.monotonic())
            self.tell_bad(path, "line_not_a_number")

    def _nothing(self, heard: int, foreign: str) -> Timeout | ProtocolError:
        if foreign:
            shown = "".join(each if each.isprintable() else "·" for each in foreign[:SHOWN])
            text = f"{self.name}: no pattern fits the line {shown!r}"
            return ProtocolError(text, key="line_no_match", name=self.name, line=shown)
        if heard:
            text = f"{self.name}: {heard} bytes came without an end of line"
            return ProtocolError(text, key="line_no_end", name=self.name, count=heard)
        return Timeout(f"{self.name} says nothing", key="meter_silent", name=self.name)
