"""/instances/stats, and the past of one instance: figures of an hour, deaths."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter, Response

from dinrail.reason import Reason
from dinrail_gateway.errors import NotFound, responses
from dinrail_gateway.instances.schemas import StatsView
from dinrail_gateway.request import Wired
from dinrail_gateway.types.schemas import ReasonView
from dinrail_gateway.vitals.schemas import DeathView, StatsHistory

router = APIRouter(prefix="/instances", tags=["instances"])


@router.get("/stats", response_model=list[StatsView])
async def read_figures(gateway: Wired) -> Response:
    """Resources of every instance; the same as under `/admin`."""
    return Response(msgspec.json.encode(gateway.operations.stats()), media_type="application/json")


@router.get("/{instance}/stats/history", response_model=StatsHistory, responses=responses(NotFound))
async def read_history(instance: str, gateway: Wired) -> Response:
    """The last hour of its figures."""
    gateway.instances.entry(instance)
    return Response(msgspec.json.encode(gateway.vitals.history(instance)), media_type="application/json")


@router.get("/{instance}/deaths", responses=responses(NotFound))
async def read_deaths(instance: str, gateway: Wired) -> list[DeathView]:
    """Its last twenty ends that nobody asked for, the youngest first."""
    gateway.instances.entry(instance)
    return [
        {
            "ts": death.ts,
            "reason": _reason(death.reason),
            "exit_code": death.exit_code,
            "lines": [{"ts": line.ts, "level": line.level, "message": line.message} for line in death.lines],
        }
        for death in gateway.deaths.of(instance)
    ]


def _reason(reason: Reason) -> ReasonView:
    return {"key": reason.key, "params": reason.params, "message": reason.message}
