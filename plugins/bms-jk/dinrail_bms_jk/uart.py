"""JK boards on a serial line: tagged values of the older ones, JK02 readings of the newer ones."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from dinrail import crc
from dinrail.bms import BMSData, BMSParser, Frame, Framing, Incomplete, Options, Request, SerialLine
from dinrail_bms_jk import jk02, tlv
from dinrail_bms_jk.reading import read
from dinrail_bms_jk.tagged import record_of

__all__ = ["JkUart"]

READ_JK02 = bytes.fromhex("1016200001020000")
DEFAULT_ADDRESS = 1


class EitherFraming(Framing):
    """Frames of both languages, told apart by their header."""

    heads = jk02.Jk02Framing.heads + tlv.TlvFraming.heads
    max_length = max(jk02.Jk02Framing.max_length, tlv.TlvFraming.max_length)

    def __init__(self) -> None:
        self._languages: tuple[Framing, ...] = (jk02.Jk02Framing(), tlv.TlvFraming())

    def length(self, data: bytes) -> int | None:
        """By the language of the header."""
        return self._of(data).length(data)

    def check(self, frame: bytes) -> None:
        """By the language of the header."""
        self._of(frame).check(frame)

    def _of(self, data: bytes) -> Framing:
        return self._languages[0 if data[0] == jk02.Jk02Framing.heads[0][0] else 1]


class JkUart(BMSParser):
    """Type `jk-uart`: `4E 57` with tagged values, or JK02 readings of boards with a wired Modbus port.

    Which one a board speaks is learned from its first answer, and the other is not asked for any more.
    Options.address is the number of a board on a shared RS485 line (JK02), 1 unless said.
    """

    type = "jk-uart"
    title = "JK (serial)"
    links = frozenset({"serial"})
    addressed = True
    serial = SerialLine(115_200)
    framing = EitherFraming()

    def __init__(self, options: Options | None = None) -> None:
        super().__init__(options)
        self._speaks: int | None = None

    def requests(self) -> Sequence[Request]:
        """The question of each language, or of the one the board speaks."""
        address = DEFAULT_ADDRESS if self.options.address is None else self.options.address
        wired = bytes((address,)) + READ_JK02
        both = (
            Request(data=tlv.read_all(), kind=tlv.READ_ALL, optional=self._speaks is None, timeout_s=1.0),
            Request(data=wired + crc.modbus(wired), kind=jk02.READING, optional=self._speaks is None, timeout_s=1.0),
        )
        return tuple(request for request in both if self._speaks in {None, request.kind})

    def probe(self) -> Sequence[Request]:
        """Both questions; every answer is proof."""
        return self.requests()

    def to_frame(self, raw: bytes) -> Frame | None:
        """Kind of a JK02 frame by its fifth byte, READ_ALL for tagged values; None for the echo of a question."""
        if raw.startswith(tlv.TlvFraming.heads):
            if raw[10] not in tlv.REPLY_TYPES or raw[8] not in {tlv.READ_ALL, 0x03}:
                return None
            self._speaks = tlv.READ_ALL
            return Frame(kind=tlv.READ_ALL, payload=raw, source=int.from_bytes(raw[4:8]))
        frame = jk02.without_interjections(raw)
        if frame[4] == jk02.READING:
            self._speaks = jk02.READING
        return Frame(kind=frame[4], payload=frame)

    def decode(self, frames: Sequence[Frame]) -> BMSData:
        """Record of the last frame that makes one."""
        for frame in reversed(frames):
            data = None
            if frame.kind == tlv.READ_ALL:
                data = record_of(tlv.values_of(frame.payload))
            elif frame.kind == jk02.READING:
                data = read(frame.payload)
            if data is not None:
                return replace(data, current=self.signed(data.current))
        raise Incomplete("no reading among the frames")
