"""GET /checks, POST /checks/run, POST /checks/{check}/fix."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from typing_extensions import TypedDict

from dinrail.errors import DinrailError
from dinrail_gateway.audit.recorder import Audited
from dinrail_gateway.checks.check import State
from dinrail_gateway.checks.service import Result
from dinrail_gateway.errors import Conflict, NotFound, Unavailable, responses
from dinrail_gateway.request import Wired
from dinrail_gateway.types.schemas import ReasonView

router = APIRouter(prefix="/checks", tags=["checks"])

Id = Annotated[str, Path(min_length=1, max_length=64)]


class CheckView(TypedDict):
    """One self-check; checked: Unix ms of the last look, 0 before the first; titles by language.

    fix: whether it can mend what it found, fix_title: what a button for that says (empty when it never can).
    """

    id: str
    title: dict[str, str]
    state: State
    reasons: list[ReasonView]
    checked: int
    fix: bool
    fix_title: dict[str, str]


class FixedView(TypedDict):
    """What was done, and how it looks now."""

    done: ReasonView
    check: CheckView


@router.get("")
async def list_checks(gateway: Wired) -> list[CheckView]:
    """Every check with its last look."""
    return [_view(result) for result in gateway.checks.results()]


@router.post("/run")
async def run_checks(gateway: Wired) -> list[CheckView]:
    """Look at everything now."""
    return [_view(result) for result in await gateway.checks.look()]


@router.post("/{check}/fix", responses=responses(NotFound, Conflict, Unavailable))
async def fix_check(check: Id, gateway: Wired, audited: Audited) -> FixedView:
    """Mend what the check found, and look again."""
    try:
        done, after = await gateway.checks.fix(check)
    except DinrailError as error:
        raise Unavailable.of(error.reason) from None
    audited.change(after={"done": done.key, **done.params, "state": after.finding.state})
    return {"done": {"key": done.key, "params": done.params, "message": done.message}, "check": _view(after)}


def _view(result: Result) -> CheckView:
    check, finding = result.check, result.finding
    return {
        "id": check.id,
        "title": check.title,
        "state": finding.state,
        "reasons": [{"key": why.key, "params": why.params, "message": why.message} for why in finding.reasons],
        "checked": result.checked,
        "fix": finding.fixable,
        "fix_title": check.fix_title,
    }
