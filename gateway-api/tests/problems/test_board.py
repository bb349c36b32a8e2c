"""The board of problems."""

from __future__ import annotations

from dinrail.testing import FakeClock
from dinrail_gateway.problems.board import MAX_PER_SOURCE, Board, Problem

EMPTY = Problem.at("", "document_empty", "the file is empty")
FIELD = Problem.at("/a", "unknown_field", "no such field", field="a")


async def test_a_problem_that_stays_keeps_its_since(board: Board, clock: FakeClock) -> None:
    board.replace("x.json", [FIELD])
    first = board.all()[0].since
    await clock.advance(10)

    board.replace("x.json", [EMPTY, FIELD])

    assert [problem.since - first for problem in board.all()] == [10_000, 0]


def test_sources_do_not_touch_each_other(board: Board) -> None:
    board.replace("x.json", [FIELD])
    board.replace("y.json", [EMPTY])

    board.replace("x.json", [])

    assert [problem.source for problem in board.all()] == ["y.json"]


def test_only_real_changes_are_told(board: Board) -> None:
    told: list[int] = []
    board.on_change(lambda: told.append(len(board.all())))

    board.replace("x.json", [FIELD])
    board.replace("x.json", [FIELD])
    board.replace("x.json", [])
    board.replace("x.json", [])

    assert told == [1, 0]


def test_one_source_cannot_fill_the_board(board: Board) -> None:
    board.replace("x.json", [Problem.at(f"/{number}", "k", "m") for number in range(1000)])

    assert len(board.all()) == MAX_PER_SOURCE
