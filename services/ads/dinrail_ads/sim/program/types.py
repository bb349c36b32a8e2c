"""IEC types as the simulated compiler knows them: size, alignment and the bytes of a value."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Any

from dinrail_ads.wire.types import Adst

__all__ = [
    "Alias",
    "Array",
    "Enumeration",
    "Pointer",
    "Reference",
    "Scalar",
    "Text",
    "Type",
    "array",
    "string",
    "wstring",
]

Attributes = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Type:
    """`size` and `align` in bytes; BIT alone is one bit wide."""

    name: str
    size: int
    align: int
    adst: Adst
    comment: str = ""
    attributes: Attributes = field(default_factory=dict)

    def pack(self, value: Any) -> bytes:
        """The bytes of a value; only elementary types have one."""
        raise TypeError(f"{self.name} has no single value")

    def unpack(self, data: bytes) -> Any:
        """The value of `size` bytes."""
        raise TypeError(f"{self.name} has no single value")

    @property
    def elementary(self) -> bool:
        """Whether `pack` works."""
        return True


@dataclass(frozen=True, kw_only=True)
class Scalar(Type):
    """A number or truth value; `code` as in the struct module."""

    code: str

    def pack(self, value: Any) -> bytes:
        """Little-endian."""
        return struct.pack("<" + self.code, value)

    def unpack(self, data: bytes) -> Any:
        """An int, float or bool."""
        return struct.unpack_from("<" + self.code, data)[0]


@dataclass(frozen=True, kw_only=True)
class Text(Type):
    """STRING(n) in cp1252 with one NUL, WSTRING(n) in UTF-16LE with two."""

    encoding: str

    def pack(self, value: str) -> bytes:
        """Cut to the length and filled with NUL."""
        unit = self.align
        return value.encode(self.encoding)[: self.size - unit].ljust(self.size, b"\0")

    def unpack(self, data: bytes) -> str:
        """Up to the first NUL."""
        return data.decode(self.encoding).partition("\0")[0]


@dataclass(frozen=True, kw_only=True)
class Enumeration(Type):
    """Numbers of `base` with texts."""

    base: Scalar
    texts: dict[str, int]

    def pack(self, value: Any) -> bytes:
        """A number, or the text of one."""
        return self.base.pack(self.texts[value] if isinstance(value, str) else value)

    def unpack(self, data: bytes) -> int:
        """The number."""
        return int(self.base.unpack(data))


@dataclass(frozen=True, kw_only=True)
class Alias(Type):
    """Another name of `base`; a subrange such as `INT (0..100)` is one, too."""

    base: Type

    def pack(self, value: Any) -> bytes:
        """As the base."""
        return self.base.pack(value)

    def unpack(self, data: bytes) -> Any:
        """As the base."""
        return self.base.unpack(data)

    @property
    def elementary(self) -> bool:
        """As the base."""
        return self.base.elementary


@dataclass(frozen=True, kw_only=True)
class Array(Type):
    """`bounds`: lower and upper per dimension, both included, the last dimension runs fastest."""

    element: Type
    bounds: tuple[tuple[int, int], ...]

    @property
    def elementary(self) -> bool:
        """Never."""
        return False

    def position(self, indices: tuple[int, ...]) -> int:
        """Bytes from the start of the array; raises KeyError outside the bounds."""
        if len(indices) != len(self.bounds):
            raise KeyError(indices)
        place = 0
        for index, (low, high) in zip(indices, self.bounds, strict=True):
            if not low <= index <= high:
                raise KeyError(index)
            place = place * (high - low + 1) + index - low
        return place * self.element.size


@dataclass(frozen=True, kw_only=True)
class Pointer(Scalar):
    """POINTER TO `base`: an address of 64 bits, 0 for none."""

    base: Type


@dataclass(frozen=True, kw_only=True)
class Reference(Scalar):
    """REFERENCE TO `base`: reads as the value it refers to, by handle only."""

    base: Type


def string(length: int = 80) -> Text:
    """STRING(length)."""
    return Text(name=f"STRING({length})", size=length + 1, align=1, adst=Adst.STRING, encoding="cp1252")


def wstring(length: int = 80) -> Text:
    """WSTRING(length)."""
    return Text(name=f"WSTRING({length})", size=2 * length + 2, align=2, adst=Adst.WSTRING, encoding="utf-16-le")


def array(element: Type, *bounds: tuple[int, int]) -> Array:
    """ARRAY [low..high,…] OF element, written without blanks as the compiler does."""
    count = 1
    for low, high in bounds:
        count *= high - low + 1
    text = ",".join(f"{low}..{high}" for low, high in bounds)
    return Array(
        name=f"ARRAY [{text}] OF {element.name}",
        size=count * element.size,
        align=element.align,
        adst=element.adst,
        element=element,
        bounds=bounds,
    )
