"""A real VictoriaMetrics, started, stopped and killed by tests."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import shutil
import signal
import tempfile
import time
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode

from dinrail.testing.ports import free_port

__all__ = ["Database"]

READY_S = 20.0
FLAGS = Path(__file__).parents[3] / "compose" / "database" / "flags.txt"


class Database:
    """The machine's `victoria-metrics` on a free port of the loopback, with the flags of the product.

    What it took outlives `stop` and `kill`, and is gone when the context ends.
    """

    def __init__(self, *flags: str, retention: str = "10y") -> None:
        found = shutil.which("victoria-metrics")
        if found is None:
            raise FileNotFoundError("victoria-metrics")
        self._command = [found, *FLAGS.read_text().split(), f"-retentionPeriod={retention}", *flags]
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="dinrail-database-"))
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        """Base of its interfaces; the same after a restart."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.kill()
        await asyncio.to_thread(shutil.rmtree, self.folder, ignore_errors=True)

    async def start(self) -> None:
        """Run, and answer."""
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            f"-storageDataPath={self.folder / 'data'}",
            f"-httpListenAddr=127.0.0.1:{self.port}",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        async with asyncio.timeout(READY_S):
            while not await self._answers():  # noqa: ASYNC110 - a foreign process gives no signal
                await asyncio.sleep(0.05)

    async def stop(self) -> None:
        """End in order."""
        await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """kill -9: what it had not written yet is lost."""
        await self._end(signal.SIGKILL)

    @property
    def pid(self) -> int:
        """Of the running process."""
        return self._process.pid if self._process is not None else 0

    async def get(self, path: str, **params: Any) -> bytes:
        """Body of an answer."""
        return await asyncio.to_thread(self._ask, "GET", f"{path}?{urlencode(params, doseq=True)}")

    async def post(self, path: str, body: bytes) -> None:
        """Hand something in."""
        await asyncio.to_thread(self._ask, "POST", path, body)

    async def series(self, match: str) -> list[dict[str, Any]]:
        """Raw samples of matching series: `metric`, `timestamps`, `values` (None: no value from here on)."""
        await self.get("/internal/force_flush")
        # Its own idea of now is a second old.
        asked = {"match[]": match, "start": 0, "end": int(time.time()) + 86_400}
        return [json.loads(line) for line in (await self.get("/api/v1/export", **asked)).splitlines()]

    async def samples(self, point: str, name: str = "dinrail") -> list[tuple[int, float | None]]:
        """Raw samples of one point, in order, of all its series."""
        found = await self.series(f'{name}{{point="{point}"}}')
        return sorted(
            (pair for each in found for pair in zip(each["timestamps"], each["values"], strict=True)),
            key=lambda pair: pair[0],
        )

    def _ask(self, method: str, target: str, body: bytes = b"") -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(connection):
            connection.request(method, target, body or None)
            answer = connection.getresponse()
            read = answer.read()
        if answer.status >= 300:
            raise AssertionError(f"{target}: {answer.status} {read[:300]!r}")
        return read

    async def _answers(self) -> bool:
        try:
            await self.get("/health")
        except (OSError, http.client.HTTPException, AssertionError):
            return False
        return True

    async def _end(self, number: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(number)
            await process.wait()
