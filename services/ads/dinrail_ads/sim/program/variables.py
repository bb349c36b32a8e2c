"""Variables of a program, as declared and as found."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dinrail_ads.sim.program.types import Attributes, Pointer, Reference, Type
from dinrail_ads.wire.groups import Group
from dinrail_ads.wire.types import SymbolFlag

__all__ = ["Location", "Variable", "fixed_address"]

PERSISTENT, READ_ONLY = int(SymbolFlag.PERSISTENT), int(SymbolFlag.READ_ONLY)
REFERENCE, ATTRIBUTES = int(SymbolFlag.REFERENCE), int(SymbolFlag.ATTRIBUTES)
"""As plain integers: a large program has a hundred thousand of them."""


@dataclass(frozen=True)
class Variable:
    """One top-level variable such as `MAIN.nCount`.

    `initial`: a value, or values by path below the variable; `at`: a direct address such as `%MX0.3`; `target`: the
    path a pointer or reference points to.
    """

    name: str
    type: Type
    comment: str = ""
    attributes: Attributes = field(default_factory=dict)
    initial: Any = None
    at: str = ""
    target: str = ""
    persistent: bool = False
    read_only: bool = False

    @property
    def flags(self) -> int:
        """Those that the declaration decides, as SymbolFlag."""
        return (
            (PERSISTENT if self.persistent else 0)
            | (READ_ONLY if self.read_only else 0)
            | (REFERENCE if isinstance(self.type, Reference) else 0)
            | (ATTRIBUTES if self.attributes else 0)
        )


@dataclass(frozen=True)
class Location:
    """Where a path leads: memory, or with `get` a value that only a handle can reach."""

    name: str
    type: Type
    group: int
    offset: int
    flags: int
    comment: str = ""
    attributes: Attributes = field(default_factory=dict)
    get: Callable[[], bytes] | None = None
    set: Callable[[bytes], None] | None = None

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        return self.type.base.size if isinstance(self.type, Reference) and self.get else self.type.size

    @property
    def value_type(self) -> Type:
        """What the bytes are."""
        return self.type.base if isinstance(self.type, Reference) and self.get else self.type

    @property
    def is_pointer(self) -> bool:
        """Whether `^` may follow."""
        return isinstance(self.type, Pointer)


_ADDRESS = re.compile(r"%([MIQ])(X(\d+)\.([0-7])|[BWDL]?(\d+))")
_AREAS = {
    "M": (Group.M_BYTES, Group.M_BITS),
    "I": (Group.INPUT_BYTES, Group.INPUT_BITS),
    "Q": (Group.OUTPUT_BYTES, Group.OUTPUT_BITS),
}


def fixed_address(at: str) -> tuple[int, int, bool]:
    """Group, offset and whether it is a bit; addresses count bytes. Raises ValueError."""
    found = _ADDRESS.fullmatch(at)
    if found is None:
        raise ValueError(f"not an address: {at!r}")
    octets, bits = _AREAS[found[1]]
    if found[3] is not None:
        return bits, int(found[3]) * 8 + int(found[4]), True
    return octets, int(found[5]), False
