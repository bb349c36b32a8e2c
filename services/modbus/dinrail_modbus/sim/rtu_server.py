"""The units of a responder behind a serial server: RTU frames through a TCP port."""

from __future__ import annotations

import asyncio

from dinrail.testing.device import TcpDevice
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


class RtuServer(TcpDevice):
    """One port; every connection is heard as a line of its own."""

    def __init__(self, responder: Responder) -> None:
        super().__init__()
        self.responder = responder

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Requests as they are recognised in the stream."""
        requests, loop = RtuRequests(), asyncio.get_running_loop()
        while data := await reader.read(512):
            for body in requests.feed(data, loop.time()):
                fault = self.responder.note(body)
                frame = await rtu_answer(self.responder, body, fault)
                if fault is not None and fault.kind == "drop":
                    return
                writer.write(frame)
                await writer.drain()
