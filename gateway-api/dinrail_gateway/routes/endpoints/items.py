"""POST /routes/items, PUT and DELETE /routes/items/{label}."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response

from dinrail_gateway.auth.guard import Caller
from dinrail_gateway.instances.endpoints import revision_of
from dinrail_gateway.request import Wired
from dinrail_gateway.routes.endpoints.tagged import CHANGES, IfMatch, tagged
from dinrail_gateway.routes.items import add, check_label, on_text, remove, replace
from dinrail_gateway.routes.schemas import RoutesView

router = APIRouter(prefix="/routes/items", tags=["routes"])

Route = Annotated[dict[str, Any], Body()]


@router.post("", status_code=201, responses=CHANGES)
async def add_route(
    *,
    route: Route,
    response: Response,
    caller: Caller,
    gateway: Wired,
    position: Annotated[int | None, Query(ge=1, description="its place, from 1; the last one by default")] = None,
    if_match: IfMatch = None,
) -> RoutesView:
    """One more route."""
    build = on_text(add(route, position))
    return tagged(response, await gateway.routes.change(build, revision=revision_of(if_match), by=caller.name))


@router.put("/{label}", responses=CHANGES)
async def replace_route(
    *, label: str, route: Route, response: Response, caller: Caller, gateway: Wired, if_match: IfMatch = None
) -> RoutesView:
    """Change one route; `label` is its id, or its place from 1, which needs If-Match."""
    revision = revision_of(if_match)
    check_label(label, revision)
    build = on_text(replace(label, route))
    return tagged(response, await gateway.routes.change(build, revision=revision, by=caller.name))


@router.delete("/{label}", responses=CHANGES)
async def remove_route(
    *, label: str, response: Response, caller: Caller, gateway: Wired, if_match: IfMatch = None
) -> RoutesView:
    """Remove one route; `label` as for PUT."""
    revision = revision_of(if_match)
    check_label(label, revision)
    build = on_text(remove(label))
    return tagged(response, await gateway.routes.change(build, revision=revision, by=caller.name))
