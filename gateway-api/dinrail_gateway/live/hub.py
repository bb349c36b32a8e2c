"""Everybody who watches: offers each change to each client, looks for values that aged, ends expired sessions."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from dinrail.clock import Clock
from dinrail_gateway.auth.principal import Principal
from dinrail_gateway.background import begin, end
from dinrail_gateway.errors import ApiError, BadRequest
from dinrail_gateway.live.client import EVERYTHING, MAX_PATTERNS, Client, covered
from dinrail_gateway.live.socket import Socket, SocketClosed
from dinrail_gateway.points.service import PointService, canonical
from dinrail_gateway.points.space import Entry
from dinrail_gateway.status.schemas import StatusView

__all__ = ["COALESCE_S", "LiveHub"]

COALESCE_S = 0.1
AGING_S = 2.0
SEND_LIMIT_S = 20.0
MAX_CLIENTS = 100
MAX_AT_ONCE = 1000
BREATH = 2000

_encode = msgspec.json.Encoder().encode


class _Request(msgspec.Struct, forbid_unknown_fields=True):
    subscribe: list[str] = []
    unsubscribe: list[str] = []


class LiveHub:
    """Serves all live connections."""

    def __init__(
        self,
        points: PointService,
        *,
        valid: Callable[[Principal], bool],
        statuses: Callable[[], Mapping[str, StatusView]],
        stats: Callable[[], list[Any]],
        problems: Callable[[], list[Any]],
        jobs: Callable[[], list[Any]],
        dashboards: Callable[[], int],
        clock: Clock,
    ) -> None:
        """valid: whether a client's session still holds; the others give what every client is told."""
        self._points = points
        self._valid = valid
        self._statuses = statuses
        self._stats = stats
        self._problems = problems
        self._jobs = jobs
        self._dashboards = dashboards
        self._clock = clock
        self._clients: dict[Client, Socket] = {}
        self._decoder = msgspec.json.Decoder(_Request)
        self._task: asyncio.Task[None] | None = None
        self._log = logging.getLogger("dinrail.gateway.live")
        points.space.on_sample(self._on_sample)

    @property
    def clients(self) -> int:
        """How many watch."""
        return len(self._clients)

    def start(self) -> None:
        """Begin the work that is done every two seconds."""
        self._task = begin(self._every_two_seconds, "live")

    async def stop(self) -> None:
        """Say goodbye to every client."""
        await end(self._task)
        for socket in list(self._clients.values()):
            await socket.close(1001, "gateway_stops")

    def status_changed(self, instance: str, view: StatusView) -> None:
        """Tell everybody, and offer the points whose quality follows from it."""
        for client in self._clients:
            client.offer_status(instance, view)
        if self._clients:
            for entry in self._points.space.of(instance):
                if entry.sample is not None:
                    self._offer_if_changed(entry)

    def problems_changed(self) -> None:
        """Tell everybody."""
        message = _encode({"problems": self._problems()})
        for client in self._clients:
            client.offer_other("problems", message)

    def jobs_changed(self) -> None:
        """Tell everybody."""
        if self._clients:
            message = _encode({"jobs": self._jobs()})
            for client in self._clients:
                client.offer_other("jobs", message)

    def dashboards_changed(self) -> None:
        """Tell everybody their revision."""
        message = _encode({"dashboards": self._dashboards()})
        for client in self._clients:
            client.offer_other("dashboards", message)

    async def serve(self, socket: Socket, principal: Principal) -> None:
        """One accepted connection until it ends."""
        if len(self._clients) >= MAX_CLIENTS:
            await socket.close(1013, "too_many_clients")
            return
        client = Client(principal)
        for instance, view in self._statuses().items():
            client.offer_status(instance, view)
        client.offer_other("problems", _encode({"problems": self._problems()}))
        client.offer_other("jobs", _encode({"jobs": self._jobs()}))
        client.offer_other("stats", _encode({"stats": self._stats()}))
        client.offer_other("dashboards", _encode({"dashboards": self._dashboards()}))
        self._clients[client] = socket
        sender = asyncio.create_task(self._send(client, socket), name="live send")
        receiver = asyncio.create_task(self._receive(client, socket), name="live receive")
        try:
            await asyncio.wait((sender, receiver), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._clients.pop(client, None)
            for task in (sender, receiver):
                task.cancel()
            results = await asyncio.gather(sender, receiver, return_exceptions=True)
            for result in results:
                if isinstance(result, Exception) and not isinstance(result, (SocketClosed, TimeoutError)):
                    self._log.error("live connection failed", exc_info=result)
            await socket.close(1001, "ended")

    async def _send(self, client: Client, socket: Socket) -> None:
        while True:
            await client.wake.wait()
            client.wake.clear()
            for message in client.take(self._points.quality):
                await asyncio.wait_for(socket.send(message), SEND_LIMIT_S)
            await self._clock.sleep(COALESCE_S)

    async def _receive(self, client: Client, socket: Socket) -> None:
        while True:
            text = await socket.receive()
            try:
                self._obey(client, self._decoder.decode(text))
            except (msgspec.DecodeError, RecursionError) as error:
                detail = str(error)[:200]
                client.offer_other("error", _error("request_invalid", detail))
            except ApiError as error:
                client.offer_other("error", _encode(error.body()))
            # A client that asks without pause waits for its turn.
            await self._clock.sleep(0.02)

    def _obey(self, client: Client, request: _Request) -> None:
        if len(request.subscribe) + len(request.unsubscribe) > MAX_AT_ONCE:
            message = f"at most {MAX_AT_ONCE} patterns in one message"
            raise BadRequest(message, key="too_many_patterns", max=MAX_AT_ONCE)
        gone = [_pattern(pattern) for pattern in request.unsubscribe]
        wanted = [_pattern(pattern) for pattern in request.subscribe]
        client.unsubscribe(gone)
        self._offer_present(client, client.subscribe(wanted))
        if not client.holds(wanted):
            client.offer_other("error", _error("too_many_subscriptions", f"at most {MAX_PATTERNS}"))

    def _offer_present(self, client: Client, patterns: list[str]) -> None:
        space = self._points.space
        below = {pattern.removesuffix(EVERYTHING) for pattern in patterns if pattern.endswith(EVERYTHING)}
        for prefix in below:
            # What lies within another one comes with that.
            if prefix and ("" in below or covered(prefix[:-1].rpartition(".")[0] + ".", below)):
                continue
            for found in space.ordered(prefix.removesuffix(".")):
                client.offer(found)
        for pattern in patterns:
            if entry := space.get(pattern):
                client.offer(entry)

    def _on_sample(self, entry: Entry) -> None:
        for client in self._clients:
            client.offer(entry)

    def _offer_if_changed(self, entry: Entry) -> None:
        quality = self._points.quality(entry)[0]
        for client in self._clients:
            if client.shown.get(entry.address, quality) != quality:
                client.offer(entry)

    async def _every_two_seconds(self) -> None:
        while True:
            await self._clock.sleep(AGING_S)
            if not self._clients:
                continue
            stats = _encode({"stats": self._stats()})
            for client, socket in list(self._clients.items()):
                if not self._valid(client.principal):
                    await socket.close(4401, "session_ended")
                    continue
                client.offer_other("stats", stats)
                await self._offer_aged(client)

    async def _offer_aged(self, client: Client) -> None:
        for number, (address, quality) in enumerate(list(client.shown.items()), 1):
            entry = self._points.space.get(address)
            if entry is None:
                client.shown.pop(address, None)
            elif self._points.quality(entry)[0] != quality:
                client.offer(entry)
            if number % BREATH == 0:
                await asyncio.sleep(0)


def _pattern(text: str) -> str:
    if text == EVERYTHING:
        return text
    if text.endswith((".**", "/**")):
        return f"{canonical(text[:-3])}.**"
    return canonical(text)


def _error(key: str, message: str) -> bytes:
    return _encode({"error": {"key": key, "message": message, "params": {}}})
