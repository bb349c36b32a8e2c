"""Routing files of the benchmarks: every point of the load belongs to exactly one route."""

from __future__ import annotations

import json
from collections.abc import Iterable

from _router_client import FLOOD, SOURCES, paths, source

__all__ = ["ROUTED", "TARGETS", "flood_route", "many_routes", "route_file"]

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


def many_routes(count: int, *, sources: int, points: int) -> bytes:
    """As many routes for the same points: one with a wildcard per source, or one for each point and others besides.

    The breaker lets everything pass: here nothing is sent faster than it is taken in.
    """
    names = [source(number) for number in range(sources)]
    transform = "scale(0.001) | round(2)"
    if count == sources:
        routes = [{"from": f"{name}.**", "to": f"calc.{name}.{{1}}", "transform": transform} for name in names]
    else:
        addresses = [f"{name}.{path.replace('/', '.')}" for name in names for path in paths(points)]
        routes = [{"from": each, "to": f"calc.{each}", "transform": transform} for each in addresses]
        silent = range(count - len(routes))
        routes += [
            {"from": f"{names[at % sources]}.silent_{at}.{'*' if at % 7 < 2 else 'x'}", "to": f"calc.silent.s{at}",
             "transform": transform}
            for at in silent
        ]  # fmt: skip
    return json.dumps({"sources": {name: {"rate": 1_000_000} for name in names}, "routes": routes}).encode()
