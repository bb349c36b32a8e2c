"""A small protocol with everything a real one has: `AB kind length data sum8 EF`."""

from __future__ import annotations

from collections.abc import Sequence

from dinrail.bms import (
    Advertisement,
    BMSData,
    BMSParser,
    Field,
    Frame,
    FrameRejected,
    Framing,
    Incomplete,
    Request,
    Series,
    Table,
)

HEAD, TAIL, FIXED = 0xAB, 0xEF, 5
LONGEST = 20


def frame(kind: int, data: bytes) -> bytes:
    body = bytes([HEAD, kind, len(data)]) + data
    return body + bytes([sum(body) & 0xFF, TAIL])


class ToyFraming(Framing):
    heads = (bytes([HEAD]),)
    max_length = LONGEST + FIXED

    def length(self, data: bytes) -> int | None:
        return None if len(data) < 3 else data[2] + FIXED

    def check(self, frame: bytes) -> None:
        if frame[-1] != TAIL:
            raise FrameRejected("tail", f"{frame[-1]:02X}")
        if frame[-2] != sum(frame[:-2]) & 0xFF:
            raise FrameRejected("checksum", f"{frame[-2]:02X}")


class Toy(BMSParser):
    type = "toy"
    title = "Toy"
    links = frozenset({"serial"})
    framing = ToyFraming()
    table = Table("big", (Field("voltage", 0, "u16", per=100), Field("current", 2, "s16", per=10, absent=(0x8000,))))
    cells = Series(4, "u16", 4, per=1000, absent=(0xFFFF,))

    @classmethod
    def matches(cls, advertisement: Advertisement) -> int:
        return 80 if advertisement.name.startswith("Toy") else 0

    def requests(self) -> Sequence[Request]:
        return (Request(data=frame(1, b""), kind=1), Request(data=frame(2, b""), kind=2))

    def to_frame(self, raw: bytes) -> Frame | None:
        return Frame(kind=raw[1], payload=raw[3:-2]) if raw[2] else None

    def decode(self, frames: Sequence[Frame]) -> BMSData:
        payloads = {one.kind: one.payload for one in frames}
        if 1 not in payloads:
            raise Incomplete("no frame 1")
        values = self.table.read(payloads[1])
        cells = self.cells.read(payloads[1], "big", payloads[2][0] if payloads.get(2) else 0)
        return BMSData(voltage=values["voltage"], current=self.signed(values["current"]), cell_voltages=cells)
