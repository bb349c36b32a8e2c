"""Where the routing file names an instance, and the same file with another name for it; pure."""

from __future__ import annotations

import re
from typing import Any

from dinrail_gateway.routes.difference import label_of

__all__ = ["mentioning", "renamed", "writes_to"]

_PROSE = frozenset({"id", "name", "description", "enabled"})


def mentioning(document: dict[str, Any], instance: str) -> list[str]:
    """Labels of the routes that read from or write to it, or ask for its points."""
    routes = document.get("routes") or []
    pattern = _pattern(instance)
    return [label_of(routes, at) for at, route in enumerate(routes) if _says(route, pattern)]


def writes_to(document: dict[str, Any], instance: str) -> bool:
    """Whether a route that is on has it for a target; one that is told apart by a capture may."""
    return any(
        _first(target) == instance or _first(target).startswith("{")
        for route in document.get("routes") or []
        if isinstance(route, dict) and route.get("enabled", True) is not False
        for target in _targets(route.get("to"))
    )


def renamed(document: dict[str, Any], old: str, new: str) -> None:
    """Have every route and source say the new name; changes the document in place."""
    pattern = _pattern(old)
    document["routes"] = [_other(route, pattern, new) for route in document.get("routes") or []]
    sources = document.get("sources")
    if isinstance(sources, dict) and old in sources:
        document["sources"] = {new if name == old else name: of for name, of in sources.items()}


def _targets(to: Any) -> list[str]:
    return [each for each in (to if isinstance(to, list) else [to]) if isinstance(each, str)]


def _first(address: str) -> str:
    return re.split(r"[./]", address, maxsplit=1)[0]


def _pattern(instance: str) -> re.Pattern[str]:
    """The id as the first segment of an address."""
    return re.compile(rf"(?<![\w.%/*-]){re.escape(instance)}(?=[./])")


def _says(node: Any, pattern: re.Pattern[str]) -> bool:
    if isinstance(node, str):
        return pattern.search(node) is not None
    if isinstance(node, list):
        return any(_says(each, pattern) for each in node)
    if isinstance(node, dict):
        return any(_says(each, pattern) for key, each in node.items() if key not in _PROSE)
    return False


def _other(node: Any, pattern: re.Pattern[str], new: str) -> Any:
    if isinstance(node, str):
        return pattern.sub(new, node)
    if isinstance(node, list):
        return [_other(each, pattern, new) for each in node]
    if isinstance(node, dict):
        return {key: each if key in _PROSE else _other(each, pattern, new) for key, each in node.items()}
    return node
