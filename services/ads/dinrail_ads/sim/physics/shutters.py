"""Shutters that take their time from end to end."""

from __future__ import annotations

from dinrail_ads.sim.program import Program

__all__ = ["ShutterModel"]

OPEN, CLOSE, STOP = 1, 2, 3
STOPPED, OPENING, CLOSING = 0, 1, 2


class ShutterModel:
    """Moves one FB_Shutter: commands are taken once, a new target is driven to."""

    def __init__(self, program: Program, path: str) -> None:
        self._program = program
        self._path = path
        self._target: int = program[f"{path}.nTarget"]

    def step(self, seconds: float) -> None:
        """Let time pass."""
        program, path = self._program, self._path
        self._command()
        target: int = program[f"{path}.nTarget"]
        position: float = program[f"{path}.fPosition"]
        if target != self._target:
            self._target = target
            program[f"{path}.nMoves"] = program[f"{path}.nMoves"] + 1
        full: int = program[f"{path}.tRun"]
        reach = 100 * seconds * 1000 / max(full, 1)
        moved = min(reach, abs(target - position))
        program[f"{path}.fPosition"] = position + moved if target > position else position - moved
        state = STOPPED if moved < 1e-6 else CLOSING if target > position else OPENING
        program[f"{path}.eState"] = state

    def _command(self) -> None:
        program, path = self._program, self._path
        command = program[f"{path}.eCommand"]
        targets = {OPEN: 0, CLOSE: 100, STOP: round(program[f"{path}.fPosition"])}
        if command in targets:
            program[f"{path}.nTarget"] = targets[command]
        if command:
            program[f"{path}.eCommand"] = 0
