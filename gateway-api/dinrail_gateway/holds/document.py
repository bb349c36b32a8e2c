"""`holds.json`: who holds what, why and until when."""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec

from dinrail.documents import Hold
from dinrail_gateway.documents import files

__all__ = ["FILE", "read", "write"]

FILE = "holds.json"
MAX_BYTES = 1 << 20


class _File(msgspec.Struct):
    holds: dict[str, list[Hold]]
    version: int = 1


def read(path: Path) -> dict[str, list[Hold]]:
    """Holds by instance; a damaged file is put aside: a device that is free by mistake is told in the log."""
    data = files.read(path)
    if data is None:
        return {}
    try:
        if len(data) > MAX_BYTES:
            raise ValueError(f"longer than {MAX_BYTES} bytes")
        return msgspec.json.decode(data, type=_File).holds
    except (ValueError, RecursionError) as error:
        path.replace(path.with_suffix(".damaged"))
        logging.getLogger("dinrail.gateway.holds").error("%s is damaged and put aside: %s", path, error)
        raise


def write(path: Path, holds: dict[str, list[Hold]]) -> None:
    """Replace it as a whole; raises OSError."""
    files.write(path, msgspec.json.format(msgspec.json.encode(_File(holds)), indent=2) + b"\n")
