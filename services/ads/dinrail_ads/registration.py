"""Entering a route to us on the PLC, by one datagram; what the TwinCAT dialog "Add Route" does."""

from __future__ import annotations

import asyncio
import struct

from dinrail.errors import NotConnected, ProtocolError, Timeout
from dinrail_ads.faults import failure
from dinrail_ads.wire.ams import net_id_bytes, net_id_text
from dinrail_ads.wire.commands import SystemPort
from dinrail_ads.wire.discovery import Service, Tag, UdpPacket
from dinrail_ads.wire.errors import AdsCode

__all__ = ["register"]

ANSWER_S = 2.0
TRIES = 2


async def register(
    address: str, port: int, *, own: str, name: str, host: str, user: str, password: str
) -> dict[str, str]:
    """Ask the target at `address` to let `own` in, reached at `host`; returns its NetId.

    Raises Timeout when it does not answer, NotConnected `route_refused` when it refuses, ProtocolError otherwise.
    """
    items = [
        (int(Tag.ROUTE_NAME), _text(name)),
        (int(Tag.NET_ID), net_id_bytes(own)),
        (int(Tag.USER), _text(user)),
        (int(Tag.PASSWORD), _text(password)),
        (int(Tag.HOST_NAME), _text(host)),
    ]
    request = UdpPacket(Service.ADD_ROUTE, 0, net_id_bytes(own), SystemPort.SYSTEM_SERVICE, items)
    answer = await _ask(address, port, request)
    status = dict(answer.items).get(Tag.STATUS, b"")
    if len(status) < 4:
        raise ProtocolError("the answer has no status", key="answer_incomplete", where="route")
    code: int = struct.unpack_from("<I", status)[0]
    if code in (AdsCode.INVALID_ACCESS, AdsCode.ACCESS_DENIED):
        raise NotConnected(f"{address} refuses user or password", key="route_refused", host=address, user=user)
    if code:
        raise failure(code, "route")
    return {"net_id": net_id_text(answer.net_id), "own_net_id": own, "host": host}


async def _ask(address: str, port: int, request: UdpPacket) -> UdpPacket:
    loop = asyncio.get_running_loop()
    answers: asyncio.Queue[UdpPacket | OSError] = asyncio.Queue()
    transport, _ = await loop.create_datagram_endpoint(lambda: _Ear(answers), remote_addr=(address, port))
    try:
        for _ in range(TRIES):
            transport.sendto(request.encode())
            try:
                async with asyncio.timeout(ANSWER_S / TRIES):
                    while True:
                        answer = await answers.get()
                        if isinstance(answer, OSError):
                            raise NotConnected(
                                f"{address}: nothing listens for routes", key="route_no_answer", host=address
                            ) from answer
                        if answer.service == request.answer_service:
                            return answer
            except TimeoutError:
                continue
    finally:
        transport.close()
    raise Timeout(f"{address} does not answer the request for a route", key="route_no_answer", host=address)


class _Ear(asyncio.DatagramProtocol):
    def __init__(self, answers: asyncio.Queue[UdpPacket | OSError]) -> None:
        self._answers = answers

    def datagram_received(self, data: bytes, _address: object) -> None:
        try:
            self._answers.put_nowait(UdpPacket.decode(data))
        except ValueError:
            return  # a stranger; the time-out tells

    def error_received(self, error: Exception) -> None:
        if isinstance(error, OSError):
            self._answers.put_nowait(error)


def _text(text: str) -> bytes:
    return text.encode("cp1252", "replace") + b"\0"
