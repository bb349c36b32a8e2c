"""A second, real Mosquitto: stopped, suspended, with passwords, with TLS, as WebSocket."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Self

from dinrail.testing.ports import free_port

__all__ = ["ExternalBroker"]

READY_S = 10.0


class ExternalBroker:
    """On a free port of the loopback, the same after `stop` and `start`; retained messages end with it.

    lines: further lines of its configuration, `{folder}` is where `files` are.
    """

    def __init__(self, lines: str = "allow_anonymous true", *, files: dict[str, str] | None = None) -> None:
        self._lines = lines
        self._files = files or {}
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="dinrail-external-"))
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.stop()
        await asyncio.to_thread(shutil.rmtree, self.folder, ignore_errors=True)

    async def start(self) -> None:
        """Listen; harmless when it does."""
        if self._process is not None:
            return
        await asyncio.to_thread(self._write)
        program = shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/usr/bin") or "mosquitto"
        self._process = await asyncio.create_subprocess_exec(
            program, "-c", str(self.folder / "mosquitto.conf"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        async with asyncio.timeout(READY_S):
            while not await self._listens():  # noqa: ASYNC110 - a foreign process gives no signal
                await asyncio.sleep(0.02)

    async def stop(self) -> None:
        """kill -9; harmless when repeated."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            await process.wait()

    def suspend(self) -> None:
        """The kernel takes connections and bytes, nobody answers."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Go on."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    def links(self) -> int:
        """Connections that are established."""
        return sum(_established(table, self.port) for table in ("/proc/net/tcp", "/proc/net/tcp6"))

    def _write(self) -> None:
        for name, text in self._files.items():
            file = self.folder / name
            file.write_text(text)
            file.chmod(0o644)
        self.folder.chmod(0o755)
        common = "persistence false\nlog_dest none\nmax_queued_messages 0\nsys_interval 0\n"
        lines = self._lines.replace("{folder}", str(self.folder))
        (self.folder / "mosquitto.conf").write_text(f"listener {self.port} 127.0.0.1\n{lines}\n{common}")

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        return True


def _established(table: str, port: int) -> int:
    try:
        rows = [line.split() for line in Path(table).read_text().splitlines()[1:]]
    except OSError:
        return 0
    return sum(1 for row in rows if int(row[1].rsplit(":", 1)[1], 16) == port and row[3] == "01")
