"""DBC files through cantools; the one module that knows it. Only what is needed of a file is kept."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import cantools
from cantools.database.can import Database as CanDatabase
from cantools.database.errors import Error

from dinrail.errors import ConfigError
from dinrail_can.codec import EXTENDED, FLOATS, Message, Multiplexer, Signal
from dinrail_can.config import Database

__all__ = ["load", "load_all"]

MAX_BYTES = 4 * 1024 * 1024
SHOWN = 200


def load_all(databases: list[Database]) -> list[Message]:
    """Messages of all files; raises ConfigError with the place of what cannot be read or comes twice."""
    found: dict[int, Message] = {}
    names: set[str] = set()
    for index, database in enumerate(databases):
        path = f"/databases/{index}/{'file' if database.file else 'dbc'}"
        for message in load(_text(database, path), path):
            if message.key in found or message.name in names:
                twice = f"message {message.name} (0x{message.key & ~EXTENDED:X}) is described twice"
                raise ConfigError(twice, key="dbc_twice", path=path, name=message.name)
            found[message.key] = message
            names.add(message.name)
    return list(found.values())


def load(text: str, path: str = "/databases/0/dbc") -> list[Message]:
    """Messages of the text of one file; raises ConfigError(dbc_invalid)."""
    try:
        # Files of the field overlap and exceed their messages; what fits no frame is told value by value.
        database = cantools.database.load_string(text, "dbc", strict=False)
        if not isinstance(database, CanDatabase):
            raise TypeError("not a DBC file")
        return [_message(each) for each in database.messages]
    except (
        Error,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        RecursionError,
    ) as error:
        detail = " ".join(str(error).split())[:SHOWN]
        raise ConfigError(f"not a DBC file: {detail}", key="dbc_invalid", path=path, detail=detail) from None


def _text(database: Database, path: str) -> str:
    if database.dbc:
        return database.dbc
    try:
        with Path(database.file).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        text = f"{database.file}: {error.strerror}"
        raise ConfigError(text, key="dbc_unreadable", path=path, file=database.file) from None
    if len(data) > MAX_BYTES:
        raise ConfigError(f"{database.file} is too large", key="dbc_unreadable", path=path, file=database.file)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")  # what the usual editors write


def _message(message: Any) -> Message:
    names: dict[str, Any] = {each.name: each for each in message.signals}
    return Message(
        name=message.name,
        key=message.frame_id | (EXTENDED if message.is_extended_frame else 0),
        length=message.length,
        signals=tuple(_signal(each, names) for each in message.signals),
        cycle_s=(message.cycle_time or 0) / 1000,
        comment=message.comment or "",
    )


def _signal(signal: Any, names: dict[str, Any]) -> Signal:
    if signal.is_float and signal.length not in FLOATS:
        raise ValueError(f"{signal.name} is a float of {signal.length} bits")
    if signal.start < 0 or not 1 <= signal.length <= 64:
        raise ValueError(f"{signal.name} has no place")
    if not signal.scale:
        raise ValueError(f"{signal.name} has the factor 0")
    multiplexer = None
    if signal.multiplexer_ids:
        above = signal.multiplexer_signal
        if above not in names:
            raise ValueError(f"{signal.name} has no multiplexer")
        multiplexer = Multiplexer(above, frozenset(signal.multiplexer_ids))
    bounds = (_bound(signal.minimum), _bound(signal.maximum))
    return Signal(
        name=signal.name,
        start=signal.start,
        length=signal.length,
        big_endian=signal.byte_order == "big_endian",
        signed=signal.is_signed,
        floating=signal.is_float,
        scale=signal.scale,
        offset=signal.offset,
        digits=max(_digits(signal.scale), _digits(signal.offset)),
        minimum=bounds[0] if bounds[0] != bounds[1] else None,  # [0|0] is how files say nothing
        maximum=bounds[1] if bounds[0] != bounds[1] else None,
        unit=signal.unit or "",
        comment=signal.comment or "",
        texts={str(raw): str(text) for raw, text in (signal.choices or {}).items()},
        multiplexer=multiplexer,
        initial=signal.raw_initial if isinstance(signal.raw_initial, int) else None,
    )


def _bound(value: Any) -> float | None:
    return None if value is None else float(value)


def _digits(number: float) -> int:
    """Decimals of a factor, so that 56.8 is not 56.800000000000004."""
    exponent = Decimal(repr(number)).normalize().as_tuple().exponent
    return min(15, max(0, -exponent)) if isinstance(exponent, int) else 0
