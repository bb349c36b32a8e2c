"""GET /metrics/points, GET /settings/prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response

from dinrail_gateway.auth.guard import authorize
from dinrail_gateway.health.metrics import CONTENT_TYPE
from dinrail_gateway.prometheus.schemas import SelectionView
from dinrail_gateway.request import Wired

__all__ = ["exposition", "router"]

exposition = APIRouter(tags=["health"])
router = APIRouter(prefix="/settings/prometheus", tags=["settings"])


@exposition.get("/metrics/points", response_class=Response, dependencies=[Depends(authorize)])
async def read_point_metrics(gateway: Wired) -> Response:
    """Values of the points that the settings select, as Prometheus exposition."""
    return Response(await gateway.point_metrics.text(), media_type=CONTENT_TYPE)


@router.get("")
async def read_selection(gateway: Wired) -> SelectionView:
    """How many points the saved selection holds, and how many of them do not fit its budget."""
    return await gateway.point_metrics.view()
