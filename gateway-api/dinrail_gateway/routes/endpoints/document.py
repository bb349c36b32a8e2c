"""GET and PUT /routes."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Response

from dinrail_gateway.auth.guard import Caller
from dinrail_gateway.errors import RevisionRequired, Unavailable, responses
from dinrail_gateway.instances.endpoints import revision_of
from dinrail_gateway.request import Wired
from dinrail_gateway.routes.endpoints.tagged import CHANGES, IfMatch, tagged
from dinrail_gateway.routes.items import whole
from dinrail_gateway.routes.schemas import RoutesView

router = APIRouter(prefix="/routes", tags=["routes"])


@router.get("", responses=responses(Unavailable))
async def read_routes(response: Response, gateway: Wired) -> RoutesView:
    """The routing file; the ETag is its revision."""
    return tagged(response, gateway.routes.view())


@router.put("", responses={**CHANGES, **responses(RevisionRequired)})
async def replace_routes(
    document: Annotated[dict[str, Any], Body()],
    response: Response,
    caller: Caller,
    gateway: Wired,
    if_match: IfMatch = None,
) -> RoutesView:
    """Replace the routing file; 409 with the present one and what changed when If-Match, which must be given, is
    outdated. `*` replaces whatever is there.
    """
    if if_match is None:
        raise RevisionRequired("If-Match names the revision the file is based on, or * for any")
    view = await gateway.routes.change(whole(document), revision=revision_of(if_match), by=caller.name)
    return tagged(response, view)
