"""The address a request really comes from: the proxy's word counts only when it is the proxy that speaks."""

from __future__ import annotations

import asyncio
import socket

from starlette.requests import HTTPConnection

from dinrail.clock import Clock

__all__ = ["Senders"]

REMEMBER_S = 30.0


class Senders:
    """Knows the addresses of the trusted proxy by its host name; without one, nobody's header is believed."""

    def __init__(self, proxy: str, clock: Clock) -> None:
        self._proxy = proxy
        self._clock = clock
        self._known: frozenset[str] = frozenset()
        self._until = 0.0

    async def of(self, connection: HTTPConnection) -> str:
        """Address of the browser or program that asks."""
        peer = connection.client.host if connection.client else ""
        if self._proxy and peer in await self._proxies():
            # The proxy appends the address it saw itself; whatever stands before it was sent by anybody.
            return connection.headers.get("x-forwarded-for", peer).rpartition(",")[2].strip()[:64] or peer
        return peer

    async def _proxies(self) -> frozenset[str]:
        now = self._clock.monotonic()
        if now >= self._until:
            self._until = now + REMEMBER_S
            try:
                found = await asyncio.wait_for(
                    asyncio.get_running_loop().getaddrinfo(self._proxy, None, type=socket.SOCK_STREAM), 2.0
                )
                self._known = frozenset(str(address[0]) for *_, address in found)
            except (OSError, TimeoutError):
                self._known = frozenset()
        return self._known
