"""Daly on CAN: the payloads of A5 under 29-bit identifiers, `18 command 40 board`; 250 kbit/s, some units 500."""

from __future__ import annotations

from collections.abc import Sequence

from dinrail.bms import BMSData, CanFrame, CANParser, Frame, FrameRejected, Request
from dinrail_bms_daly import payloads

__all__ = ["DalyCAN"]

PRIORITY, HOST, FIRST_BOARD = 0x18, 0x40, 0x01
BOARDS = range(1, HOST)


class DalyCAN(CANParser):
    """The kind of a frame is its whole identifier."""

    type = "daly-can"
    title = "Daly (CAN)"

    def opening(self) -> Sequence[Request]:
        """Rated capacity."""
        return (self._request(payloads.CAPACITY, optional=True),)

    def requests(self) -> Sequence[Request]:
        """One round."""
        return tuple(self._request(command) for command in payloads.COMMANDS)

    def accepts(self, frame: CanFrame) -> bool:
        """A reply of the configured board, or of any when none is configured."""
        priority, command, host, board = frame.id.to_bytes(4, "big")
        if not frame.extended or (priority, host) != (PRIORITY, HOST) or board not in BOARDS:
            return False
        if self.options.address not in {None, board}:
            return False
        if len(frame.data) != payloads.SIZE:
            raise FrameRejected("length", f"command {command:02X} has {len(frame.data)} bytes instead of 8")
        return True

    def decode(self, frames: Sequence[Frame]) -> BMSData:
        """Record of whatever of a round came, all from the board that spoke first."""
        own = [frame for frame in frames if frame.kind & 0xFF == frames[0].kind & 0xFF]
        commands = [Frame(kind=frame.kind >> 16 & 0xFF, payload=frame.payload) for frame in own]
        return payloads.decode(commands, self.signed)

    def _request(self, command: int, *, optional: bool = False) -> Request:
        board = self.options.address or FIRST_BOARD
        ids = [int.from_bytes((PRIORITY, command, *ends), "big") for ends in ((board, HOST), (HOST, board))]
        return Request(data=bytes(payloads.SIZE), can_id=ids[0], kind=ids[1], optional=optional)
