"""`widget.json` of a plugin: what its widget takes and how it is set up."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from msgspec import Meta

from dinrail.errors import ConfigError

__all__ = ["Definition", "Size", "Slot", "read_definition"]

Cells = Annotated[int, Meta(ge=1, le=12)]
Key = Annotated[str, Meta(max_length=200)]
Word = Annotated[str, Meta(min_length=1, max_length=500)]


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place for bindings; the page may write to what is bound to a `writable` one."""

    name: Annotated[str, Meta(pattern=r"^[a-z][a-z_]{0,31}$")]
    kind: Literal["number", "boolean", "text", "any"] = "any"
    many: bool = False
    required: bool = False
    writable: bool = False


class Size(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """Cells on the desktop."""

    w: Cells
    h: Cells
    min_w: Cells = 1
    min_h: Cells = 1


class Definition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """options: JSON Schema the form is made from; texts: words of slots and options by language."""

    group: Literal["show", "control", "energy", "layout"]
    size: Size
    options: dict[str, Any]
    slots: Annotated[list[Slot], Meta(max_length=32)] = []
    texts: dict[Literal["de", "en"], dict[Key, Word]] = {}


def read_definition(data: bytes) -> Definition:
    """Raises ConfigError that names what is wrong."""
    try:
        found = msgspec.json.decode(data, type=Definition)
        Draft202012Validator.check_schema(found.options)
    except (msgspec.DecodeError, SchemaError, RecursionError) as error:
        raise ConfigError(f"widget.json: {str(error).splitlines()[0][:200]}") from None
    if found.options.get("type") != "object":
        raise ConfigError("widget.json: options are no object")
    if "$defs" in found.options:
        raise ConfigError("widget.json: options refer to the shared shapes only, they have no $defs of their own")
    return found
