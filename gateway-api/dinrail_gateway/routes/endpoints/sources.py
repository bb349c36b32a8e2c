"""POST /routes/sources/{source}/disconnect and connect."""

from __future__ import annotations

from fastapi import APIRouter, Response

from dinrail_gateway.auth.guard import Caller
from dinrail_gateway.request import Wired
from dinrail_gateway.routes.endpoints.tagged import CHANGES, tagged
from dinrail_gateway.routes.items import on_text
from dinrail_gateway.routes.schemas import RoutesView
from dinrail_gateway.routes.sources import check_source, connect, disconnect, is_connected

router = APIRouter(prefix="/routes/sources", tags=["routes"])


@router.post("/{source}/disconnect", responses=CHANGES)
async def disconnect_source(source: str, response: Response, caller: Caller, gateway: Wired) -> RoutesView:
    """Have the router read a source no more; its instance runs on."""
    check_source(source)
    routes = gateway.routes
    if not is_connected(routes.sources, source):
        return tagged(response, routes.view())
    return tagged(response, await routes.change(on_text(disconnect(source)), revision=None, by=caller.name))


@router.post("/{source}/connect", responses=CHANGES)
async def connect_source(source: str, response: Response, caller: Caller, gateway: Wired) -> RoutesView:
    """Have the router read a source again."""
    check_source(source)
    routes = gateway.routes
    if is_connected(routes.sources, source):
        return tagged(response, routes.view())
    return tagged(response, await routes.change(on_text(connect(source)), revision=None, by=caller.name))
