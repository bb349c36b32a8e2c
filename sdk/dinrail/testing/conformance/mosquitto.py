"""A real Mosquitto in place of the fake broker."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import Self

from dinrail.settings import BrokerAddress
from dinrail.testing.ports import free_port

__all__ = ["Mosquitto"]

READY_S = 5.0
CONFIG = """listener {port} 127.0.0.1
allow_anonymous true
persistence false
max_packet_size 262144
log_type error
"""


class Mosquitto:
    """The machine's `mosquitto` on a free port of the loopback, without persistence."""

    def __init__(self, program: str = "mosquitto") -> None:
        found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/local/sbin")
        if found is None:
            raise FileNotFoundError(program)
        self._program = found
        self._port = free_port()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._process: asyncio.subprocess.Process | None = None

    @property
    def address(self) -> BrokerAddress:
        """Where it listens; the same after `restart`."""
        return BrokerAddress("127.0.0.1", self._port)

    async def __aenter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="dinrail-mosquitto-")
        config = Path(self._folder.name) / "mosquitto.conf"
        await asyncio.to_thread(config.write_text, CONFIG.format(port=self._port))
        await self.restart()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.kill()
        if self._folder is not None:
            self._folder.cleanup()

    async def kill(self) -> None:
        """kill -9: connections are cut, retained messages are lost."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            await process.wait()

    async def restart(self) -> None:
        """Start again on the same port, empty."""
        await self.kill()
        folder = self._folder.name if self._folder is not None else ""
        self._process = await asyncio.create_subprocess_exec(self._program, "-c", f"{folder}/mosquitto.conf")
        async with asyncio.timeout(READY_S):
            while not await self._listens():  # noqa: ASYNC110 - a foreign process gives no signal
                await asyncio.sleep(0.05)

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            return False
        writer.close()
        return True
