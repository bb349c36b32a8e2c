"""Options of the hog."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from dinrail import option

__all__ = ["Config", "Fault"]

Fault = Literal[
    "none", "cpu", "memory", "child_memory", "forks", "files", "log", "hang", "deaf", "silent", "flood", "crash"
]  # fmt: skip


class Config(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What it does wrong."""

    fault: Annotated[Fault, option("Fault", "What it does wrong.")] = "none"
    after: Annotated[float, option("After", "It behaves for so long before.", unit="s", ge=0, le=3600)] = 3.0
    points: Annotated[int, option("Points", ge=1, le=5000)] = 50
