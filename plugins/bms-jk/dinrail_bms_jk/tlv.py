"""Frames of the JK serial protocol: `4E 57`, tagged values, end mark 0x68, sum of everything in front of it.

`4E 57 length16 terminal32 command source type data… record32 68 0000 sum16`; length counts from itself to the end.
Source: github.com/syssi/esphome-jk-bms docs/protocol-design-uart-ttl-gps-port.md, github.com/jblance/mpp-solar.
"""

from __future__ import annotations

from dinrail.bms import FrameRejected, Framing

__all__ = ["READ_ALL", "REPLY_TYPES", "TlvFraming", "read_all", "values_of"]

HEAD = b"\x4e\x57"
READ_ALL = 0x06
END = 0x68
SHORTEST, LONGEST = 19, 512
DATA = 11
TAIL = 9
REPLY_TYPES = frozenset({1, 2})
"""Answer, and what the board sends unasked; 0 is a question, also the echo of ours."""

CELLS_TAG = 0x79
SIZES = {
    **dict.fromkeys(range(0x80, 0xC0), 2),
    **dict.fromkeys((0x85, 0x86, 0x9D, 0xA9, 0xAB, 0xAC, 0xAE, 0xAF, 0xB1, 0xB3, 0xB8, 0xBB, 0xBC, 0xBD, 0xC0), 1),
    **dict.fromkeys((0x89, 0xAA, 0xB5, 0xB6, 0xB9), 4),
    0xB2: 10,
    0xB4: 8,
    0xB7: 15,
    0xBA: 24,
}
PASSWORD_TAG = 0xB2


def read_all(terminal: int = 0) -> bytes:
    """The question for all values; terminal 0 is answered by every board."""
    body = HEAD + bytes((0, SHORTEST)) + terminal.to_bytes(4, "big") + bytes((READ_ALL, 3)) + bytes(6) + bytes((END,))
    return body + sum(body).to_bytes(4, "big")


def values_of(frame: bytes) -> dict[int, bytes]:
    """Values by tag, without the password; up to the first tag nobody knows, for newer firmware adds at the end.

    Raises FrameRejected(content) where a value does not fit into the frame.
    """
    data, at, found = frame[DATA:-TAIL], 0, dict[int, bytes]()
    while at < len(data):
        tag = data[at]
        start = at + 2 if tag == CELLS_TAG else at + 1
        size = int.from_bytes(data[at + 1 : at + 2]) if tag == CELLS_TAG else SIZES.get(tag)
        if size is None:
            break
        if start + size > len(data) or (tag == CELLS_TAG and size % 3):
            raise FrameRejected("content", f"the value of tag {tag:#04x} does not fit")
        found[tag] = data[start : start + size]
        at = start + size
    found.pop(PASSWORD_TAG, None)
    return found


class TlvFraming(Framing):
    """Finds frames by header, declared length, end mark and sum."""

    heads = (HEAD,)
    max_length = LONGEST

    def length(self, data: bytes) -> int | None:
        """As declared, 0 for a length no frame has."""
        if len(data) < 4:
            return None
        declared = int.from_bytes(data[2:4])
        return declared + 2 if SHORTEST <= declared <= LONGEST - 2 else 0

    def check(self, frame: bytes) -> None:
        """Raises FrameRejected: tail, checksum, content."""
        if frame[-5] != END:
            raise FrameRejected("tail", f"{frame[-5]:#04x} where the end mark should be")
        if sum(frame[:-4]) & 0xFFFF != int.from_bytes(frame[-2:]):
            raise FrameRejected("checksum", f"sum of {len(frame)} bytes is not {int.from_bytes(frame[-2:]):#06x}")
        if frame[10] in REPLY_TYPES:
            values_of(frame)
