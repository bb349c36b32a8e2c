"""Routing files of the benchmarks: every point of the load belongs to exactly one route."""

from __future__ import annotations

import json
from collections.abc import Iterable

from _router_client import FLOOD, SOURCES, source

__all__ = ["ROUTED", "TARGETS", "flood_route", "route_file"]

TARGETS = {"calculated": "calc", "write": "plc"}
ROUTED = {"calculated": "smarthome/calc/#", "write": "smarthome/set/#"}
"""Where the results of each kind come out."""


def route_file(kind: str, *, digits: int = 2, more: Iterable[dict[str, str]] = ()) -> bytes:
    """1,000 routes: per source 8 for one point each, and 2 with a wildcard for all others."""
    ways = [
        *((f"{point}", f"MAIN.value_{point}", f"value_{point}") for point in range(8)),
        *((f"group-{group}", f"group_{group}.*.voltage", f"group_{group}.{{1}}") for group in range(2)),
    ]
    entries = [
        {
            "id": f"{name}-{way}",
            "from": f"{name}.{path}",
            "to": f"{TARGETS[kind]}.{name}.{result}",
            "transform": f"scale(0.001) | round({digits})",
        }
        for name in map(source, range(SOURCES))
        for way, path, result in ways
    ]
    return json.dumps({"routes": [*entries, *more]}).encode()


def flood_route(kind: str) -> dict[str, str]:
    """One for everything the flooding source sends."""
    return {"id": "flood", "from": f"{FLOOD}.**", "to": f"{TARGETS[kind]}.{FLOOD}.{{1}}", "transform": "scale(0.001)"}
