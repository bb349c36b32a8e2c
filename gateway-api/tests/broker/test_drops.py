"""Messages the broker throws away become a problem while it goes on, and are over by themselves."""

from __future__ import annotations

import pytest

from dinrail.testing import FakeClock
from dinrail_gateway.broker.drops import MANY, MOST, Drops
from dinrail_gateway.broker.pace import Pace
from dinrail_gateway.problems.board import Board


class Broker:
    """Its figures every ten seconds, and whom it drops for."""

    def __init__(self, board: Board, clock: FakeClock) -> None:
        self._clock = clock
        self._uptime = self._dropped = 0
        self.slow: dict[str, int] = {}
        self.pace = Pace(clock)
        self.drops = Drops(board, dropped=self.pace.dropped, dropping=self._dropping, clock=clock)

    def _dropping(self, since: int) -> dict[str, int]:
        return {user: at for user, at in self.slow.items() if at >= since}

    def begin(self, user: str) -> None:
        self.slow[user] = self._clock.now_ms()

    async def tell(self, *more: int) -> None:
        for dropped in more:
            await self._clock.advance(10)
            self._uptime += 10
            self._dropped += dropped
            self.pace.take(self._uptime, {"publish_dropped": self._dropped})
            self.drops.judge()


@pytest.fixture
def broker(board: Board, clock: FakeClock) -> Broker:
    return Broker(board, clock)


def found(board: Board) -> list[tuple[str, str, dict[str, object]]]:
    return [(problem.source, problem.key, dict(problem.params)) for problem in board.all()]


async def test_drops_are_told_with_whom_until_a_minute_passes_without_any(broker: Broker, board: Board) -> None:
    broker.begin("_grafana")
    await broker.tell(7, MANY - 1)
    assert found(board) == []
    await broker.tell(1)
    assert found(board) == [("broker", "broker_drops_for", {"client": "grafana"})]
    since = board.all()[0].since
    await broker.tell(*[1, 0, 0, 0, 0] * 20)
    assert [problem.since for problem in board.all()] == [since]
    await broker.tell(0)
    assert found(board) != []
    await broker.tell(0, 0)
    assert found(board) == []


async def test_a_few_now_and_then_are_no_problem(broker: Broker, board: Board) -> None:
    for _ in range(30):
        await broker.tell(1)
        assert found(board) == []


async def test_when_the_broker_does_not_say_for_whom_neither_do_we(broker: Broker, board: Board) -> None:
    await broker.tell(0, 500)
    assert found(board) == [("broker", "broker_drops", {})]


async def test_a_broker_that_is_away_drops_nothing(broker: Broker, board: Board) -> None:
    await broker.tell(0, 500)
    broker.drops.lost()
    assert found(board) == []


async def test_many_that_are_slow_are_not_all_told(broker: Broker, board: Board) -> None:
    for number in range(60):
        broker.begin(f"_client{number}")
    await broker.tell(0, 5000)
    assert [params["client"] for _, _, params in found(board)] == [f"client{number}" for number in range(60 - MOST, 60)]
