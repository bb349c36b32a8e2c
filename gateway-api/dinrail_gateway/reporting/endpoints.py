"""GET /settings/sentry, POST /settings/sentry/test."""

from __future__ import annotations

from fastapi import APIRouter
from typing_extensions import TypedDict

from dinrail_gateway.request import Wired
from dinrail_gateway.types.schemas import ReasonView
from dinrail_gateway.types.service import reason_view

router = APIRouter(prefix="/settings/sentry", tags=["settings"])


class ReportingView(TypedDict):
    """How reporting goes, counted since the start; last_sent: Unix ms, problem: why the last was not taken."""

    enabled: bool
    sent: int
    waiting: int
    dropped: int
    last_sent: int | None
    problem: ReasonView | None


class TestView(TypedDict):
    """Whether the server took a made-up error; problem: why not."""

    sent: bool
    problem: ReasonView | None


@router.get("")
async def read_reporting(gateway: Wired) -> ReportingView:
    """Whether errors leave the house, and how many did."""
    reporter = gateway.reporter
    return {
        "enabled": gateway.preferences.now.sentry.enabled,
        "sent": reporter.sent,
        "waiting": reporter.waiting,
        "dropped": reporter.dropped,
        "last_sent": reporter.last_sent,
        "problem": reason_view(reporter.problem),
    }


@router.post("/test")
async def test_reporting(gateway: Wired) -> TestView:
    """Send a made-up error to the DSN that is stored, also while reporting is off."""
    problem = await gateway.reporter.test()
    return {"sent": problem is None, "problem": reason_view(problem)}
