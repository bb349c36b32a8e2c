"""What a battery's language is: questions, frames, records. No transport, no clock, no state but half a frame."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Literal

import msgspec

from dinrail.bms.advertisement import Advertisement
from dinrail.bms.data import BMSData
from dinrail.bms.stream import Framing, Reassembler, StreamCounters
from dinrail.errors import NotWritable

__all__ = ["BMSParser", "Frame", "Gatt", "Link", "Options", "Request", "SerialLine"]

Link = Literal["ble", "advertisement", "serial", "can"]


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What a person may have to say about a device.

    key: secret in the form the type wants, mostly hex digits; address: number on a shared line, None for the type's
    own default; invert_current: the firmware counts the other way round; link: how the device is connected.
    """

    key: str = ""
    address: int | None = None
    invert_current: bool = False
    link: Link | None = None

    def __repr__(self) -> str:
        return f"Options(address={self.address}, invert_current={self.invert_current})"


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A question to the device.

    data: bytes to send; kind: of the frames that answer it; can_id: identifier on a CAN bus; optional: devices may
    not know it, a reading goes on without; timeout_s and pause_s: wait for the answer, silence after it.
    """

    data: bytes
    kind: int
    can_id: int = 0
    optional: bool = False
    timeout_s: float = 2.0
    pause_s: float = 0.02


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """A whole, valid frame. kind: command, register or CAN id; source: number of the device on a shared line."""

    kind: int
    payload: bytes
    source: int = 0


class Gatt(msgspec.Struct, frozen=True):
    """Where the type lives on Bluetooth; `alternatives` for firmware that moved."""

    service: str
    notify: str
    write: str
    with_response: bool = False
    alternatives: tuple[tuple[str, str, str], ...] = ()


class SerialLine(msgspec.Struct, frozen=True):
    """Usual settings of the type's serial port, always 8 data bits without parity."""

    baud: int


class BMSParser(ABC):
    """Base of every parser; one object per device.

    A transport sends `requests()` one at a time, gives what arrives to `feed` until `answered`, and the frames of a
    round, those of `opening()` first, to `decode`. Types that talk by themselves have no requests. A frame that is
    invalid is counted in `counters` and never raised out of `feed`.
    """

    type: ClassVar[str]
    """Name in configurations, as `daly-a5`."""
    title: ClassVar[str]
    links: ClassVar[frozenset[Link]]
    gatt: ClassVar[Gatt | None] = None
    serial: ClassVar[SerialLine | None] = None
    needs_key: ClassVar[bool] = False
    addressed: ClassVar[bool] = False
    """Whether several of them can share a line, each with an address of its own."""
    switches: ClassVar[frozenset[str]] = frozenset()
    """What `switch` can turn on and off: names of the flags of `BMSData`, as `charge_mos`."""
    framing: ClassVar[Framing | None] = None
    """Rules of the stream; None for types that bring their own `feed`."""

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        self.counters = StreamCounters()
        self._stream = Reassembler(self.framing, self.counters) if self.framing else None

    @classmethod
    def matches(cls, advertisement: Advertisement) -> int:  # noqa: ARG003 - what a contract says
        """Confidence in % that this device is of the type; 0 when nothing speaks for it."""
        return 0

    def opening(self) -> Sequence[Request]:
        """Questions asked once after connecting: to be unlocked, and for what stays; their frames join every round."""
        return ()

    def requests(self) -> Sequence[Request]:
        """Questions of one round, in order."""
        return ()

    def probe(self) -> Sequence[Request]:
        """The fewest questions whose answers only a device of this type gives."""
        return self.requests()[:1]

    def switch(self, name: str, on: bool, now: BMSData) -> Sequence[Request]:
        """Commands that turn one of `switches`; `now` is the latest record.

        Sent only where a person has allowed it for this device; what came of it is read back, not believed.
        """
        raise NotWritable(f"{self.type} has no switch {name}", path=name)

    def feed(self, data: bytes) -> list[Frame]:
        """Frames completed by these bytes."""
        return self._frames(self._stream.feed(data)) if self._stream else []

    def flush(self) -> list[Frame]:
        """Gives up on a frame that was begun; for an overdue reply and before the next request."""
        return self._frames(self._stream.flush()) if self._stream else []

    def reset(self) -> None:
        """Forgets half a frame; for a new connection."""
        if self._stream:
            self._stream.reset()

    def answered(self, request: Request, frames: Sequence[Frame]) -> bool:
        """Whether `frames`, everything that came since the request was sent, contain its whole answer."""
        return any(frame.kind == request.kind for frame in frames)

    @abstractmethod
    def decode(self, frames: Sequence[Frame]) -> BMSData:
        """Record of the frames of a round, the later one of a kind counts; raises Incomplete when they make none."""

    def to_frame(self, raw: bytes) -> Frame | None:
        """Frame of the bytes of a valid one; None for what is not for us, like the echo of a question."""
        raise NotImplementedError

    def signed(self, current: float | None) -> float | None:
        """A current by our sign, > 0 while charging, after the device's option to turn it round."""
        return -current if current and self.options.invert_current else current

    def _frames(self, raw: list[bytes]) -> list[Frame]:
        return [frame for part in raw if (frame := self.to_frame(part)) is not None]
