"""GET /healthz, GET /metrics."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Depends, Response
from typing_extensions import TypedDict

from dinrail_gateway.auth.guard import authorize
from dinrail_gateway.health.metrics import CONTENT_TYPE
from dinrail_gateway.request import Wired

__all__ = ["router"]

router = APIRouter(tags=["health"])


class HealthView(TypedDict):
    """Whether the gateway answers, and how its neighbours are: `ok` or a reason key."""

    status: Literal["ok", "degraded"]
    parts: dict[str, str]


@router.get("/healthz")
async def read_health(gateway: Wired) -> HealthView:
    """Alive, and whether broker and engine answer."""
    parts = gateway.selfcheck.parts("broker", "docker")
    return {"status": "ok" if set(parts.values()) == {"ok"} else "degraded", "parts": parts}


@router.get("/metrics", response_class=Response, dependencies=[Depends(authorize)])
async def read_metrics(gateway: Wired) -> Response:
    """Prometheus exposition."""
    return Response(gateway.metrics.text(), media_type=CONTENT_TYPE)
