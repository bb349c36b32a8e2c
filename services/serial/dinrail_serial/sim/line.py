"""Devices on one line: a pseudo terminal that can be unplugged and comes back elsewhere, or a TCP port."""

from __future__ import annotations

import asyncio
import os
import tty
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from dinrail.testing.boards.speaker import Speaker

__all__ = ["SimulatedLine"]

CHUNK = 20


class SimulatedLine:
    """Everybody hears everything; answers come in chunks of 20 bytes, as slow drivers hand them on."""

    def __init__(self, speakers: Sequence[Speaker]) -> None:
        self.speakers = list(speakers)
        self.port = 0
        self.links = 0
        self._ends: tuple[int, int] | None = None
        self._link: Path | None = None
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def plug(self, link: Path | None = None) -> str:
        """Appear as a terminal; `link` is a name that stays, as udev keeps by-id. The path to open."""
        master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(master, False)
        path = os.ttyname(slave)
        if link is not None:
            link.unlink(missing_ok=True)
            link.symlink_to(path)
        self._ends, self._link = (master, slave), link
        asyncio.get_running_loop().add_reader(master, self._from_terminal, master)
        self._let_talk(self._to_terminal)
        return str(link or path)

    async def unplug(self) -> None:
        """Vanish, with the link."""
        await self._silence()
        if self._ends is None:
            return
        (master, slave), self._ends = self._ends, None
        asyncio.get_running_loop().remove_reader(master)
        if self._link is not None:
            self._link.unlink(missing_ok=True)
        os.close(slave)
        os.close(master)

    async def listen(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Be a serial server; after `stop` again on the same port."""
        self._server = await asyncio.start_server(self._connected, host, port or self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        self._let_talk(self._to_writers)

    async def stop(self) -> None:
        """Cut every connection and listen no more."""
        await self._silence()
        server, self._server = self._server, None
        if server is not None:
            server.close()
        for writer in list(self._writers):
            writer.transport.abort()
        await asyncio.sleep(0)

    def send(self, data: bytes) -> None:
        """Noise on the line."""
        self._to_terminal(data)
        self._to_writers(data)

    def _let_talk(self, send: Callable[[bytes], None]) -> None:
        for speaker in self.speakers:
            if speaker.period is not None:
                self._start(self._talk(speaker, speaker.period, send))

    async def _talk(self, speaker: Speaker, period: float, send: Callable[[bytes], None]) -> None:
        while True:
            await self._say(speaker.speak(), send)
            await asyncio.sleep(period)

    async def _answer(self, data: bytes, send: Callable[[bytes], None]) -> None:
        for speaker in self.speakers:
            if answer := speaker.hear(data):
                if speaker.delay and "slow" in speaker.faults:
                    await asyncio.sleep(speaker.delay)
                await self._say(answer, send)

    async def _say(self, data: bytes, send: Callable[[bytes], None]) -> None:
        for at in range(0, len(data), CHUNK):
            send(data[at : at + CHUNK])
            await asyncio.sleep(0)

    def _from_terminal(self, master: int) -> None:
        with suppress(OSError):
            self._start(self._answer(os.read(master, 512), self._to_terminal))

    def _to_terminal(self, data: bytes) -> None:
        if self._ends is not None:
            with suppress(BlockingIOError):
                os.write(self._ends[0], data)

    def _to_writers(self, data: bytes) -> None:
        for writer in self._writers:
            writer.write(data)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        self.links += 1
        try:
            while data := await reader.read(512):
                await self._answer(data, writer.write)
        except OSError:
            pass
        finally:
            self._writers.discard(writer)
            self.links -= 1
            writer.close()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _silence(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
