"""Row 62: repeated refusals and identities used twice become problems, and are over by themselves."""

from __future__ import annotations

import pytest

from dinrail.bus import PublishPacket
from dinrail.testing import FakeClock
from dinrail_gateway.broker.strangers import MOST, Strangers
from dinrail_gateway.problems.board import Board


class Silent:
    def subscribe(self, *_: object, **__: object) -> None:
        """Nothing is sent."""


@pytest.fixture
def board(clock: FakeClock) -> Board:
    return Board(clock)


@pytest.fixture
def strangers(board: Board, clock: FakeClock) -> Strangers:
    return Strangers(Silent(), board, clock)  # type: ignore[arg-type]


def hear(strangers: Strangers, *lines: str) -> None:
    for line in lines:
        strangers._take(PublishPacket("$SYS/broker/log/N", line.encode()))


def found(board: Board) -> list[tuple[str, dict[str, object]]]:
    return [(problem.key, dict(problem.params)) for problem in board.all() if problem.source == "broker"]


NEW = "2026-11-27T02:00:00: Client evil-{} [192.0.2.7:4{:04}] disconnected: not authorised."
OLD = "1795745066: Client evil disconnected, not authorised."


async def test_five_refusals_of_one_address_are_told_and_over_after_ten_quiet_minutes(
    strangers: Strangers, board: Board, clock: FakeClock
) -> None:
    hear(strangers, *(NEW.format(number, number) for number in range(4)))
    assert found(board) == []
    hear(strangers, NEW.format(4, 4))
    assert found(board) == [("logins_refused", {"client": "evil-4", "address": "192.0.2.7", "count": 5})]
    await clock.advance(599)
    strangers.judge()
    assert len(found(board)) == 1
    await clock.advance(2)
    strangers.judge()
    assert found(board) == []


async def test_a_broker_that_tells_no_address_is_counted_by_client(strangers: Strangers, board: Board) -> None:
    hear(strangers, *[OLD] * 6)
    strangers.judge()
    assert found(board) == [("logins_refused", {"client": "evil", "address": "evil", "count": 6})]


@pytest.mark.parametrize(
    "line",
    [
        "Client plc [192.0.2.7:40001] disconnected: session taken over.",
        "1795745066: Client plc already connected, closing old connection.",
    ],
)
async def test_an_identity_two_use_is_told_but_not_one_that_comes_back_now_and_then(
    strangers: Strangers, board: Board, clock: FakeClock, line: str
) -> None:
    for _ in range(6):
        hear(strangers, line)
        await clock.advance(40)
    strangers.judge()
    assert found(board) == []
    await clock.advance(700)
    hear(strangers, *[line] * 3)
    assert found(board) == [("identity_used_twice", {"client": "plc"})]


async def test_a_name_a_stranger_chose_is_no_line_of_the_broker(strangers: Strangers, board: Board) -> None:
    forged = "Client plc already connected, closing old connection. [192.0.2.7:1] disconnected: not authorised."
    hear(strangers, *[forged] * 9, *["Client plc [192.0.2.7:1] disconnected."] * 9)
    strangers.judge()
    assert found(board) == []


async def test_many_strangers_cost_no_more_than_a_few(strangers: Strangers, board: Board) -> None:
    for number in range(1000):
        hear(strangers, *[f"Client c [10.0.{number // 250}.{number % 250}:1] disconnected: not authorised."] * 5)
    strangers.judge()
    assert len(found(board)) == MOST
