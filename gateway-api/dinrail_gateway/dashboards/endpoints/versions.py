"""/dashboards/versions: what was saved, who and when; the difference to now; taken again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from dinrail_gateway.audit.recorder import Audited
from dinrail_gateway.auth.guard import Caller
from dinrail_gateway.dashboards.endpoints.common import CHANGES, IfMatch, Rev, based_on, tagged
from dinrail_gateway.dashboards.schemas import DashboardDiff, DashboardVersionDetail, DashboardVersions, RevisionView
from dinrail_gateway.errors import Conflict, NotFound, responses
from dinrail_gateway.request import Wired

router = APIRouter(prefix="/dashboards/versions", tags=["dashboards"])

Revision = Annotated[int, Path(ge=1, lt=10**9)]


@router.get("")
async def list_versions(caller: Caller, gateway: Wired) -> DashboardVersions:
    """The last 50 contents."""
    return {"versions": await gateway.dashboard_versions.views(caller.role)}


@router.get("/{revision}", responses=responses(NotFound, Conflict))
async def read_version(revision: Revision, caller: Caller, gateway: Wired) -> DashboardVersionDetail:
    """One of them, as far as the asker may see it."""
    return await gateway.dashboard_versions.read(revision, caller.role)


@router.get("/{revision}/diff", responses=responses(NotFound, Conflict))
async def read_difference(revision: Revision, caller: Caller, gateway: Wired) -> DashboardDiff:
    """What changed from it to the present content."""
    return {"diff": await gateway.dashboard_versions.diff(revision, caller.role)}


@router.post("/{revision}/restore", responses=CHANGES)
async def restore_version(
    *,
    revision: Revision,
    response: Response,
    caller: Caller,
    gateway: Wired,
    audited: Audited,
    rev: Rev = None,
    if_match: IfMatch = None,
) -> RevisionView:
    """Take it again, as a new version; what the asker does not see stays as it is."""
    audited.change(revision=str(revision))
    await gateway.dashboard_versions.restore(
        revision, based_on=based_on(rev, if_match), role=caller.role, by=caller.name
    )
    return {"rev": tagged(response, gateway.dashboards.revision)}
