"""How a config type declares an option once: title, description, unit, range, secret/advanced/restart.

    class MyConfig(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
        interval: Annotated[float, option("Poll interval", unit="s", ge=0.1, le=3600)] = 1.0

Form, JSON Schema, reference page and validation errors follow from it.
"""

from __future__ import annotations

import inspect
from typing import Any

import msgspec

__all__ = ["config_schema", "option", "secret_paths"]

_FLAGS = ("secret", "advanced", "restart", "multiline")


def option(
    title: str,
    description: str = "",
    *,
    unit: str = "",
    examples: list[Any] | None = None,
    secret: bool = False,
    advanced: bool = False,
    restart: bool = False,
    multiline: bool = False,
    only: dict[str, list[Any]] | None = None,
    **limits: Any,
) -> msgspec.Meta:
    """Annotation of a config field; `limits` are msgspec's (ge, gt, le, lt, pattern, min_length, max_length).

    `only` says beside which values of another option of the same object it has a meaning (`{"transport": ["serial"]}`);
    a form hides and leaves out what has none. In the schema the DINrail keys are `x-unit`, `x-secret`, `x-advanced`,
    `x-restart`, `x-multiline`, `x-only`.
    """
    flags = dict(zip(_FLAGS, (secret, advanced, restart, multiline), strict=True))
    extra: dict[str, Any] = {f"x-{name}": True for name, on in flags.items() if on}
    if unit:
        extra["x-unit"] = unit
    if only:
        extra["x-only"] = only
    if secret:
        extra["writeOnly"] = True
    return msgspec.Meta(
        title=title,
        description=description or None,
        examples=examples,
        extra_json_schema=extra or None,
        **limits,
    )


def config_schema(config_type: type) -> dict[str, Any]:
    """JSON Schema 2020-12 of a config type, with `$defs`."""
    schema = msgspec.json.schema(config_type)
    for each in schema.get("$defs", {}).values():
        if "description" in each:  # before Python 3.13 a docstring keeps its indentation
            each["description"] = inspect.cleandoc(each["description"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def secret_paths(schema: dict[str, Any]) -> list[str]:
    """Where secrets lie: JSON pointers with `*` for any list index or map key, e.g. `/endpoints/*/password`."""
    found: list[str] = []
    _walk(schema, schema.get("$defs", {}), "", found, ())
    return found


def _walk(node: dict[str, Any], defs: dict[str, Any], path: str, found: list[str], seen: tuple[str, ...]) -> None:
    if node.get("x-secret"):
        found.append(path)
        return
    if "$ref" in node:
        name = node["$ref"].rsplit("/", 1)[-1]
        if name not in seen:
            _walk(defs[name], defs, path, found, (*seen, name))
    for choice in (*node.get("anyOf", ()), *node.get("oneOf", ()), *node.get("allOf", ())):
        _walk(choice, defs, path, found, seen)
    for name, child in node.get("properties", {}).items():
        _walk(child, defs, f"{path}/{name}", found, seen)
    for key in ("items", "additionalProperties"):
        if isinstance(node.get(key), dict):
            _walk(node[key], defs, f"{path}/*", found, seen)
