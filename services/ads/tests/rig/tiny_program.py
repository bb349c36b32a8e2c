"""A small program at known addresses."""

from __future__ import annotations

from dinrail_ads.sim import Program, Variable
from dinrail_ads.sim.program.elementary import BOOL, INT, REAL
from dinrail_ads.sim.program.types import string

__all__ = ["tiny"]


def tiny(*extra: Variable) -> Program:
    """nA at 0x5F000, bB at 0x5F002, fC at 0x5F004, sD at 0x5F008."""
    return Program(
        "Tiny",
        [
            *extra,
            Variable("MAIN.nA", INT, "first", initial=0x1234),
            Variable("MAIN.bB", BOOL, initial=True),
            Variable("MAIN.fC", REAL, initial=1.0),
            Variable("MAIN.sD", string(5), initial="ä"),
            Variable("MAIN.bM", BOOL, at="%MX0.3", initial=True),
        ],
    )
