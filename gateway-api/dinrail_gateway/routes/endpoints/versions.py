"""GET /routes/versions, GET /routes/versions/{revision}, POST /routes/versions/{revision}/restore."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from dinrail_gateway.auth.guard import Caller
from dinrail_gateway.errors import Conflict, NotFound, Unavailable, responses
from dinrail_gateway.instances.endpoints import revision_of
from dinrail_gateway.request import Wired
from dinrail_gateway.routes.endpoints.tagged import CHANGES, IfMatch, tagged
from dinrail_gateway.routes.schemas import RoutesView, VersionDetail, VersionView

router = APIRouter(prefix="/routes/versions", tags=["routes"])

Revision = Annotated[int, Path(ge=1, lt=10**9)]


@router.get("")
async def list_versions(gateway: Wired) -> list[VersionView]:
    """The last 50 contents of the routing file, newest first."""
    return await gateway.route_versions.views()


@router.get("/{revision}", responses=responses(NotFound, Conflict, Unavailable))
async def read_version(revision: Revision, gateway: Wired) -> VersionDetail:
    """One of them, and what changed from it to the present one."""
    return await gateway.route_versions.read(revision)


@router.post("/{revision}/restore", responses=CHANGES)
async def restore_version(
    revision: Revision, response: Response, caller: Caller, gateway: Wired, if_match: IfMatch = None
) -> RoutesView:
    """Take an earlier content again: a new version, checked as any other."""
    versions = gateway.route_versions
    return tagged(response, await versions.restore(revision, based_on=revision_of(if_match), by=caller.name))
