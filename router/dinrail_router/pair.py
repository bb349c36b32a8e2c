"""Both directions of a bidirectional route: what one wrote is not sent back by the other, and the newer value wins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dinrail.sample import Scalar
from dinrail_router.operators import Operator
from dinrail_router.operators.deadband import Deadband

__all__ = ["ECHO_S", "SETTLE_S", "Pair", "tolerance_of"]

ECHO_S = 5.0
SETTLE_S = 1.0
"""How long a stored copy waits for the one of the other side, seconds."""
_ROUNDING = 1e-6  # a REAL has 24 bits
_MOST = 50_000


class _Written(NamedTuple):
    value: Scalar
    at: float
    tolerance: float


class Pair:
    """Remembers what was written to which address in the last 5 s, and the last value of each address."""

    __slots__ = ("_seen", "_written")

    def __init__(self) -> None:
        self._written: dict[str, _Written] = {}
        self._seen: dict[str, tuple[Scalar, int]] = {}

    def wrote(self, address: str, value: Scalar, now: float, tolerance: float) -> None:
        """One direction sent `value` to `address` at `now`, monotonic seconds; what differs by less is the same."""
        if len(self._written) >= _MOST:
            self._written = {where: each for where, each in self._written.items() if now - each.at <= ECHO_S}
        self._written[address] = _Written(value, now, tolerance)

    def echoes(self, address: str, value: Scalar, now: float) -> bool:
        """Whether a value from `address` is only the echo of what was written there."""
        written = self._written.get(address)
        if written is None or now - written.at > ECHO_S:
            return False
        return _same(written.value, value, written.tolerance)

    def repeats(self, address: str, value: Scalar) -> bool:
        """Whether `address` said the same before: no change, whatever the other side has become since."""
        seen = self._seen.get(address)
        return seen is not None and seen[0] == value and isinstance(seen[0], bool) is isinstance(value, bool)

    def saw(self, address: str, value: Scalar, ts: int) -> None:
        """`address` says this; `ts` of its source, Unix ms."""
        self._seen[address] = (value, ts)

    def unsee(self, address: str) -> None:
        """What it said went no further: saying it again is news."""
        self._seen.pop(address, None)

    def newer(self, address: str, other: str, *, wins_tie: bool) -> bool:
        """Whether the last value of `address` is the one that counts, not that of `other`."""
        mine, theirs = self._seen.get(address), self._seen.get(other)
        if mine is None or theirs is None:
            return mine is not None
        return mine[1] > theirs[1] or (wins_tie and mine[1] == theirs[1])


def tolerance_of(operators: Iterable[Operator]) -> float:
    """The widest deadband of a pipeline in the unit of its result: what differs by less is the same there."""
    width = 0.0
    for operator in operators:
        width = max(width, operator.width) if isinstance(operator, Deadband) else operator.spread(width)
    return width


def _same(written: Scalar, value: Scalar, tolerance: float) -> bool:
    if isinstance(written, bool) or isinstance(value, bool):
        return written is value
    if isinstance(written, (int, float)) and isinstance(value, (int, float)):
        whole = isinstance(written, int) and isinstance(value, int)
        rounding = 0.0 if whole else max(abs(written), abs(value)) * _ROUNDING
        return abs(written - value) <= rounding + tolerance
    return written == value
