"""A Modbus TCP server on a real socket."""

from __future__ import annotations

import asyncio

from dinrail.testing.device import TcpDevice
from dinrail_modbus.sim.bank import Bank
from dinrail_modbus.sim.faults import Fault, mangle
from dinrail_modbus.sim.responder import Responder

__all__ = ["ModbusServer"]

NO_SUCH_UNIT = 0x0B


class ModbusServer(Responder, TcpDevice):
    """Answers one request after the other per connection, as gateways do. Units it does not have get exception 11.

    `counts` has `connections` too.
    """

    def __init__(self, units: dict[int, Bank]) -> None:
        Responder.__init__(self, units)
        TcpDevice.__init__(self)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Requests in their order."""
        self.counts["connections"] += 1
        held = b""
        while True:
            header = await reader.readexactly(6)
            length = int.from_bytes(header[4:], "big")
            if header[2:4] != b"\0\0" or not 2 <= length <= 254:
                return
            body = await reader.readexactly(length)
            fault = self.note(body)
            frame = await self._reply(header, body, fault)
            if fault is not None and fault.kind == "drop":
                return
            if fault is not None and fault.kind == "hold":
                held += frame
            elif frame:
                writer.write(held + frame)
                held = b""
                await writer.drain()

    async def _reply(self, header: bytes, body: bytes, fault: Fault | None) -> bytes:
        unit, pdu = body[0], body[1:]
        reply = await self.respond(body, fault)
        if reply is None:
            reply = bytes((pdu[0] | 0x80, NO_SUCH_UNIT))
        if not reply:
            return b""
        frame = header[:4] + (len(reply) + 1).to_bytes(2, "big") + bytes((unit,)) + reply
        return frame if fault is None else mangle(fault.kind, frame)
