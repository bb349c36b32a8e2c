"""A socket between the gateway and the engine that can hang or go away, as a daemon does."""

from __future__ import annotations

import asyncio
import contextlib
import os
from pathlib import Path

ENGINE = os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock").removeprefix("unix://")
BROKEN = (OSError, asyncio.IncompleteReadError)


class EngineSocket:
    """Forwards connections; `hang` keeps them open and silent, `drop` breaks and refuses them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._passing = asyncio.Event()
        self._passing.set()
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()
        self._pumps: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """What DOCKER_HOST would be."""
        return f"unix://{self.path}"

    async def listen(self) -> None:
        """As if the daemon started."""
        self._server = await asyncio.start_unix_server(self._accept, self.path)

    def hang(self) -> None:
        """From now on nothing is answered."""
        self._passing.clear()

    def answer(self) -> None:
        """Everything that waited passes."""
        self._passing.set()

    async def drop(self) -> None:
        """As if the daemon ended: connections break, new ones are refused."""
        if self._server is not None:
            self._server.close()
            self._server = None
            self.path.unlink(missing_ok=True)  # from Python 3.13 on the server removes it itself
        pumps = list(self._pumps)
        for task in pumps:
            task.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)
        ends, self._ends = self._ends, set()
        for end in ends:
            end.close()
        for end in ends:
            with contextlib.suppress(*BROKEN):
                await end.wait_closed()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_unix_connection(ENGINE)
        if self._server is None:  # dropped meanwhile
            writer.close()
            far_writer.close()
            return
        self._ends |= {writer, far_writer}
        for source, sink in ((reader, far_writer), (far_reader, writer)):
            task = asyncio.create_task(self._pump(source, sink))
            self._pumps.add(task)
            task.add_done_callback(self._pumps.discard)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(*BROKEN):
            while data := await source.read(65536):
                await self._passing.wait()
                sink.write(data)
                await sink.drain()
        sink.close()
