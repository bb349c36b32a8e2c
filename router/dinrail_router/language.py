"""What may be written in pipelines and conditions, for editors: made from the operators' own types."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from dinrail_router.expression import FUNCTIONS, VARIABLES
from dinrail_router.operators import Held, Operator, operators

__all__ = ["language"]


@cache
def language() -> dict[str, Any]:
    """`{operators, variables, functions}` with documentation, parameters and tested examples."""
    return {
        "operators": [_operator(name, operator) for name, operator in operators().items()],
        "variables": [{"name": each.name, "doc": each.doc} for each in VARIABLES],
        "functions": [{"name": each.name, "doc": each.doc, "example": each.example} for each in FUNCTIONS],
    }


def _operator(name: str, operator: type[Operator]) -> dict[str, Any]:
    (schema,) = (
        each
        for each in msgspec.json.schema(operator)["$defs"].values()
        if each.get("properties", {}).get("op", {}).get("enum") == [name]
    )
    required = schema.get("required", [])
    example = operator.example
    return {
        "name": name,
        "doc": " ".join((operator.__doc__ or "").split()),
        "kind": operator.kind,
        "parameters": [
            _parameter(parameter, each, required=parameter in required)
            for parameter, each in schema["properties"].items()
            if parameter != "op"
        ],
        "example": {
            "transform": example.transform,
            "given": list(example.given),
            "gives": [None if isinstance(each, Held) else each for each in example.gives],
            **({"at": list(example.at)} if example.at else {}),
        },
        "inverse": operator.inverse is not Operator.inverse,
    }


def _parameter(name: str, schema: dict[str, Any], *, required: bool) -> dict[str, Any]:
    choices = [each for each in schema.get("anyOf", [schema]) if each.get("type") != "null"]
    first = choices[0]
    duration = any("x-duration" in each for each in (schema, *choices))
    found = {
        "name": name,
        "title": schema.get("title", name),
        "description": schema.get("description", ""),
        "unit": schema.get("x-unit", ""),
        "type": "duration" if duration else first.get("type", "string"),
        "required": required,
    }
    for key in ("enum", "minimum", "maximum"):
        if key in first:
            found[key] = first[key]
    if schema.get("default") is not None:
        found["default"] = schema["default"]
    return found
