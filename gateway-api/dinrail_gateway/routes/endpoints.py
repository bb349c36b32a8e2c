"""GET and PUT /routes."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Response

from dinrail_gateway.errors import BadRequest, Conflict, Invalid, Unavailable, responses
from dinrail_gateway.instances.endpoints import revision_of
from dinrail_gateway.request import Wired
from dinrail_gateway.routes.schemas import RoutesView

router = APIRouter(prefix="/routes", tags=["routes"])


@router.get("", responses=responses(Unavailable))
async def read_routes(response: Response, gateway: Wired) -> RoutesView:
    """The routing file; the ETag is its revision."""
    view = gateway.routes.view()
    response.headers["etag"] = f'"{view["revision"]}"'
    return view


@router.put("", responses=responses(BadRequest, Conflict, Invalid, Unavailable))
async def replace_routes(
    document: Annotated[dict[str, Any], Body()],
    response: Response,
    gateway: Wired,
    if_match: Annotated[str | None, Header()] = None,
) -> RoutesView:
    """Replace the routing file; 409 with the present one when If-Match is outdated."""
    view = await gateway.routes.replace(document, revision_of(if_match))
    response.headers["etag"] = f'"{view["revision"]}"'
    return view
