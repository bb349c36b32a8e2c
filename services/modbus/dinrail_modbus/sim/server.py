"""A Modbus TCP server on a real socket."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from dinrail_modbus.sim.bank import Bank
from dinrail_modbus.sim.faults import Fault, mangle
from dinrail_modbus.sim.responder import Responder

__all__ = ["ModbusServer"]

NO_SUCH_UNIT = 0x0B


class ModbusServer(Responder):
    """Answers one request after the other per connection, as gateways do. Units it does not have get exception 11.

    `counts` has `connections` too.
    """

    def __init__(self, units: dict[int, Bank]) -> None:
        super().__init__(units)
        self.host = ""
        self.port = 0
        self._server: asyncio.Server | None = None
        self._connections: dict[asyncio.StreamWriter, asyncio.Task[None]] = {}

    @property
    def links(self) -> int:
        """Open connections."""
        return len(self._connections)

    async def listen(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Open the port (0: any free one, then always the same)."""
        self._server = await asyncio.start_server(self._serve, host, port or self.port)
        self.host, self.port = host, self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close the port and every connection: the device is off."""
        if self._server is None:
            return
        self._server.close()
        serving = tuple(self._connections.values())
        self.drop_connections()
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
        await self._server.wait_closed()
        self._server = None

    def drop_connections(self) -> None:
        """Cut every connection as a crash would."""
        for writer in tuple(self._connections):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._connections[writer] = task
        self.counts["connections"] += 1
        held = b""
        try:
            while True:
                header = await reader.readexactly(6)
                length = int.from_bytes(header[4:], "big")
                if header[2:4] != b"\0\0" or not 2 <= length <= 254:
                    break
                body = await reader.readexactly(length)
                fault = self.note(body)
                frame = await self._reply(header, body, fault)
                if fault is not None and fault.kind == "drop":
                    break
                if fault is not None and fault.kind == "hold":
                    held += frame
                elif frame:
                    writer.write(held + frame)
                    held = b""
                    await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # cancelled only by `stop`; asyncio of Python 3.11 reports a cancelled handler as an error
        finally:
            self._connections.pop(writer, None)
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _reply(self, header: bytes, body: bytes, fault: Fault | None) -> bytes:
        unit, pdu = body[0], body[1:]
        reply = await self.respond(body, fault)
        if reply is None:
            reply = bytes((pdu[0] | 0x80, NO_SUCH_UNIT))
        if not reply:
            return b""
        frame = header[:4] + (len(reply) + 1).to_bytes(2, "big") + bytes((unit,)) + reply
        return frame if fault is None else mangle(fault.kind, frame)
