"""The little of a WebSocket the hub needs; closing twice and sending to the dead are no surprises."""

from __future__ import annotations

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

__all__ = ["Socket", "SocketClosed"]


class SocketClosed(Exception):
    """The other side is gone."""


class Socket:
    """Text messages over an accepted WebSocket."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket

    async def send(self, message: bytes) -> None:
        """Send JSON; waits while the reader is slow; raises SocketClosed."""
        try:
            await self._websocket.send_text(message.decode())
        except (WebSocketDisconnect, RuntimeError, OSError) as error:
            raise SocketClosed from error

    async def receive(self) -> str:
        """The next text; raises SocketClosed."""
        message = await self._websocket.receive()
        if message["type"] != "websocket.receive":
            raise SocketClosed
        return message.get("text") or (message.get("bytes") or b"").decode(errors="replace")

    async def close(self, code: int, reason: str) -> None:
        """End it, if that has not happened yet."""
        if WebSocketState.DISCONNECTED in (self._websocket.application_state, self._websocket.client_state):
            return
        try:
            await self._websocket.close(code, reason)
        except (RuntimeError, OSError):
            return
