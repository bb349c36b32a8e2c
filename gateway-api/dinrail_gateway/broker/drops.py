"""Messages the broker throws away, as long as it goes on: a problem somebody has to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from dinrail.clock import Clock
from dinrail_gateway.problems.board import Board, Problem

__all__ = ["MANY", "Drops"]

PINS, SOURCE = "broker_drops", "broker"
MANY = 10
"""Within a minute. Fewer is a client that was slow once, or values that nobody missed."""
BEFORE_MS = 600_000
MOST = 10


class Drops:
    """Told from the tenth within a minute on until a minute passes without any.

    dropped: how many in the last minute, None while unknown; dropping: for whom since a time (Unix ms).
    """

    def __init__(
        self,
        board: Board,
        *,
        dropped: Callable[[], int | None],
        dropping: Callable[[int], Mapping[str, int]],
        clock: Clock,
    ) -> None:
        self._board = board
        self._dropped = dropped
        self._dropping = dropping
        self._clock = clock
        self._since: int | None = None

    def lost(self, *_: object) -> None:
        """The broker is away, and counts anew when it comes back."""
        self._since = None
        self._board.replace(PINS, [])

    def judge(self, *_: object) -> None:
        """Pin or take off; called with each round of the broker's figures."""
        dropped = self._dropped() or 0
        if dropped == 0:
            self._since = None
        elif self._since is None and dropped >= MANY:
            self._since = self._clock.now_ms()
        self._board.replace(PINS, [] if self._since is None else self._problems(self._since))

    def _problems(self, since: int) -> Iterator[Problem]:
        # It names a client once, when it begins to drop for it: that may have been before there were many.
        clients = list(self._dropping(since - BEFORE_MS))
        for user in clients[-MOST:]:
            client = user.lstrip("_")
            text = f"the broker drops messages for {client}, which does not keep up"
            yield Problem(SOURCE, "broker_drops_for", text, f"/dropped/{client}", params={"client": client})
        if not clients:
            yield Problem(SOURCE, "broker_drops", "the broker drops messages and does not say for whom", "/dropped")
