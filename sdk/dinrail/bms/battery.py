"""One battery on a line: its parser, what may be withheld, its switches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from msgspec.structs import replace

from dinrail.bms.data import BMSData
from dinrail.bms.device import CYCLES, Device
from dinrail.bms.exchange import Answer, Line, ask, unanswered
from dinrail.bms.guard import Guard
from dinrail.bms.parser import BMSParser, Frame
from dinrail.bms.points import BatteryPoints
from dinrail.clock import Clock
from dinrail.directory import Point
from dinrail.errors import NotWritable, ProtocolError, Timeout

__all__ = ["Battery", "BatteryConfig"]

READ_BACKS = 4
READ_BACK_PAUSE_S = 0.3
BURST_S = 0.2


class BatteryConfig(Protocol):
    """What a configuration says of a battery."""

    @property
    def name(self) -> str:
        """Put before its points."""
        ...

    @property
    def interval(self) -> float | None:
        """Of its own, in s."""
        ...

    @property
    def writes(self) -> Sequence[str]:
        """Switches that may be written."""
        ...


class Battery(Device):
    """Counts `withheld` records and `rejected` frames through `count`; `changed` is called when points were added."""

    def __init__(
        self,
        config: BatteryConfig,
        parser: BMSParser,
        interval: float,
        clock: Clock,
        route: Callable[..., None],
        *,
        changed: Callable[[], None],
        count: Callable[[str, int], None],
    ) -> None:
        super().__init__(config.name, config.interval or interval, clock, route)
        self.config: Any = config
        self.parser = parser
        self.guard = Guard()
        self.talks = not self.parser.requests()
        self.record = BatteryPoints(config.name)
        self._changed = changed
        self._count = count
        self._opening: list[Frame] | None = None
        self._latest: dict[int, tuple[float, Frame]] = {}
        self._last: BMSData | None = None
        self._rejected = 0

    @property
    def points(self) -> Iterable[Point]:
        switches = {f"{self.name}.{name}" for name in self.config.writes}
        return [
            replace(point, writable=True) if path in switches else point for path, point in self.record.points.items()
        ]

    def follow(self, other: Device | None) -> None:
        if isinstance(other, Battery):
            super().follow(other)
            self.record = other.record

    def start(self) -> None:
        super().start()
        self.opened()

    def opened(self) -> None:
        """A new link to this battery alone: what was half said or said at the beginning is so no more."""
        self.parser.reset()
        self._opening = None
        self._latest.clear()

    async def read(self, line: Line) -> None:
        try:
            data = self.admitted(await self.reading(line))
        finally:
            self.tell_rejected()
        self.publish(data)

    async def reading(self, line: Line) -> BMSData:
        """What it tells now; raises DeviceError."""
        return self.parser.decode(await (self._listen(line) if self.talks else self._round(line)))

    async def switch(self, line: Line, name: str, on: bool) -> bool:
        """Turn a switch and read it back; raises NotWritable, Timeout or ProtocolError."""
        if name not in self.config.writes:
            raise NotWritable(f"{self.name}.{name} is read-only", path=f"{self.name}.{name}")
        self.parser.reset()
        before = self.parser.decode(await self._round(line))
        for request in self.parser.switch(name, on, before):
            answer = await ask(line, self.clock, self.parser, request, tries=1)
            if not answer.whole:
                raise unanswered(self.name, self.parser, [answer], self.tell_rejected())
        for _ in range(READ_BACKS):
            data = self.admitted(await self.reading(line))
            self.publish(data)
            if bool(getattr(data, name)) is on:
                return on
            await self.clock.sleep(READ_BACK_PAUSE_S)
        text = f"{self.name} took the command, but {name} reads otherwise"
        raise ProtocolError(text, key="write_not_confirmed", name=self.name, switch=name)

    async def _round(self, line: Line) -> list[Frame]:
        self.parser.reset()
        tries = 1 if self.failures else 2
        if self._opening is None:
            opening: list[Frame] = []
            for request in self.parser.opening():
                answer = await ask(line, self.clock, self.parser, request, tries=1 if request.optional else tries)
                if not answer.whole and not request.optional:
                    raise unanswered(self.name, self.parser, [answer], self.tell_rejected())
                opening += answer.frames
                if not answer.heard and self.failures:
                    break  # it sleeps or is gone; the first question of the round shows
            else:
                self._opening = opening
        frames = list(self._opening or ())
        answers: list[Answer] = []
        for request in self.parser.requests():
            answer = await ask(line, self.clock, self.parser, request, tries=1 if request.optional else tries)
            answers.append(answer)
            frames += answer.frames
            if not answer.whole and not request.optional:
                raise unanswered(self.name, self.parser, answers[-1:], self.tell_rejected())
        if not any(answer.whole for answer in answers):
            raise unanswered(self.name, self.parser, answers, self.tell_rejected())
        return frames

    async def _listen(self, line: Line) -> list[Frame]:
        """Frames that come by themselves: the new ones, and the others of their round that are not too old."""
        heard, end = 0, self.clock.monotonic() + max(self.interval, 2 * BURST_S)
        while (rest := end - self.clock.monotonic()) > 0:
            data = await line.receive(rest)
            heard += len(data)
            frames = self.parser.feed(data)
            now = self.clock.monotonic()
            self._latest |= {frame.kind: (now, frame) for frame in frames}
            if frames:
                old = now - CYCLES * self.interval
                self._latest = {kind: each for kind, each in self._latest.items() if each[0] > old}
                return [frame for _, frame in self._latest.values()]
        silent = Answer(whole=False, frames=[], heard=heard, echo=False)
        raise unanswered(self.name, self.parser, [silent], self.tell_rejected())

    def admitted(self, told: BMSData) -> BMSData:
        """The record, if it can be; raises DeviceError and counts it otherwise."""
        data = self.guard.admit(told)
        if data is None:
            self._count("withheld", 1)
            reason = self.guard.reason
            if reason is None:
                raise Timeout("no record")
            raise ProtocolError(reason.message, key=reason.key, **reason.params)
        return data

    def publish(self, data: BMSData) -> None:
        """A record as values."""
        known = len(self.record.points)
        self._last = data
        for path, value, good in self.record.take(data):
            if good:
                self.tell(path, value)
            else:
                self.tell_bad(path, "bms_not_told")
        if len(self.record.points) > known:
            self._changed()

    def tell_rejected(self) -> int:
        """How many frames were rejected since it was asked last."""
        total = sum(self.parser.counters.rejected.values())
        new, self._rejected = total - self._rejected, total
        if new:
            self._count("rejected_frames", new)
        return new
