"""Alarms come with their cause and stay until it is gone and they are acknowledged."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from dinrail_ads.sim.program import Program

__all__ = ["Alarms"]

Cause = Callable[[Program], bool]


class Alarms:
    """Moves an array of ST_Alarm from index 1 on: text, priority and cause of each."""

    def __init__(self, program: Program, path: str, causes: Sequence[tuple[str, int, Cause]]) -> None:
        self._program = program
        self._alarms = [(f"{path}[{number}]", cause) for number, (_, _, cause) in enumerate(causes, 1)]
        for number, (text, priority, _) in enumerate(causes, 1):
            program[f"{path}[{number}].sText"] = text
            program[f"{path}[{number}].ePriority"] = priority

    def step(self, seconds: float) -> None:
        """Look at every cause."""
        program = self._program
        for alarm, cause in self._alarms:
            present, active = cause(program), program[f"{alarm}.bActive"]
            if present and not active:
                program[f"{alarm}.bActive"] = True
                program[f"{alarm}.dtRaised"] = int(time.time())
                program[f"{alarm}.nCount"] = program[f"{alarm}.nCount"] + 1
            elif active and not present and program[f"{alarm}.bAcknowledge"]:
                program[f"{alarm}.bActive"] = False
            if program[f"{alarm}.bAcknowledge"]:
                program[f"{alarm}.bAcknowledge"] = False
