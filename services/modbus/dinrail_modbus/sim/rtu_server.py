"""The units of a responder behind a serial server: RTU frames through a TCP port."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from dinrail_modbus.rtu import with_crc
from dinrail_modbus.sim.faults import Fault, mangle_rtu
from dinrail_modbus.sim.responder import Responder
from dinrail_modbus.sim.rtu_requests import RtuRequests

__all__ = ["RtuServer", "rtu_answer"]

BROADCAST = 0


async def rtu_answer(responder: Responder, body: bytes, fault: Fault | None) -> bytes:
    """Bytes that go back for a request, none where nobody answers: broadcasts, units that are not there."""
    if body[0] == BROADCAST:
        responder.broadcast(body[1:])
        return b""
    reply = await responder.respond(body, fault)
    if not reply:
        return b""
    frame = with_crc(body[:1] + reply)
    return frame if fault is None else mangle_rtu(fault.kind, frame)


class RtuServer:
    """One port; every connection is heard as a line of its own."""

    def __init__(self, responder: Responder) -> None:
        self.responder = responder
        self.port = 0
        self._server: asyncio.Server | None = None
        self._connections: dict[asyncio.StreamWriter, asyncio.Task[None]] = {}

    async def listen(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Open the port (0: any free one, then always the same)."""
        self._server = await asyncio.start_server(self._serve, host, port or self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close port and connections."""
        if self._server is None:
            return
        self._server.close()
        serving = tuple(self._connections.values())
        for writer, task in tuple(self._connections.items()):
            writer.transport.abort()
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
        await self._server.wait_closed()
        self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._connections[writer] = task
        requests, loop = RtuRequests(), asyncio.get_running_loop()
        try:
            while data := await reader.read(512):
                for body in requests.feed(data, loop.time()):
                    fault = self.responder.note(body)
                    frame = await rtu_answer(self.responder, body, fault)
                    if fault is not None and fault.kind == "drop":
                        return
                    writer.write(frame)
                    await writer.drain()
        except (ConnectionError, asyncio.CancelledError):
            pass  # cancelled only by `stop`
        finally:
            self._connections.pop(writer, None)
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()
