"""/broker: figures, their last hour, and who is connected."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter, Response

from dinrail_gateway.broker.schemas import BrokerHistory, BrokerView, ConnectionsView
from dinrail_gateway.request import Wired

router = APIRouter(prefix="/broker", tags=["broker"])


@router.get("", response_model=BrokerView, summary="The broker now")
async def read_broker(gateway: Wired) -> Response:
    """Version, clients, traffic, what it keeps and what it had to drop."""
    return _json(gateway.broker.view())


@router.get("/history", response_model=BrokerHistory, summary="An hour of the broker's figures")
async def read_broker_history(gateway: Wired) -> Response:
    """Kept in memory only."""
    return _json(gateway.broker.history())


@router.get("/connections", response_model=ConnectionsView, summary="Who is connected to the broker")
async def read_connections(gateway: Wired) -> Response:
    """Instances, parts of DINrail and programs of other people."""
    return _json(await gateway.broker.connected())


def _json(content: object) -> Response:
    return Response(msgspec.json.encode(content), media_type="application/json")
