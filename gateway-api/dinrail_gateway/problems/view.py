"""What the API says about a problem."""

from __future__ import annotations

from typing_extensions import TypedDict

from dinrail_gateway.problems.board import Problem

__all__ = ["ProblemView", "problem_view"]


class ProblemView(TypedDict):
    """One thing a person can mend: file or part, JSON pointer, line, reason; `since` Unix ms."""

    source: str
    path: str
    line: int | None
    key: str
    message: str
    params: dict[str, str | int | float | bool | None]
    since: int


def problem_view(problem: Problem) -> ProblemView:
    """A problem for the API."""
    return {
        "source": problem.source,
        "path": problem.path,
        "line": problem.line,
        "key": problem.key,
        "message": problem.message,
        "params": problem.params,
        "since": problem.since,
    }
