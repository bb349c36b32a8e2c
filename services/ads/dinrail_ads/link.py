"""One TCP connection to an AMS router: frames out, answers back to whoever asked, samples to whom they are for.

A TwinCAT router keeps one connection per address of a client, the newest ends the older: everything an instance asks
one PLC goes over one link, told apart by invoke ids and local AMS ports.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable

from dinrail.errors import DeviceError, NotConnected, Timeout
from dinrail_ads.faults import failure
from dinrail_ads.requests import Requests
from dinrail_ads.wire.ams import AmsAddress, AmsFrame, FrameError, FrameReader
from dinrail_ads.wire.commands import ADS_COMMAND, RESPONSE, Command
from dinrail_ads.wire.notifications import DamagedNotification, NotificationSample, samples_of

__all__ = ["CONNECT_S", "AmsLink"]

CONNECT_S = 2.0
FIRST_PORT = 32905
"""Local AMS ports count from here after every connection, so that samples of an earlier one are known as strays."""
UNSENT_BYTES = 4 * 1024 * 1024
KEEP_ALIVE = {"TCP_KEEPIDLE": 5, "TCP_KEEPINTVL": 2, "TCP_KEEPCNT": 3}

Listener = Callable[[list[NotificationSample]], None]


class AmsLink(asyncio.Protocol):
    """`lost`: why it ended, None while it stands; `damaged`, `unmatched`: frames nobody could use."""

    def __init__(self, host: str, port: int, own: bytes) -> None:
        """Begins to connect at once."""
        self.lost: DeviceError | None = NotConnected("not connected yet", key="ads_link_lost", where=host)
        self.heard = False
        """Whether any frame has come."""
        self.damaged = 0
        self.unmatched = 0
        self._host = host
        self._tcp_port = port
        self._own = own
        self._frames = FrameReader()
        self._transport: asyncio.Transport | None = None
        self._listeners: dict[int, Listener] = {}
        self._next_port = FIRST_PORT
        self._loop = asyncio.get_running_loop()
        self._requests = Requests(self._loop)
        self._opening = self._loop.create_task(self._open())

    @property
    def over(self) -> bool:
        """Whether it ended, or never came to be; false while it is being opened."""
        return self._loop.is_closed() or (self._opening.done() and self.lost is not None)

    async def opened(self) -> None:
        """Wait for the connection; raises NotConnected `plc_unreachable`."""
        await asyncio.shield(self._opening)

    def close(self) -> None:
        """Hang up."""
        self._opening.cancel()
        self._end(NotConnected("closed", key="ads_link_lost", where=self._host))

    async def _open(self) -> None:
        loop = self._loop
        try:
            async with asyncio.timeout(CONNECT_S):
                await loop.create_connection(lambda: self, self._host, self._tcp_port)
        except (OSError, TimeoutError) as error:
            why = "no answer" if isinstance(error, TimeoutError) else error.strerror or str(error)
            text = f"{self._host}:{self._tcp_port}: {why}"
            port = self._tcp_port
            raise NotConnected(text, key="plc_unreachable", host=self._host, port=port, detail=why) from None

    def local_port(self, listener: Listener | None = None) -> int:
        """An AMS port of ours; `listener` is given the samples that arrive at it."""
        port, self._next_port = self._next_port, self._next_port + 1
        if listener is not None:
            self._listeners[port] = listener
        return port

    def free(self, port: int) -> None:
        """Nobody listens at this port of ours any more."""
        self._listeners.pop(port, None)

    async def ask(self, target: AmsAddress, source: int, command: Command, data: bytes, timeout: float) -> bytes:
        """What is behind the header of the answer; raises Timeout, NotConnected, AdsRefusal."""
        where = f"AMS port {target.port}"
        if self.lost is not None or self._transport is None:
            raise self.lost or failure(-1, where)
        if self._transport.get_write_buffer_size() > UNSENT_BYTES:
            raise Timeout(f"{where}: the network takes nothing any more", where=where)
        number, future = self._requests.begin(target, command, timeout)
        frame = AmsFrame(target, AmsAddress(self._own, source), command, ADS_COMMAND, 0, number, data)
        self._transport.write(frame.encode())
        answer = await future
        if answer.error:
            raise failure(answer.error, where)
        return answer.data

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]
        self.lost = None
        self._keep_alive(transport.get_extra_info("socket"))

    def data_received(self, data: bytes) -> None:
        try:
            for frame in self._frames.feed(data):
                self.heard = True
                self._take(frame)
        except FrameError as error:
            text = f"{self._host}:{self._tcp_port} sends what is no AMS: {error}"
            self._end(NotConnected(text, key="not_ads", host=self._host, port=self._tcp_port))

    def connection_lost(self, error: Exception | None) -> None:
        detail = getattr(error, "strerror", None) or "hung up"
        self._end(
            NotConnected(f"{self._host}: the connection is lost ({detail})", key="ads_link_lost", where=self._host)
        )

    def _take(self, frame: AmsFrame) -> None:
        if frame.command == Command.NOTIFICATION and not frame.flags & RESPONSE:
            self._notify(frame)
            return
        if not self._requests.settle(frame):
            self.unmatched += 1

    def _notify(self, frame: AmsFrame) -> None:
        listener = self._listeners.get(frame.target.port)
        try:
            samples = samples_of(frame.data)
        except DamagedNotification:
            self.damaged += 1
            return
        if listener is None or frame.target.net_id != self._own:
            self.unmatched += 1
        else:
            listener(samples)

    def _end(self, why: DeviceError) -> None:
        if self.lost is None:
            self.lost = why
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.abort()
        self._requests.fail(self.lost)

    @staticmethod
    def _keep_alive(line: socket.socket) -> None:
        with contextlib.suppress(OSError):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            for name, seconds in KEEP_ALIVE.items():
                if hasattr(socket, name):
                    line.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), seconds)
