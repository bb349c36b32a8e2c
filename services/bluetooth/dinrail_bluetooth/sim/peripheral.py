"""One simulated device: what it advertises, its GATT table, its faults."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from dinrail.testing.boards import Speaker

__all__ = ["Characteristic", "Fault", "Peripheral", "long_uuid"]

Fault = Literal["away", "refuse", "stuck", "hang", "silent", "notify_taken", "notify_hangs"]
"""away: neither seen nor reached; refuse: no connection; stuck: BlueZ says InProgress until the device is removed;
hang: Connect is never answered; silent: questions are not; notify_taken: notifications belong to somebody else;
notify_hangs: asking for them is never answered."""


def long_uuid(uuid: str) -> str:
    """A UUID of 36 characters of one of four."""
    return uuid if len(uuid) == 36 else f"0000{uuid.lower()}-0000-1000-8000-00805f9b34fb"


@dataclass
class Characteristic:
    """flags as BlueZ names them: read, write, write-without-response, notify."""

    uuid: str
    flags: tuple[str, ...]
    value: bytes = b""
    path: str = ""
    notifying: bool = False


@dataclass
class Peripheral:
    """`speaker` answers what is written to `write`, through notifications of `notify`, in pieces of `chunk` bytes.

    pin: needed before anything can be written; drop_after: the link is lost after so many notified bytes, once.
    """

    address: str
    name: str = ""
    services: dict[str, list[Characteristic]] = field(default_factory=dict)
    advertised: tuple[str, ...] = ()
    manufacturer_data: Callable[[], dict[int, bytes]] = dict
    service_data: dict[str, bytes] = field(default_factory=dict)
    rssi: int = -60
    flags: int | None = 0x06
    """Of its advertisement; some send none, and are not heard by who only listens for flags."""
    speaker: Speaker | None = None
    write: str = ""
    notify: str = ""
    chunk: int = 20
    pin: str = ""
    connectable: bool = True
    faults: set[Fault] = field(default_factory=set)
    drop_after: int | None = None
    paired: bool = False
    connected: bool = False
    resolved: bool = False
    connections: int = 0
    """How many were made so far."""

    def __post_init__(self) -> None:
        """Give every characteristic its path below the device."""
        handle = 0x10
        for service in self.services.values():
            below = f"service{handle:04x}"
            for each in service:
                handle += 4
                each.path = f"{below}/char{handle:04x}"
            handle += 4

    @property
    def characteristics(self) -> list[Characteristic]:
        """Of all services."""
        return [each for service in self.services.values() for each in service]

    def at(self, uuid: str) -> Characteristic:
        """The characteristic of this UUID."""
        return next(each for each in self.characteristics if long_uuid(each.uuid) == long_uuid(uuid))
