"""The widget types of the browser application, as its own files tell them."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema_rs

__all__ = ["Slot", "Types"]

FOLDER = Path(__file__).parents[3] / "admin-ui" / "src" / "widgets"
_SLOT = re.compile(r"\{ name: '(\w+)'([^}]*)\}")
_SHARED = "../../options.defs.json#"


class Slot(NamedTuple):
    """A place for bindings."""

    name: str
    many: bool
    required: bool


class Types:
    """Every type with its slots and the schema of its options."""

    def __init__(self, folder: Path = FOLDER) -> None:
        shared = json.loads((folder / "options.defs.json").read_text())
        self._slots: dict[str, list[Slot]] = {}
        self._options: dict[str, Any] = {}
        for file in sorted((folder / "types").glob("*/options.schema.json")):
            schema = json.loads(file.read_text().replace(_SHARED, "#")) | shared
            self._options[file.parent.name] = jsonschema_rs.validator_for(schema)
            self._slots[file.parent.name] = [
                Slot(name, "many: true" in rest, "required: true" in rest)
                for name, rest in _SLOT.findall((file.parent / "index.ts").read_text())
            ]

    def names(self) -> list[str]:
        """All types."""
        return list(self._slots)

    def wrong(self, kind: str, bindings: Collection[str], options: dict[str, Any]) -> list[str]:
        """Everything a widget of this type would not take."""
        if kind not in self._slots:
            return [f"there is no type {kind}"]
        found = [f"options: {error.message}" for error in self._options[kind].iter_errors(options)]
        left = set(bindings)
        for slot in self._slots[kind]:
            pattern = re.compile(rf"{slot.name}_\d+" if slot.many else slot.name)
            bound = {name for name in left if pattern.fullmatch(name)}
            if slot.required and not bound:
                found.append(f"{slot.name} is not bound")
            left -= bound
        return [*found, *(f"no slot takes {name}" for name in sorted(left))]
