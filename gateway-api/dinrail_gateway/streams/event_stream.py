"""Server-Sent Events: an answer that goes on until one side ends it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

__all__ = ["COMMENT", "EventStream", "frame"]

SEND_LIMIT_S = 20.0
COMMENT = b":\n\n"
"""Nothing for the page, but it makes a dead connection known."""

_HEADERS = {
    # A proxy that compresses would hold events back.
    "cache-control": "no-store, no-transform",
    "x-accel-buffering": "no",
}


def frame(data: bytes, *, event: str = "") -> bytes:
    """One event with JSON as data; a line end between JSON tokens would end it."""
    name = f"event: {event}\n".encode() if event else b""
    return name + b"data: " + data.replace(b"\r", b" ").replace(b"\n", b" ") + b"\n\n"


class EventStream(StreamingResponse):
    """Sends frames until they end, the client is gone, or it has not read for 20 s; then calls `released`."""

    def __init__(self, frames: AsyncIterator[bytes], released: Callable[[], None]) -> None:
        super().__init__(frames, headers=_HEADERS, media_type="text/event-stream")
        self._frames = frames
        self._released = released

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        gone = asyncio.create_task(_disconnected(receive), name="event stream client")
        pump = asyncio.create_task(self._pump(send), name="event stream")
        try:
            await asyncio.wait((gone, pump), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._released()
            for task in (gone, pump):
                task.cancel()
            _, result = await asyncio.gather(gone, pump, return_exceptions=True)
            if isinstance(result, Exception) and not isinstance(result, (OSError, TimeoutError)):
                logging.getLogger("dinrail.gateway").error("event stream failed", exc_info=result)

    async def _pump(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async for data in self._frames:
            message = {"type": "http.response.body", "body": data, "more_body": True}
            await asyncio.wait_for(send(message), SEND_LIMIT_S)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
