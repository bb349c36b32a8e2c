"""GET /routes/counters."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter, Response

from dinrail_gateway.request import Wired
from dinrail_gateway.routes.counters_view import CountersView

router = APIRouter(prefix="/routes", tags=["routes"])


@router.get("/counters", response_model=CountersView)
async def read_counters(gateway: Wired) -> Response:
    """What became of every message, by route and by source; the router reports every 5 s."""
    return Response(msgspec.json.encode(gateway.route_counters.view()), media_type="application/json")
