"""The units of a responder on a serial line: a pseudo terminal, which can be unplugged and plugged in elsewhere."""

from __future__ import annotations

import asyncio
import os
import tty
from contextlib import suppress
from pathlib import Path

from dinrail_modbus.sim.responder import Responder
from dinrail_modbus.sim.rtu_requests import RtuRequests
from dinrail_modbus.sim.rtu_server import rtu_answer

__all__ = ["SerialLine"]

CHARACTER_BITS = 10  # 8N1


class SerialLine:
    """`path`: the device to open. `baud` 0: as fast as the machine, otherwise frames take as long as they would."""

    def __init__(self, responder: Responder, *, baud: int = 0) -> None:
        self.responder = responder
        self.path = ""
        self._baud = baud
        self._link: Path | None = None
        self._ends: tuple[int, int] | None = None
        self._heard: asyncio.Queue[bytes] = asyncio.Queue()
        self._serving: asyncio.Task[None] | None = None

    def plug(self, link: Path | None = None) -> None:
        """Appear, under another number than before; `link` is a name that stays, as udev keeps by-id."""
        master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(master, False)
        self._ends, self._heard = (master, slave), asyncio.Queue()
        self.path = os.ttyname(slave)
        self._link = link
        if link is not None:
            link.unlink(missing_ok=True)
            link.symlink_to(self.path)
            self.path = str(link)
        asyncio.get_running_loop().add_reader(master, self._receive, master)
        self._serving = asyncio.create_task(self._serve(master))

    async def unplug(self) -> None:
        """Vanish, with the link."""
        if self._ends is None:
            return
        (master, slave), self._ends = self._ends, None
        asyncio.get_running_loop().remove_reader(master)
        if self._serving is not None:
            self._serving.cancel()
            await asyncio.gather(self._serving, return_exceptions=True)
        if self._link is not None:
            self._link.unlink(missing_ok=True)
        os.close(slave)
        os.close(master)

    def send(self, data: bytes) -> None:
        """Noise on the line."""
        if self._ends is not None:
            with suppress(BlockingIOError):
                os.write(self._ends[0], data)

    def _receive(self, master: int) -> None:
        with suppress(OSError):
            self._heard.put_nowait(os.read(master, 512))

    async def _serve(self, master: int) -> None:
        requests, loop = RtuRequests(), asyncio.get_running_loop()
        while True:
            data = await self._heard.get()
            for body in requests.feed(data, loop.time()):
                await self._pass(len(body) + 2)
                frame = await rtu_answer(self.responder, body, self.responder.note(body))
                await self._pass(len(frame))
                with suppress(BlockingIOError):
                    os.write(master, frame)

    async def _pass(self, size: int) -> None:
        if self._baud:
            await asyncio.sleep(size * CHARACTER_BITS / self._baud)
