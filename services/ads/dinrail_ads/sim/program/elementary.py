"""The elementary IEC types."""

from __future__ import annotations

from dinrail_ads.sim.program.types import Alias, Enumeration, Pointer, Reference, Scalar, Type
from dinrail_ads.wire.types import Adst

__all__ = ["ELEMENTARY", "enumeration", "pointer_to", "reference_to", "subrange"]


def _scalar(name: str, code: str, size: int, adst: Adst) -> Scalar:
    return Scalar(name=name, size=size, align=size, adst=adst, code=code)


BOOL = _scalar("BOOL", "?", 1, Adst.BIT)
BIT = _scalar("BIT", "?", 1, Adst.BIT)
BYTE = _scalar("BYTE", "B", 1, Adst.UINT8)
WORD = _scalar("WORD", "H", 2, Adst.UINT16)
DWORD = _scalar("DWORD", "I", 4, Adst.UINT32)
LWORD = _scalar("LWORD", "Q", 8, Adst.UINT64)
SINT = _scalar("SINT", "b", 1, Adst.INT8)
USINT = _scalar("USINT", "B", 1, Adst.UINT8)
INT = _scalar("INT", "h", 2, Adst.INT16)
UINT = _scalar("UINT", "H", 2, Adst.UINT16)
DINT = _scalar("DINT", "i", 4, Adst.INT32)
UDINT = _scalar("UDINT", "I", 4, Adst.UINT32)
LINT = _scalar("LINT", "q", 8, Adst.INT64)
ULINT = _scalar("ULINT", "Q", 8, Adst.UINT64)
REAL = _scalar("REAL", "f", 4, Adst.REAL32)
LREAL = _scalar("LREAL", "d", 8, Adst.REAL64)
TIME = _scalar("TIME", "I", 4, Adst.UINT32)
LTIME = _scalar("LTIME", "Q", 8, Adst.UINT64)
DATE = _scalar("DATE", "I", 4, Adst.UINT32)
TOD = _scalar("TIME_OF_DAY", "I", 4, Adst.UINT32)
DT = _scalar("DATE_AND_TIME", "I", 4, Adst.UINT32)
UXINT = _scalar("UXINT", "Q", 8, Adst.UINT64)

ELEMENTARY = (
    BOOL, BIT, BYTE, WORD, DWORD, LWORD, SINT, USINT, INT, UINT, DINT, UDINT, LINT, ULINT,
    REAL, LREAL, TIME, LTIME, DATE, TOD, DT, UXINT,
)  # fmt: skip
"""TIME and TOD count ms, LTIME ns, DATE and DT seconds since 1970."""


def enumeration(name: str, texts: dict[str, int], base: Scalar = INT, comment: str = "") -> Enumeration:
    """An ENUM."""
    return Enumeration(
        name=name, size=base.size, align=base.align, adst=base.adst, base=base, texts=texts, comment=comment
    )


def subrange(base: Scalar, low: int, high: int) -> Alias:
    """`INT (0..100)`."""
    return Alias(name=f"{base.name} ({low}..{high})", size=base.size, align=base.align, adst=base.adst, base=base)


def alias(name: str, base: Type, comment: str = "") -> Alias:
    """A named type of its own that is stored as `base`."""
    return Alias(name=name, size=base.size, align=base.align, adst=base.adst, base=base, comment=comment)


def pointer_to(base: Type) -> Pointer:
    """POINTER TO base."""
    return Pointer(name=f"POINTER TO {base.name}", size=8, align=8, adst=Adst.UINT64, code="Q", base=base)


def reference_to(base: Type) -> Reference:
    """REFERENCE TO base."""
    return Reference(name=f"REFERENCE TO {base.name}", size=8, align=8, adst=base.adst, code="Q", base=base)


OTCID = alias("OTCID", UDINT)
