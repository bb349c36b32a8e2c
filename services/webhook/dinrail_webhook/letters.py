"""What waits to be delivered, and what could not be."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from dinrail.reason import Reason

__all__ = ["Letter", "State", "Tally"]

State = Literal["waiting", "dead"]


class Letter(msgspec.Struct, frozen=True):
    """One value for one target; spent: seconds waited for another attempt, on the monotonic clock."""

    id: str
    target: str
    value: bool | int | float | str
    ts: int
    attempts: int = 0
    spent: float = 0.0
    state: State = "waiting"
    reason: Reason | None = None

    def shown(self) -> dict[str, Any]:
        """For whoever asks for the list."""
        fields: dict[str, Any] = msgspec.to_builtins(self)
        del fields["spent"]
        return fields


class Tally(msgspec.Struct):
    """How many of one target."""

    waiting: int = 0
    dead: int = 0
