"""Lines of text to values; no transport, no clock."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from dinrail.errors import ConfigError
from dinrail.sample import Scalar
from dinrail_serial.patterns import compile_pattern

if TYPE_CHECKING:
    from dinrail_serial.config import MeterConfig

__all__ = ["LineReader", "escaped", "extractor", "names_of", "number"]

LONGEST = 512
ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{2}|.?)", re.DOTALL)
PLAIN = {"r": b"\r", "n": b"\n", "t": b"\t", "0": b"\0", "\\": b"\\"}
NUMBER = re.compile(r"[-+]?[0-9]{1,30}(\.[0-9]{0,30})?([eE][-+]?[0-9]{1,3})?|[-+]?\.[0-9]{1,30}", re.ASCII)

Extract = Callable[[str], Mapping[str, str]]


def escaped(text: str, path: str = "") -> bytes:
    """Bytes of a text with `\\r \\n \\t \\0 \\\\ \\x02`; raises ConfigError for another escape."""
    found = bytearray()
    end = 0
    for each in ESCAPE.finditer(text):
        found += text[end : each.start()].encode("latin-1", "replace")
        code = each[1]
        if len(code) == 3:
            found.append(int(code[1:], 16))
        elif code in PLAIN:
            found += PLAIN[code]
        else:
            raise ConfigError(f"\\{code} is not understood", path=path, key="escape_unknown", escape=code)
        end = each.end()
    return bytes(found + text[end:].encode("latin-1", "replace"))


def number(text: str, decimal: str = ".") -> float | None:
    """A decimal number; None for anything else."""
    plain = text.strip().replace(decimal, ".") if decimal != "." else text.strip()
    return float(plain) if NUMBER.fullmatch(plain) else None


class LineReader:
    """Cuts a stream at a terminator; a line that is too long is dropped up to its end."""

    def __init__(self, terminator: bytes) -> None:
        self._terminator = terminator
        self._rest = bytearray()
        self._dropping = False
        self.dropped = 0

    def feed(self, data: bytes) -> list[str]:
        """Lines that end in `data`, without terminator and surrounding white space; empty ones are left out."""
        *whole, rest = bytes(self._rest + data).split(self._terminator)
        lines = []
        for line in whole:
            if self._dropping or len(line) > LONGEST:
                self.dropped += 1
                self._dropping = False
            elif text := line.decode("latin-1").strip():
                lines.append(text)
        keep = len(self._terminator) - 1
        if len(rest) > LONGEST + keep:
            self._dropping = True
            rest = rest[len(rest) - keep :] if keep else b""
        self._rest[:] = rest
        return lines

    def reset(self) -> None:
        """Forgets half a line."""
        self._rest.clear()
        self._dropping = False


def names_of(meter: MeterConfig) -> list[str]:
    """Names of all groups or columns, in order."""
    if not meter.patterns:
        return list(dict.fromkeys(name for name in meter.columns if name))
    return list(dict.fromkeys(name for each in meter.patterns for name in re.compile(each).groupindex))


def extractor(meter: MeterConfig) -> Callable[[str], dict[str, Scalar]]:
    """Values of a line by name: a number that is none is None; nothing of a line that does not fit."""
    find = _by_patterns(meter) if meter.patterns else _by_columns(meter)

    def extract(line: str) -> dict[str, Scalar]:
        return {name: _value(meter, name, text) for name, text in find(line).items()}

    return extract


def _by_patterns(meter: MeterConfig) -> Extract:
    patterns = [compile_pattern(each, "") for each in meter.patterns]

    def find(line: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for pattern in patterns:
            match = pattern.search(line)
            if match:
                found |= {name: text for name, text in match.groupdict().items() if text is not None}
        return found

    return find


def _by_columns(meter: MeterConfig) -> Extract:
    least = max(index for index, name in enumerate(meter.columns) if name) + 1

    def find(line: str) -> dict[str, str]:
        parts = line.split(meter.delimiter)
        if len(parts) < least:
            return {}
        return {name: text for name, text in zip(meter.columns, parts, strict=False) if name}

    return find


def _value(meter: MeterConfig, name: str, text: str) -> Scalar:
    field = meter.fields.get(name)
    if field is None:
        return number(text, meter.decimal)
    if field.kind == "text":
        return "".join(each for each in text.strip() if each.isprintable())
    plain = number(text, meter.decimal)
    return None if plain is None else round(plain * field.scale + field.offset, 12)
