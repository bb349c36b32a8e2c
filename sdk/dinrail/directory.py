"""The point directory: what is constant about a point."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from dinrail.errors import BadValue, NotWritable, OutOfRange
from dinrail.sample import MAX_SAFE_INTEGER, Scalar

__all__ = ["INTEGER_RANGES", "IecType", "Point"]

IecType = Literal[
    "BOOL", "SINT", "USINT", "INT", "UINT", "DINT", "UDINT", "LINT", "ULINT",
    "BYTE", "WORD", "DWORD", "LWORD", "REAL", "LREAL", "STRING", "WSTRING",
    "TIME", "LTIME", "DATE", "TOD", "DT",
]  # fmt: skip

INTEGER_RANGES: dict[str, tuple[int, int]] = {
    "SINT": (-(2**7), 2**7 - 1),
    "INT": (-(2**15), 2**15 - 1),
    "DINT": (-(2**31), 2**31 - 1),
    "LINT": (-(2**63), 2**63 - 1),
    **dict.fromkeys(("USINT", "BYTE"), (0, 2**8 - 1)),
    **dict.fromkeys(("UINT", "WORD"), (0, 2**16 - 1)),
    **dict.fromkeys(("UDINT", "DWORD"), (0, 2**32 - 1)),
    **dict.fromkeys(("ULINT", "LWORD"), (0, 2**64 - 1)),
}
_NUMBER = re.compile(r"-?([0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?|nan|inf(inity)?)", re.IGNORECASE | re.ASCII)
_TRUE = frozenset({"true", "on", "1"})
_FALSE = frozenset({"false", "off", "0"})


class Point(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry: `path` relative to the instance in dots, IEC 61131 type, range and texts, refresh in s."""

    path: str
    type: IecType
    unit: str = ""
    description: str = ""
    min: float | None = None
    max: float | None = None
    texts: dict[str, str] = {}
    writable: bool = False
    refresh: float = 60.0

    def accept(self, value: Scalar) -> bool | int | float | str:
        """The value in the point's type; raises NotWritable, BadValue or OutOfRange with the reason."""
        if not self.writable:
            raise NotWritable(f"{self.path} is read-only", path=self.path)
        typed = self._typed(value)
        if isinstance(typed, (int, float)) and not isinstance(typed, bool):
            self._check_range(typed)
        return typed

    def _typed(self, value: Scalar) -> bool | int | float | str:
        if value is None:
            raise BadValue("null cannot be written", path=self.path)
        if self.type == "BOOL":
            return self._boolean(value)
        if self.type in INTEGER_RANGES:
            return self._integer(value)
        if self.type in ("REAL", "LREAL"):
            return self._real(value)
        if not isinstance(value, str):
            raise self._wrong(value)
        return value

    def _boolean(self, value: Scalar) -> bool:
        text = str(value).lower() if not isinstance(value, float) else ""
        if text in _TRUE or text in _FALSE:
            return text in _TRUE
        raise self._wrong(value)

    def _integer(self, value: Scalar) -> int:
        if isinstance(value, str):
            value = self._number(value)
        if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
            raise self._wrong(value)
        if isinstance(value, float) and abs(value) > MAX_SAFE_INTEGER:
            raise self._wrong(value)
        return int(value)  # type: ignore[arg-type]

    def _real(self, value: Scalar) -> float:
        if isinstance(value, str):
            value = self._number(value)
        if isinstance(value, bool):
            raise self._wrong(value)
        try:
            return float(value)  # type: ignore[arg-type]
        except OverflowError:
            raise self._wrong(value) from None

    def _number(self, text: str) -> int | float:
        if len(text) > 40 or not _NUMBER.fullmatch(text):
            raise self._wrong(text)
        try:
            return int(text)
        except ValueError:
            return float(text)

    def _check_range(self, value: float) -> None:
        lowest, highest = INTEGER_RANGES.get(self.type, (None, None))
        low = self.min if self.min is not None else lowest
        high = self.max if self.max is not None else highest
        if value != value or (low is not None and value < low) or (high is not None and value > high):  # noqa: PLR0124
            raise OutOfRange(
                f"{_figure(value)} is outside {_figure(low)}…{_figure(high)} of {self.path}",
                path=self.path,
                value=str(value),
                min=low,
                max=high,
            )
        if value in (float("inf"), float("-inf")):
            raise OutOfRange(f"{value} cannot be written to {self.path}", path=self.path, value=str(value))

    def _wrong(self, value: object) -> BadValue:
        shown = repr(value)[:64]
        return BadValue(f"{shown} is not a {self.type}", path=self.path, value=shown, type=self.type)


def _figure(bound: float | None) -> str:
    """As a person writes it: 4600, not 4600.0; nothing where there is no bound."""
    return "" if bound is None else repr(bound).removesuffix(".0")
