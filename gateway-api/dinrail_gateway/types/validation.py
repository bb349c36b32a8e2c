"""A configuration against its type's JSON Schema: every error, with pointer and key, never with the value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from dinrail_gateway.documents.json_text import escape
from dinrail_gateway.problems.board import Problem

__all__ = ["MAX_ERRORS", "SchemaCheck"]

MAX_ERRORS = 100

_BOUNDS = {"minimum": "min", "maximum": "max", "exclusiveMinimum": "above", "exclusiveMaximum": "below"}
_SIZES = {
    "minLength": "min",
    "maxLength": "max",
    "minItems": "min",
    "maxItems": "max",
    "minProperties": "min",
    "maxProperties": "max",
}


class SchemaCheck:
    """Compiled schema of one adapter type."""

    def __init__(self, schema: dict[str, Any]) -> None:
        Draft202012Validator.check_schema(schema)
        self._validator = Draft202012Validator(schema)

    def errors(self, config: Any, base: str = "") -> list[Problem]:
        """Everything wrong in `config`, pointers below `base`; at most 100."""
        found: dict[tuple[str, str], Problem] = {}
        for error in self._validator.iter_errors(config):
            for problem in _problems(error, base):
                found[problem.path, problem.key] = problem
            if len(found) >= MAX_ERRORS:
                break
        return list(found.values())[:MAX_ERRORS]


def _problems(error: ValidationError, base: str) -> Iterator[Problem]:
    path = base + _pointer(error.absolute_path)
    kind = str(error.validator)
    limit: Any = error.validator_value
    instance: Any = error.instance
    if kind in ("anyOf", "oneOf"):
        yield from _variants(error, path, base)
    elif kind == "required":
        for field in limit:
            if field not in instance:
                yield Problem.at(f"{path}/{escape(field)}", "missing_field", f"{field!r} is missing", field=field)
    elif kind in ("additionalProperties", "unevaluatedProperties"):
        known = _schema(error).get("properties", {})
        for field in instance:
            if field not in known:
                yield Problem.at(f"{path}/{escape(field)}", "unknown_field", f"{field!r} is unknown", field=field)
    else:
        yield _plain(kind, limit, path)


def _plain(kind: str, limit: Any, path: str) -> Problem:
    if kind == "type":
        expected = limit if isinstance(limit, str) else ", ".join(limit)
        return Problem.at(path, "wrong_type", f"must be of type {expected}", expected=expected)
    if kind in _BOUNDS:
        return Problem.at(path, "out_of_range", f"{kind} is {limit}", **{_BOUNDS[kind]: limit})
    if kind in _SIZES:
        return Problem.at(path, "wrong_length", f"{kind} is {limit}", **{_SIZES[kind]: limit})
    if kind == "pattern":
        return Problem.at(path, "pattern_mismatch", f"must match {limit}", pattern=limit)
    if kind in ("enum", "const"):
        allowed = ", ".join(str(choice) for choice in (limit if kind == "enum" else [limit]))
        return Problem.at(path, "not_allowed", f"must be one of {allowed}", allowed=allowed)
    return Problem.at(path, "schema_violated", f"violates {kind}", rule=kind)


def _variants(error: ValidationError, path: str, base: str) -> Iterator[Problem]:
    branches = _branches(error.context or ())
    discriminator = _schema(error).get("discriminator", {})
    tag = discriminator.get("propertyName")
    if tag is not None and isinstance(error.instance, dict):
        branches = [branch for branch in branches if not any(_is_tag(found, error, tag) for found in branch)]
        if not branches:
            allowed = ", ".join(discriminator.get("mapping", {}))
            yield Problem.at(f"{path}/{escape(tag)}", "not_allowed", f"must be one of {allowed}", allowed=allowed)
            return
    else:
        fitting = [branch for branch in branches if not any(_of_other_kind(found, error) for found in branch)]
        if not fitting:
            expected = ", ".join(dict.fromkeys(str(found.validator_value) for branch in branches for found in branch))
            yield Problem.at(path, "wrong_type", f"must be of type {expected}", expected=expected)
            return
        branches = fitting
    if len(branches) == 1:
        for found in branches[0]:
            yield from _problems(found, base)
    else:
        yield Problem.at(path, "no_variant_fits", "fits none of the allowed forms")


def _branches(context: Iterable[ValidationError]) -> list[list[ValidationError]]:
    branches: dict[Any, list[ValidationError]] = {}
    for found in context:
        branches.setdefault(found.relative_schema_path[0], []).append(found)
    return list(branches.values())


def _is_tag(found: ValidationError, parent: ValidationError, tag: str) -> bool:
    place = list(found.absolute_path)[len(parent.absolute_path) :]
    instance: Any = found.instance
    missing = found.validator == "required" and not place and tag not in instance
    return missing or (place == [tag] and found.validator in ("enum", "const"))


def _of_other_kind(found: ValidationError, parent: ValidationError) -> bool:
    return found.validator == "type" and len(found.absolute_path) == len(parent.absolute_path)


def _schema(error: ValidationError) -> dict[str, Any]:
    return error.schema if isinstance(error.schema, dict) else {}


def _pointer(path: Iterable[str | int]) -> str:
    return "".join(f"/{escape(step)}" for step in path)
