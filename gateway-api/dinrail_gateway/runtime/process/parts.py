"""Broker, router and database as children of the gateway, started before anything else and kept running."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal as signals
import subprocess
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import msgspec

from dinrail.errors import ConfigError
from dinrail_gateway.background import begin, end
from dinrail_gateway.runtime.interface import EngineError, Part
from dinrail_gateway.runtime.process import system
from dinrail_gateway.runtime.process.logs import OutputLog
from dinrail_gateway.serving import check_port

__all__ = ["Parts", "Plan"]

LOOK_S = 0.2
STOP_S = 5.0
PORT_S = 10.0
CHECK_S = 2.0
BACKOFF = (0.5, 1.0, 2.0, 5.0, 15.0)
GOOD_S = 60.0
NICE: dict[str, int] = {"broker": 0, "router": 2, "database": 5}
OOM_SCORES: dict[str, int] = {"router": 100, "database": 300}


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How a part is run.

    command: makes its configuration anew and tells the command (blocking); ports: address, number and the setting
    that names it, must be free before each start; damaged: called when it ends within seconds of its start (blocking).
    """

    command: Callable[[], list[str]]
    env: Mapping[str, str] = {}
    ports: tuple[tuple[str, int, str], ...] = ()
    damaged: Callable[[], None] = lambda: None


class _Part:
    def __init__(self, name: str, plan: Plan, folder: Path) -> None:
        self.name = name
        self.plan = plan
        self.folder = folder
        self.output = OutputLog(folder)
        self.child: subprocess.Popen[bytes] | None = None
        self.task: asyncio.Task[None] | None = None
        self.began = 0.0


class Parts:
    """Order of the plans is the order of starting; `proxy` is the gateway itself, told by `renewed`."""

    def __init__(self, plans: Mapping[str, Plan], folder: Path) -> None:
        self._parts = {name: _Part(name, plan, folder / name) for name, plan in plans.items()}
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="parts")
        self._log = logging.getLogger("dinrail.parts")
        self.renewed: Callable[[], None] = lambda: None

    def check(self) -> None:
        """Raise ConfigError when a port they need is somebody else's (blocking)."""
        for part in self._parts.values():
            _await_ports(part.plan, CHECK_S)

    async def start(self) -> None:
        """Have them run; raises ConfigError for what will never run."""
        for part in self._parts.values():
            await self._do(partial(self._launch, part))
            part.task = begin(partial(self._keep, part), f"part {part.name}")

    async def stop(self) -> None:
        """End them in reverse order."""
        for part in reversed(self._parts.values()):
            await end(part.task)
            await self._end(part)
        self._starter.shutdown(wait=True)

    async def restart(self, part: Part) -> None:
        """End it; its keeper starts it again at once."""
        if part == "proxy":
            self.renewed()
            return
        known = self._known(part)
        known.began = 0.0
        await self._end(known)

    async def signal(self, part: Part, signal: str) -> None:
        """Send it a signal."""
        known = self._known(part)
        number = getattr(signals, f"SIG{signal.removeprefix('SIG')}", None)
        if number is not None and known.child is not None and not system.ended(known.child):
            os.kill(known.child.pid, number)

    def _known(self, part: str) -> _Part:
        known = self._parts.get(part)
        if known is None:
            raise EngineError(f"{part} is not run from here", key="part_missing", part=part)
        return known

    async def _keep(self, part: _Part) -> None:
        tries = 0
        while True:
            await asyncio.sleep(LOOK_S)
            if part.child is not None and not system.ended(part.child):
                continue
            code = part.child.wait() if part.child is not None else -1
            asked = part.began == 0.0
            lived = time.monotonic() - part.began
            tries = 0 if asked or lived > GOOD_S else tries + 1
            if not asked:
                lines = await asyncio.to_thread(part.output.tail, 3)
                said = " | ".join(line.message for line in lines)
                self._log.error("%s ended by itself with code %s: %s", part.name, code, said)
                if lived < 10.0:
                    await self._do(part.plan.damaged)
                await asyncio.sleep(BACKOFF[min(tries, len(BACKOFF)) - 1])
            try:
                await self._do(partial(self._launch, part))
            except (ConfigError, OSError) as error:
                self._log.error("%s: %s", part.name, error)
                part.child, part.began = None, time.monotonic()

    async def _end(self, part: _Part) -> None:
        child = part.child
        if child is None:
            return
        system.soft_stop(child)
        deadline = time.monotonic() + STOP_S
        while not system.ended(child):
            if time.monotonic() > deadline and child.returncode is None:
                system.end_group(child.pid)
            await asyncio.sleep(0.05)
        child.wait()

    # -- in the starter's thread

    def _launch(self, part: _Part) -> None:
        part.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _await_ports(part.plan, PORT_S)
        command = part.plan.command()
        passed_on = {name: value for name, value in os.environ.items() if not name.startswith("DINRAIL_")}
        reading, writing = os.pipe()
        try:
            part.child = system.spawn(command, passed_on | dict(part.plan.env), part.folder, writing)
        except OSError:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        part.began = time.monotonic()
        part.output.follow(reading, f"output {part.name}")
        with contextlib.suppress(OSError):
            system.lower(part.child.pid, NICE.get(part.name, 0), OOM_SCORES.get(part.name, 0))
        self._log.info("%s started", part.name)

    async def _do(self, call: Callable[[], None]) -> None:
        await asyncio.get_running_loop().run_in_executor(self._starter, call)


def _await_ports(plan: Plan, seconds: float) -> None:
    """One that just ended may hold its port for a moment."""
    deadline = time.monotonic() + seconds
    for host, port, name in plan.ports:
        while True:
            try:
                check_port(host, port, name)
                break
            except ConfigError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
