"""HTTP requests to addresses that were looked at: resolved once, checked, and connected to as they were."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

import h11

from dinrail.reach import Allowed
from dinrail.reason import Reason
from dinrail_webhook.outcome import Outcome, of_status
from dinrail_webhook.urls import Place

__all__ = ["Client", "Request", "Resolve", "resolve"]

READ = 16 * 1024
LONGEST_AFTER_S = 3600.0

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class Request(NamedTuple):
    """One request, ready to be sent; ca: PEM, empty for the system's."""

    place: Place
    method: str
    headers: Sequence[tuple[str, str]]
    body: bytes
    timeout: float
    ca: str = ""


async def resolve(host: str, port: int) -> Sequence[str]:
    """IP addresses of a host; raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Client:
    """Sends requests; nothing is kept between them."""

    def __init__(self, allowed: Allowed, resolver: Resolve = resolve) -> None:
        self._allowed = allowed
        self._resolve = resolver
        self._contexts: dict[str, ssl.SSLContext] = {}

    async def send(self, request: Request) -> Outcome:
        """How it ended; the time limit holds for all of it together."""
        try:
            async with asyncio.timeout(request.timeout):
                return await self._send(request)
        except TimeoutError:
            message = f"no answer within {request.timeout:g} s"
            return Outcome(Reason("receiver_silent", {"seconds": request.timeout}, message))
        except ssl.SSLCertVerificationError as error:
            return _failed("receiver_certificate", error.verify_message or "certificate refused")
        except (OSError, ssl.SSLError) as error:
            return _failed("receiver_unreachable", error.strerror or type(error).__name__)
        except h11.ProtocolError:
            return _failed("receiver_nonsense", "what came is no HTTP")

    async def _send(self, request: Request) -> Outcome:
        host, port = request.place.host, request.place.port
        try:
            found = await self._resolve(host, port)
        except (OSError, UnicodeError):
            return _failed("receiver_unknown", "the name is not known")
        addresses = [each for each in found if self._allowed.permits(host, each)]
        if not addresses:
            message = f"{host} is inside and not allowed"
            return Outcome(Reason("target_private", {"host": host}, message), again=False)
        context = await self._context(request.ca) if request.place.tls else None
        reader, writer = await _open(addresses, request.place, context)
        try:
            return await _exchange(request, reader, writer)
        finally:
            writer.transport.abort()

    async def _context(self, ca: str) -> ssl.SSLContext:
        if ca not in self._contexts:
            self._contexts[ca] = await asyncio.to_thread(ssl.create_default_context, cadata=ca or None)
        return self._contexts[ca]


async def _open(
    addresses: Sequence[str], place: Place, context: ssl.SSLContext | None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    problem: OSError = OSError("no address")
    for address in addresses:
        try:
            return await asyncio.open_connection(
                address, place.port, ssl=context, server_hostname=place.host if context else None
            )
        except ssl.SSLCertVerificationError:
            raise
        except OSError as error:
            problem = error
    raise problem


async def _exchange(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Outcome:
    wire = h11.Connection(h11.CLIENT)
    headers = [("host", request.place.authority), ("connection", "close"), *request.headers]
    if request.body or request.method not in ("GET", "DELETE"):
        headers.append(("content-length", str(len(request.body))))
    sent = wire.send(h11.Request(method=request.method, target=request.place.target, headers=headers)) or b""
    sent += (wire.send(h11.Data(data=request.body)) or b"") if request.body else b""
    writer.write(sent + (wire.send(h11.EndOfMessage()) or b""))
    await writer.drain()
    while True:
        event = wire.next_event()
        if event is h11.NEED_DATA:
            data = await reader.read(READ)
            if not data:
                return _failed("receiver_closed", "the receiver closed without an answer")
            wire.receive_data(data)
        elif isinstance(event, h11.Response):
            # The status is the answer; a body that never ends or breaks off changes nothing.
            return of_status(event.status_code, _after(event))


def _after(answer: h11.Response) -> float:
    told = dict(answer.headers).get(b"retry-after", b"0")
    return min(float(told), LONGEST_AFTER_S) if told.isdigit() and len(told) < 10 else 0.0


def _failed(key: str, detail: str) -> Outcome:
    return Outcome(Reason(key, {"detail": detail[:160]}, detail[:160]))
