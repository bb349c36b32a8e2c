"""The latch `config/panic.json`: what it says, and what it means when it cannot be read."""

from __future__ import annotations

from pathlib import Path

import msgspec

from dinrail.documents import PanicLevel
from dinrail_gateway.documents import files

__all__ = ["FILE", "RANK", "Latch", "decode", "read", "write"]

FILE = "panic.json"
RANK: dict[PanicLevel | None, int] = {None: 0, "writes": 1, "routes": 2, "all": 3}
MAX_BYTES = 64 * 1024


class Latch(msgspec.Struct, frozen=True, kw_only=True):
    """since: Unix ms; by: who set or released it; level null: released; damaged: why the file was not understood."""

    level: PanicLevel | None
    since: int = 0
    by: str = ""
    reason: str = ""
    damaged: str = ""

    def raised(self, other: Latch) -> Latch:
        """The one that stops more; this one when both stop the same. Setting panic never lowers it."""
        return other if RANK[other.level] > RANK[self.level] else self


RELEASED = Latch(level=None)
_decode = msgspec.json.Decoder(Latch).decode


def decode(data: bytes, now: int) -> Latch:
    """What the bytes say; anything but a whole latch is full panic, with the reason in `damaged`."""
    try:
        if len(data) > MAX_BYTES:
            raise ValueError(f"longer than {MAX_BYTES} bytes")
        latch = _decode(data)
    except (ValueError, RecursionError) as error:
        return Latch(level="all", since=now, by="gateway", damaged=str(error)[:200] or type(error).__name__)
    return msgspec.structs.replace(latch, damaged="")


def read(path: Path, now: int) -> Latch | None:
    """The latch on disk; None when there is no file. One that cannot be read is full panic."""
    try:
        data = files.read(path)
    except OSError as error:
        return Latch(level="all", since=now, by="gateway", damaged=str(error)[:200])
    return None if data is None else decode(data, now)


def write(path: Path, latch: Latch) -> None:
    """Replace it as a whole, on the disk when this returns; raises OSError."""
    body = {"level": latch.level, "since": latch.since, "by": latch.by, "reason": latch.reason}
    files.write(path, msgspec.json.encode(body) + b"\n")
