"""GET /batteries."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter, Response

from dinrail_gateway.batteries.schemas import BatteryList
from dinrail_gateway.request import Wired

router = APIRouter(prefix="/batteries", tags=["batteries"])


@router.get("", response_model=BatteryList)
async def list_batteries(gateway: Wired) -> Response:
    """Everything that has the points of a battery, with its most important values."""
    return Response(msgspec.json.encode(gateway.batteries.all()), media_type="application/json")
