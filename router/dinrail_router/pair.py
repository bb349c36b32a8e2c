"""Both directions of a bidirectional route: what one wrote is not sent back by the other."""

from __future__ import annotations

from collections.abc import Iterable

from dinrail.sample import Scalar
from dinrail_router.operators import Operator
from dinrail_router.operators.deadband import Deadband

__all__ = ["ECHO_S", "Pair", "tolerance_of"]

ECHO_S = 5.0
_ROUNDING = 1e-9
_MOST = 50_000


class Pair:
    """Remembers what was written to which address in the last 5 s; `tolerance` in the unit of the target."""

    __slots__ = ("_tolerance", "_written")

    def __init__(self, tolerance: float) -> None:
        self._tolerance = tolerance
        self._written: dict[str, tuple[Scalar, float]] = {}

    def wrote(self, address: str, value: Scalar, now: float) -> None:
        """One direction sent `value` to `address` at `now`, monotonic seconds."""
        if len(self._written) >= _MOST:
            self._written = {where: each for where, each in self._written.items() if now - each[1] <= ECHO_S}
        self._written[address] = (value, now)

    def echoes(self, address: str, value: Scalar, now: float) -> bool:
        """Whether a value from `address` is only the echo of what was written there."""
        written = self._written.get(address)
        if written is None or now - written[1] > ECHO_S:
            return False
        return self._same(written[0], value)

    def _same(self, written: Scalar, value: Scalar) -> bool:
        if isinstance(written, bool) or isinstance(value, bool):
            return written is value
        if isinstance(written, (int, float)) and isinstance(value, (int, float)):
            width = max(abs(written), abs(value)) * _ROUNDING + self._tolerance
            return abs(written - value) <= width
        return written == value


def tolerance_of(operators: Iterable[Operator]) -> float:
    """The widest deadband of a pipeline: what differs by less is the same."""
    return max((operator.width for operator in operators if isinstance(operator, Deadband)), default=0.0)
