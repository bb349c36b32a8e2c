"""GET /problems."""

from __future__ import annotations

from fastapi import APIRouter

from dinrail_gateway.problems.view import ProblemView, problem_view
from dinrail_gateway.request import Wired

router = APIRouter(tags=["problems"])


@router.get("/problems")
async def list_problems(gateway: Wired) -> list[ProblemView]:
    """Everything that is wrong now."""
    return [problem_view(problem) for problem in gateway.board.all()]
