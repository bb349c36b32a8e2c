"""The simulator: a line device on a TCP port of the loopback."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

__all__ = ["LineDevice"]


class LineDevice:
    """Answers GET, SET and AUTH; `stop` cuts every line, `start` listens on the same port again."""

    def __init__(self, password: str = "") -> None:
        self.values: dict[str, Any] = {
            "temperature": 21.5,
            "setpoint": 20.0,
            "mode": 1,
            "pump": False,
            "name": "boiler",
        }
        self.password = password
        self.port = 0
        self.requests: list[str] = []
        self.silent = False
        """While true, nothing is answered: the line is half open."""
        self._server: asyncio.Server | None = None
        self._writers: dict[asyncio.StreamWriter, asyncio.Task[None] | None] = {}

    @property
    def lines(self) -> int:
        """Open connections."""
        return len(self._writers)

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Vanish."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
        serving = dict(self._writers)
        for writer in serving:
            writer.transport.abort()
        await asyncio.gather(*(task for task in serving.values() if task), return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers[writer] = asyncio.current_task()
        try:
            while line := await reader.readline():
                self.requests.append(line.decode().strip())
                if not self.silent:
                    writer.write(f"{self._answer(self.requests[-1])}\n".encode())
        except OSError:
            pass
        finally:
            self._writers.pop(writer, None)
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    def _answer(self, line: str) -> str:
        verb, _, rest = line.partition(" ")
        name, _, value = rest.partition(" ")
        if verb == "AUTH":
            return "OK" if rest == self.password else "ERROR wrong password"
        if verb == "GET":
            return f"OK {json.dumps(self.values.get(name, 0))}"
        if verb == "SET" and name in self.values:
            self.values[name] = json.loads(value)
            return f"OK {json.dumps(self.values[name])}"
        return f"ERROR {verb}"
