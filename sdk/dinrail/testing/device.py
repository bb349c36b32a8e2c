"""What simulated devices are built from: a port that can be unplugged, and time that passes."""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from contextlib import suppress

__all__ = ["Pace", "TcpDevice"]

TICK_S = 0.1


class TcpDevice(ABC):
    """A TCP port and its connections; `host` and `port` are where it listens, or did last."""

    def __init__(self) -> None:
        self.host = ""
        self.port = 0
        self._server: asyncio.Server | None = None
        self._connections: dict[asyncio.StreamWriter, asyncio.Task[None] | None] = {}

    @property
    def links(self) -> int:
        """Open connections."""
        return len(self._connections)

    async def listen(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Open the port (0: any free one, then always the same)."""
        self._server = await asyncio.start_server(self._accept, host, port or self.port)
        self.host, self.port = host, self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close the port and every connection: the plug is pulled."""
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        serving = [task for task in self._connections.values() if task is not None]
        self.drop_connections()
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
        await server.wait_closed()

    def drop_connections(self) -> None:
        """Cut every connection as a crash would; the port stays open."""
        for writer in tuple(self._connections):
            writer.transport.abort()

    @abstractmethod
    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until this returns; a lost one may end it by OSError or IncompleteReadError."""

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections[writer] = asyncio.current_task()
        try:
            await self.serve(reader, writer)
        except (asyncio.IncompleteReadError, OSError, asyncio.CancelledError):
            pass  # cancelled only by `stop`; asyncio of Python 3.11 reports a cancelled handler as an error
        finally:
            self._connections.pop(writer, None)
            writer.close()
            with suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()


class Pace(ABC):
    """Lets simulated time pass: `speed` simulated seconds in one of ours, 0 stands still."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._ticking: asyncio.Task[None] | None = None

    def set_going(self) -> None:
        """From now on."""
        if self._speed and self._ticking is None:
            self._ticking = asyncio.create_task(self._tick())

    def halt(self) -> None:
        """Time stands still."""
        if self._ticking is not None:
            self._ticking.cancel()
            self._ticking = None

    @abstractmethod
    def step(self, seconds: float) -> None:
        """So much simulated time has passed."""

    async def _tick(self) -> None:
        last = time.monotonic()
        while True:
            await asyncio.sleep(TICK_S)
            now = time.monotonic()
            self.step((now - last) * self._speed)
            last = now
