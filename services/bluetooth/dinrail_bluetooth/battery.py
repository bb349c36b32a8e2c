"""One device of the configuration, by how it is read: asked over a link, by a library, or by listening."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

from dinrail.bms import Advertisement, BMSData, Conversation
from dinrail.bms.battery import Battery
from dinrail.bms.device import Device
from dinrail.bms.exchange import Line
from dinrail.directory import Point
from dinrail.errors import DeviceError, NotConnected
from dinrail.reason import Reason
from dinrail_bluetooth.guest import Guest
from dinrail_bluetooth.link import GattLink

__all__ = ["Advertising", "Asked", "Keyless", "Member"]

RSSI = "rssi"
JITTER = 0.3


class Member(Battery):
    """What all of them have in common on a radio."""

    steps = (0.0, 5.0, 15.0, 30.0, 60.0)

    def failed(self, reason: Reason, began: float | None = None) -> None:
        """Several that failed together do not try again together."""
        super().failed(reason, began)
        self.due_at += self.interval * JITTER * random.random()  # noqa: S311 - no secret

    @property
    def missing(self) -> Reason:
        """Why nothing comes from one that is not heard."""
        return Reason("ble_out_of_range", {"name": self.name}, f"{self.name} is not heard")

    @property
    def away(self) -> bool:
        """Whether it was found to be out of range."""
        return self.problem is not None and self.problem.key == "ble_out_of_range"

    def absent(self) -> None:
        """It was not heard for too long; said once."""
        if not self.away:
            self.problem = self.missing


class Asked(Member):
    """Connected to and asked; a Conversation asks by itself."""

    released_until = 0.0
    """A person has it until then, whatever becomes of radio and configuration meanwhile."""
    pin_refused = False
    """The configured PIN is wrong; trying it again and again would have the device lock itself."""

    @property
    def left(self) -> Reason:
        """Why nothing comes from one that a person has."""
        return Reason("ble_released", {"name": self.name}, f"{self.name} is left to somebody else now")

    def error(self, reason: Reason) -> NotConnected:
        """A reason to raise."""
        return NotConnected(reason.message, key=reason.key, **reason.params)

    def lost(self) -> NotConnected:
        """Its link has ended."""
        return NotConnected(f"{self.name}: the link is lost", key="ble_link_lost", name=self.name)

    def follow(self, other: Device | None) -> None:
        super().follow(other)
        if isinstance(other, Asked) and other.config.address.upper() == self.config.address.upper():
            self.released_until = other.released_until
            self.pin_refused = other.pin_refused and other.config.pin == self.config.pin

    async def begin(self, link: GattLink) -> None:
        """A new link; raises DeviceError."""
        self.opened()
        if isinstance(self.parser, Conversation):
            await self.parser.begin(Guest(link))
        elif self.parser.gatt is not None:
            await link.listen(self.parser.gatt)

    async def reading(self, line: Line) -> BMSData:
        if isinstance(self.parser, Conversation):
            return await self.parser.read()
        return await super().reading(line)

    async def end(self) -> None:
        """Before the link is ended."""
        if isinstance(self.parser, Conversation):
            await self.parser.end()


class Advertising(Member):
    """Never connected to: its advertisements carry the readings, and tell how strongly it is heard."""

    _next_at = 0.0

    @property
    def points(self) -> Iterable[Point]:
        if not self.record.points:
            return ()
        text = "Strength of its signal at the radio"
        return [*super().points, Point(f"{self.name}.{RSSI}", "INT", unit="dBm", description=text)]

    async def read(self, line: Line) -> None:
        raise NotConnected(f"{self.name} is only listened to")

    def hear(self, advertisement: Advertisement) -> None:
        """An advertisement of it; told at most once in an interval."""
        if self.clock.monotonic() < self._next_at:
            return
        for company, data in advertisement.manufacturer_data.items():
            if frames := self.parser.feed(company.to_bytes(2, "little") + data):
                self._take(self.parser.decode(frames), advertisement.rssi)
        last = self.parser.counters.last
        if self.tell_rejected() and last is not None and last.cause == "key":
            self._next_at = self.clock.monotonic() + self.interval
            text = f"{self.name}: the key is not that of this device"
            self.failed(Reason("bms_key_wrong", {"name": self.name}, text))

    def _take(self, told: BMSData, rssi: int | None) -> None:
        self._next_at = self.clock.monotonic() + self.interval
        try:
            self.publish(self.admitted(told))
        except DeviceError as error:
            self.failed(error.reason)
        else:
            self.succeeded()
            if rssi is not None:
                self.tell(f"{self.name}.{RSSI}", rssi)


class Keyless(Device):
    """Of a type that wants a key, without one: says so and is left alone."""

    def __init__(self, config: Any, reason: Reason, *rest: Any) -> None:
        super().__init__(config.name, *rest)
        self.config = config
        self.problem = self._reason = reason
        self.judged = True

    @property
    def points(self) -> Iterable[Point]:
        return ()

    def start(self) -> None:
        super().start()
        self.problem, self.judged = self._reason, True

    async def read(self, line: Line) -> None:
        raise NotConnected(self._reason.message)
