"""The adapter's process: started like in production, looked at from outside."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections import deque
from pathlib import Path

from dinrail.testing.conformance.expectation import NotConforming

__all__ = ["AdapterProcess", "run_once"]

KEPT_LINES = 200
LISTEN = "0A"


class AdapterProcess:
    """A running adapter; `lines` are the last ones it wrote to stderr."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.pid = process.pid
        self.lines: deque[str] = deque(maxlen=KEPT_LINES)
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, command: list[str], environment: dict[str, str]) -> AdapterProcess:
        """Start it in a session of its own."""
        process = await asyncio.create_subprocess_exec(
            *command, env=environment, stderr=asyncio.subprocess.PIPE, start_new_session=True
        )
        return cls(process)

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self._process.returncode is None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal."""
        if self.running:
            self._process.send_signal(number)

    async def ended(self, timeout: float) -> int:
        """Exit code; raises NotConforming when it still runs after `timeout` seconds."""
        try:
            return await asyncio.wait_for(self._process.wait(), timeout)
        except TimeoutError:
            raise NotConforming(f"the process still runs after {timeout:g} s") from None

    async def kill(self) -> None:
        """End it by force, with all its children."""
        if self.running:
            with contextlib.suppress(ProcessLookupError):  # it ended, and asyncio has yet to say so
                os.killpg(self.pid, signal.SIGKILL)
        await self._process.wait()
        await self._reading

    def resident_mb(self) -> float:
        """Resident memory in MB, from /proc."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def listening_ports(self) -> list[int]:
        """TCP ports the process listens on, from /proc."""
        own = {str(link.readlink()) for link in Path(f"/proc/{self.pid}/fd").iterdir() if link.is_symlink()}
        ports = []
        for table in ("tcp", "tcp6"):
            rows = [row.split() for row in Path(f"/proc/{self.pid}/net/{table}").read_text().splitlines()[1:]]
            ports += [
                int(row[1].rpartition(":")[2], 16) for row in rows if row[3] == LISTEN and f"socket:[{row[9]}]" in own
            ]
        return ports

    async def _read(self) -> None:
        if self._process.stderr is not None:
            async for line in self._process.stderr:
                self.lines.append(line.decode(errors="replace").rstrip())


async def run_once(command: list[str], environment: dict[str, str], timeout: float) -> tuple[int, bytes, str]:
    """Exit code, stdout and stderr of a command; raises NotConforming when it does not end in time."""
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), timeout)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise NotConforming(f"{' '.join(command[1:])} still runs after {timeout:g} s") from None
    return process.returncode or 0, out, err.decode(errors="replace")
