"""How the router's benchmarks print: one JSON object per line."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from statistics import median_low

__all__ = ["Pair", "percentile", "show", "show_median"]

Pair = tuple[float, float]
"""A value and what it is held against, of one run."""


def show(name: str, value: float, unit: str, reference: float, limit: float | None = None) -> bool:
    """A figure beside its reference; `ok` when value / reference is at most `limit` (none: for information)."""
    machine = f"{platform.machine()} {os.cpu_count()} cpu, Python {platform.python_version()}"
    ratio = value / reference if reference else None
    ok = limit is None or (ratio <= limit if ratio is not None else value == 0)
    line = {"name": name, "value": round(value, 3), "unit": unit, "reference": round(reference, 3)}
    print(
        json.dumps({**line, "ratio": None if ratio is None else round(ratio, 3), "limit": limit, "ok": ok,
                    "machine": machine}), flush=True,
    )  # fmt: skip
    return ok


def show_median(name: str, runs: Sequence[Pair], unit: str, limit: float | None = None) -> bool:
    """The run with the median ratio."""
    ratio = median_low(value / reference for value, reference in runs)
    value, reference = next(each for each in runs if each[0] / each[1] == ratio)
    return show(name, value, unit, reference, limit)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that is not below `share` of them."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
