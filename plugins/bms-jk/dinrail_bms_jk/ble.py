"""JK boards over Bluetooth."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from dinrail.bms import Advertisement, BMSData, BMSParser, Frame, Gatt, Incomplete, Request
from dinrail_bms_jk.jk02 import INFO, READING, Jk02Framing, command, without_interjections
from dinrail_bms_jk.reading import device_of, read

__all__ = ["JkBle"]

COMPANIES = frozenset({0x0B65, 0x4B4A})
NAMES = ("JK-", "JK_")
SERVICE = "ffe0"


class JkBle(BMSParser):
    """Type `jk-ble`: JK02 with 24 and with 32 cells; asked once, a board goes on sending readings by itself."""

    type = "jk-ble"
    title = "JK (Bluetooth)"
    links = frozenset({"ble"})
    gatt = Gatt(SERVICE, "ffe1", "ffe1")
    framing = Jk02Framing()

    @classmethod
    def matches(cls, advertisement: Advertisement) -> int:
        """By the service together with the maker's company id or its names; the service alone is everybody's."""
        if not advertisement.offers(SERVICE):
            return 0
        named = advertisement.name.startswith(NAMES)
        if COMPANIES & advertisement.manufacturer_data.keys():
            return 95 if named else 85
        return 70 if named else 0

    def opening(self) -> Sequence[Request]:
        """What the board is; the version of its software says which sensors exist."""
        return (Request(data=command(0x97), kind=INFO, optional=True, timeout_s=5.0),)

    def requests(self) -> Sequence[Request]:
        """A reading."""
        return (Request(data=command(0x96), kind=READING, timeout_s=5.0),)

    def to_frame(self, raw: bytes) -> Frame | None:
        """Kind of the fifth byte."""
        frame = without_interjections(raw)
        return Frame(kind=frame[4], payload=frame)

    def decode(self, frames: Sequence[Frame]) -> BMSData:
        """Record of the last reading."""
        last = {frame.kind: frame.payload for frame in frames}
        data = read(last[READING], device_of(last[INFO]) if INFO in last else None) if READING in last else None
        if data is None:
            raise Incomplete("no reading among the frames")
        return replace(data, current=self.signed(data.current))
