"""Which codec an elementary type has: by its name where size and type id agree, else by type id and size."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from dinrail.directory import IecType
from dinrail_ads.tables.codecs.base import Codec
from dinrail_ads.tables.codecs.integers import BoolCodec, IntegerCodec
from dinrail_ads.tables.codecs.reals import ExtendedCodec, RealCodec
from dinrail_ads.tables.codecs.strings import TextCodec, WideTextCodec
from dinrail_ads.tables.codecs.times import ClockCodec, DateCodec, DurationCodec, MomentCodec
from dinrail_ads.wire.types import Adst

__all__ = ["by_id", "by_name"]

_NS, _MS, _S = 1, 10**6, 10**9

_INTEGERS: dict[str, tuple[IecType, int, bool]] = {
    "SINT": ("SINT", 1, True), "INT": ("INT", 2, True), "DINT": ("DINT", 4, True), "LINT": ("LINT", 8, True),
    "USINT": ("USINT", 1, False), "UINT": ("UINT", 2, False), "UDINT": ("UDINT", 4, False),
    "ULINT": ("ULINT", 8, False), "BYTE": ("BYTE", 1, False), "WORD": ("WORD", 2, False),
    "DWORD": ("DWORD", 4, False), "LWORD": ("LWORD", 8, False),
}  # fmt: skip
_BY_WIDTH: dict[str, dict[int, IecType]] = {
    "UXINT": {4: "UDINT", 8: "ULINT"},
    "XINT": {4: "DINT", 8: "LINT"},
    "XWORD": {4: "DWORD", 8: "LWORD"},
}
_TIMES: dict[str, tuple[Callable[[IecType, int, int], Codec], IecType, int, int]] = {
    "TIME": (DurationCodec, "TIME", 4, _MS),
    "LTIME": (DurationCodec, "LTIME", 8, _NS),
    **dict.fromkeys(("DATE", "D"), (DateCodec, "DATE", 4, _S)),
    **dict.fromkeys(("LDATE", "LD"), (DateCodec, "DATE", 8, _NS)),
    **dict.fromkeys(("TOD", "TIME_OF_DAY"), (ClockCodec, "TOD", 4, _MS)),
    **dict.fromkeys(("LTOD", "LTIME_OF_DAY"), (ClockCodec, "TOD", 8, _NS)),
    **dict.fromkeys(("DT", "DATE_AND_TIME"), (MomentCodec, "DT", 4, _S)),
    **dict.fromkeys(("LDT", "LDATE_AND_TIME"), (MomentCodec, "DT", 8, _NS)),
}
_IDS: dict[tuple[int, int], str] = {
    (Adst.INT8, 1): "SINT", (Adst.UINT8, 1): "USINT", (Adst.INT16, 2): "INT", (Adst.UINT16, 2): "UINT",
    (Adst.INT32, 4): "DINT", (Adst.UINT32, 4): "UDINT", (Adst.INT64, 8): "LINT", (Adst.UINT64, 8): "ULINT",
    (Adst.REAL32, 4): "REAL", (Adst.REAL64, 8): "LREAL", (Adst.REAL80, 10): "REAL80", (Adst.BIT, 1): "BOOL",
}  # fmt: skip
_SAME_BITS = {
    "BOOL": {Adst.BIT, Adst.UINT8},
    "REAL": {Adst.REAL32},
    "LREAL": {Adst.REAL64},
    "REAL80": {Adst.REAL80},
}
_NOT_NUMBERS = frozenset({Adst.REAL32, Adst.REAL64, Adst.REAL80, Adst.STRING, Adst.WSTRING})


def by_name(name: str, size: int, data_type: int) -> Codec | None:
    """The codec of `LREAL` and so on; None when the name is none, or size or type id say something else."""
    upper = name.upper()
    agree = _SAME_BITS.get(upper)
    if data_type not in (Adst.VOID, Adst.BIG) and (
        data_type not in agree if agree is not None else data_type in _NOT_NUMBERS
    ):
        return None
    codec = _named(_BY_WIDTH.get(upper.removeprefix("__"), {}).get(size, upper))
    return codec if codec is not None and codec.size == size else None


def by_id(data_type: int, size: int) -> Codec | None:
    """The codec of a type id; None when the size is not the id's."""
    if data_type == Adst.STRING and size > 0:
        return TextCodec(size)
    if data_type == Adst.WSTRING and size > 1:
        return WideTextCodec(size)
    name = _IDS.get((data_type, size))
    return None if name is None else _named(name)


@cache
def _named(name: str) -> Codec | None:
    if name in _INTEGERS:
        iec, size, signed = _INTEGERS[name]
        return IntegerCodec(iec, size, signed=signed)
    if name in _TIMES:
        kind, iec, size, unit = _TIMES[name]
        return kind(iec, size, unit)
    if name in ("BOOL", "BIT"):
        return BoolCodec()
    if name == "REAL80":
        return ExtendedCodec()
    return {"REAL": RealCodec(4), "LREAL": RealCodec(8)}.get(name)
