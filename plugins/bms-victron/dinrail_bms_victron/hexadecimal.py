"""VE.Direct in hex: registers are asked for one by one."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from dinrail.bms import BMSData, BMSParser, Frame, Incomplete, Request, SerialLine
from dinrail_bms_victron.hexlines import ASYNC, GET, HexFraming, line, parts
from dinrail_bms_victron.registers import ASKED, record_of

__all__ = ["VedirectHex"]

VOLTAGE = ASKED[0]
FLAGS = 1


class VedirectHex(BMSParser):
    """Type `vedirect-hex`; a product falls back to text seconds after the last question, which is skipped."""

    type = "vedirect-hex"
    title = "Victron VE.Direct (hex)"
    links = frozenset({"serial"})
    serial = SerialLine(19_200)
    framing = HexFraming()

    def requests(self) -> Sequence[Request]:
        """One question per register; only the voltage has every product."""
        return tuple(
            Request(
                data=line(GET, register.to_bytes(2, "little") + b"\0"),
                kind=register,
                optional=register != VOLTAGE,
                timeout_s=0.5,
            )
            for register in ASKED
        )

    def to_frame(self, raw: bytes) -> Frame | None:
        """Kind of the register, payload of flags and value; None for a question and for other commands.

        Flags other than 0 say that the product does not know the register: that, too, is an answer.
        """
        command, data = parts(raw)
        if command not in {GET, ASYNC} or len(data) < 2 + FLAGS or (len(data) == 2 + FLAGS and not data[2]):
            return None
        return Frame(kind=int.from_bytes(data[:2], "little"), payload=data[2:])

    def decode(self, frames: Sequence[Frame]) -> BMSData:
        """Record of the registers, the later value counts; raises Incomplete when none is known."""
        known = {frame.kind: frame.payload[FLAGS:] for frame in frames if frame.payload[:FLAGS] == b"\0"}
        data = record_of(known)
        if data is None:
            raise Incomplete("no register of a battery among the frames")
        return replace(data, current=self.signed(data.current))
