"""What a model contains. Facts: SunSpec Alliance's public model definitions (github.com/sunspec/models)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from dinrail_modbus.profiles.document import read_document

__all__ = ["GroupSpec", "ModelSpec", "PointSpec", "known_models", "load_model"]

FOLDER = Path(__file__).parent / "models"

SunSpecType = Literal[
    "int16", "int32", "int64", "uint16", "uint32", "uint64", "acc32", "acc64", "count", "enum16", "bitfield16",
    "bitfield32", "float32", "string", "sunssf", "pad",
]  # fmt: skip
_SIZES = {"int32": 2, "uint32": 2, "acc32": 2, "bitfield32": 2, "float32": 2, "int64": 4, "uint64": 4, "acc64": 4}


class PointSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One point: `sf` names its scale factor, `static` says that it hardly ever changes, `rw` that it can be set."""

    name: str
    type: SunSpecType
    size: int = 0
    sf: str = ""
    unit: str = ""
    label: str = ""
    rw: bool = False
    static: bool = False
    texts: dict[str, str] = {}

    @property
    def registers(self) -> int:
        """How many it takes."""
        return self.size or _SIZES.get(self.type, 1)


class GroupSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Points, then groups; `count`: how often, a number, the point that says it, or 0 to the end of the model."""

    name: str = ""
    count: int | str = 1
    points: list[PointSpec] = []
    groups: list[GroupSpec] = []


class ModelSpec(GroupSpec, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A model without its header (ID and L); `prefix` goes before the names of its points."""

    id: int
    prefix: str
    title: str


def known_models() -> list[int]:
    """Ids with a definition."""
    return sorted(int(path.stem) for path in FOLDER.glob("*.yaml"))


@lru_cache(16)
def load_model(model: int) -> ModelSpec | None:
    """One definition, None when there is none."""
    path = FOLDER / f"{model}.yaml"
    if not path.exists():
        return None
    return msgspec.convert(read_document(path.read_text("utf-8")).data, ModelSpec)
