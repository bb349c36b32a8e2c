"""WS /live."""

from __future__ import annotations

from fastapi import APIRouter, WebSocket

from dinrail_gateway.auth.guard import principal_of
from dinrail_gateway.live.socket import Socket
from dinrail_gateway.request import Wired

router = APIRouter(tags=["live"])


@router.websocket("/live")
async def live(websocket: WebSocket, gateway: Wired) -> None:
    """Samples of subscribed points, and status, statistics, problems and jobs of everything."""
    await websocket.accept()
    await gateway.live.serve(Socket(websocket), principal_of(websocket))
