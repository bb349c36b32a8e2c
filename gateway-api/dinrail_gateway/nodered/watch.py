"""Looks whether Node-RED answers, through the door people use, and whether it runs without its flows."""

from __future__ import annotations

import msgspec

from dinrail.clock import Clock
from dinrail.reason import Reason
from dinrail_gateway.neighbours.neighbour import Neighbour

__all__ = ["NodeRed"]

_AWAY = Reason("node_red_away", {}, "Node-RED does not answer")
_SAFE = Reason("node_red_safe", {}, "Node-RED has died three times in a row and runs without its flows")


class _Answer(msgspec.Struct, frozen=True):
    safe: bool = False


class NodeRed(Neighbour):
    """door: host and port of the door inside."""

    def __init__(self, *, enabled: bool, door: tuple[str, int], clock: Clock) -> None:
        super().__init__("node_red", enabled=enabled, door=door, path="/dinrail/alive", away=_AWAY, clock=clock)
        self._safe = False

    @property
    def safe(self) -> bool:
        """Whether it runs without its flows because they brought it down again and again."""
        return self.alive and self._safe

    def problem(self) -> Reason | None:
        """Away, or running without its flows."""
        return _SAFE if self.safe else super().problem()

    def _take(self, body: bytes) -> None:
        self._safe = msgspec.json.decode(body, type=_Answer).safe
