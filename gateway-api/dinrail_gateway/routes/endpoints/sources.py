"""POST /routes/sources/{source}/disconnect, connect and reactivate."""

from __future__ import annotations

from fastapi import APIRouter, Response

from dinrail.breaker import Breaker
from dinrail_gateway.auth.guard import Caller
from dinrail_gateway.errors import Invalid, NoAnswer, Unavailable, responses
from dinrail_gateway.request import Wired
from dinrail_gateway.routes.counters_view import BreakerView
from dinrail_gateway.routes.endpoints.tagged import CHANGES, tagged
from dinrail_gateway.routes.items import on_text
from dinrail_gateway.routes.schemas import RoutesView
from dinrail_gateway.routes.sources import check_source, connect, disconnect, is_connected

router = APIRouter(prefix="/routes/sources", tags=["routes"])

_ASKS = responses(Invalid, Unavailable, NoAnswer)


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


@router.post("/{source}/reactivate", response_model=BreakerView | None, responses=_ASKS)
async def reactivate_source(source: str, gateway: Wired) -> Breaker | None:
    """Close the breaker of a source by hand; its instance is let in by the broker and started. How it is then."""
    check_source(source)
    await gateway.suspension.reactivate(source)
    return gateway.breakers.of(source)
