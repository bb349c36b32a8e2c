"""Daly A5: sentences of 13 bytes on UART, RS485 and old Bluetooth modules: `A5 address command 08 data sum`."""

from __future__ import annotations

from collections.abc import Sequence

from dinrail.bms import (
    Advertisement,
    BMSData,
    BMSParser,
    Frame,
    FrameRejected,
    Framing,
    Gatt,
    Options,
    Request,
    SerialLine,
)
from dinrail_bms_daly import payloads
from dinrail_bms_daly.discovery import GATT_SERVICE, daly_confidence

__all__ = ["DalyA5"]

HEAD, LENGTH = 0xA5, 13
HOST, BLUETOOTH_HOST = 0x40, 0x80
BOARDS = range(1, HOST)
FIRST_BOARD = 1
MAX_CELL_FRAMES = 16
SWITCHES = {"discharge_mos": 0xD9, "charge_mos": 0xDA}


class A5Framing(Framing):
    """A sum over everything before it; the fourth byte is always 8."""

    heads = (bytes([HEAD]),)
    max_length = LENGTH

    def length(self, data: bytes) -> int | None:
        """13, unless the fourth byte is another."""
        if len(data) < 4:
            return None
        return LENGTH if data[3] == payloads.SIZE else 0

    def check(self, frame: bytes) -> None:
        """The sum is right."""
        if sum(frame[:-1]) & 0xFF != frame[-1]:
            raise FrameRejected("checksum", f"sum of command {frame[2]:02X}")


class DalyA5(BMSParser):
    """The kind of a frame is its command; remembers how many cells and sensors the board has."""

    type = "daly-a5"
    title = "Daly (A5, UART, RS485 and old Bluetooth)"
    links = frozenset({"serial", "ble"})
    gatt = Gatt(GATT_SERVICE, "fff1", "fff2", alternatives=(("ff00", "ff01", "ff02"),))
    serial = SerialLine(9600)
    addressed = True
    switches = frozenset(SWITCHES)
    framing = A5Framing()

    def __init__(self, options: Options | None = None) -> None:
        super().__init__(options)
        self._frames_due = {payloads.CELLS: MAX_CELL_FRAMES, payloads.SENSORS: 1}

    @classmethod
    def matches(cls, advertisement: Advertisement) -> int:
        """The least likely of the variants; asked last."""
        return max(0, daly_confidence(advertisement) - 40)

    def opening(self) -> Sequence[Request]:
        """Rated capacity."""
        return (self._request(payloads.CAPACITY, optional=True),)

    def requests(self) -> Sequence[Request]:
        """One round; 0x94 with the counts comes before what is counted."""
        return tuple(self._request(command) for command in payloads.COMMANDS)

    def switch(self, name: str, on: bool, now: BMSData) -> Sequence[Request]:
        """1 is on, as three drivers have it; the maker's page says the opposite, so only a read-back counts."""
        if name not in SWITCHES:
            return super().switch(name, on, now)
        return (self._request(SWITCHES[name], first=int(on)),)

    def answered(self, request: Request, frames: Sequence[Frame]) -> bool:
        """All numbered frames of a command that has several, as many as the board's cells need."""
        if request.kind not in self._frames_due:
            return super().answered(request, frames)
        numbers = {frame.payload[0] for frame in frames if frame.kind == request.kind}
        return numbers >= set(range(1, self._frames_due[request.kind] + 1))

    def to_frame(self, raw: bytes) -> Frame | None:
        """Payload of a reply; None for a question's echo and for another board than the configured one."""
        source, command, payload = raw[1], raw[2], raw[4:-1]
        if source not in BOARDS or self.options.address not in {None, source}:
            return None
        if command == payloads.COUNTS:
            self._frames_due = {
                payloads.CELLS: min(MAX_CELL_FRAMES, max(1, -(-payload[0] // payloads.cells_per_frame))),
                payloads.SENSORS: min(3, max(1, -(-payload[1] // payloads.sensors_per_frame))),
            }
        return Frame(kind=command, payload=payload, source=source)

    def decode(self, frames: Sequence[Frame]) -> BMSData:
        """Record of whatever of a round came, all from the board that spoke first."""
        own = [frame for frame in frames if frame.source == frames[0].source]
        return payloads.decode(own, self.signed)

    def _request(self, command: int, *, optional: bool = False, first: int = 0) -> Request:
        board = self.options.address or FIRST_BOARD
        host = BLUETOOTH_HOST if self.options.link == "ble" else HOST + board - FIRST_BOARD
        body = bytes([HEAD, host & 0xFF, command, payloads.SIZE, first]) + bytes(payloads.SIZE - 1)
        return Request(data=body + bytes([sum(body) & 0xFF]), kind=command, optional=optional)
