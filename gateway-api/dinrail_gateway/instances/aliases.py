"""Names that mean the same: a host name and its address, a by-id link and the port behind it."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Iterable
from pathlib import Path

from dinrail.clock import Clock
from dinrail_gateway.background import begin, end

__all__ = ["Aliases"]

PATIENCE_S = 2.0
AGAIN_S = 60.0
AT_ONCE = 32


class Aliases:
    """What names stand for, as far as it is known; a name that stands for nothing is itself."""

    def __init__(self, host_dev: Path, *, clock: Clock, resolve: Callable[[str], str] | None = None) -> None:
        """resolve: address of a host name, raises OSError; asked in threads."""
        self._host_dev = host_dev
        self._clock = clock
        self._resolve = resolve or _address
        self._known: dict[str, str] = {}
        self._used: Callable[[], Iterable[str]] = tuple
        self._changed: Callable[[], None] = lambda: None
        self._task: asyncio.Task[None] | None = None

    def of(self, name: str) -> str:
        """What a normalised name stands for; never waits."""
        return self._known.get(name, name)

    def start(self, used: Callable[[], Iterable[str]], changed: Callable[[], None]) -> None:
        """Look again at all names in use once a minute; `changed` is called when one stands for something else."""
        self._used, self._changed = used, changed
        self._task = begin(self._run, "aliases")

    async def stop(self) -> None:
        """End."""
        await end(self._task)

    async def learn(self, names: Iterable[str]) -> bool:
        """Look at these names, for two seconds at most; whether one stands for something else than before."""
        wanted = sorted(set(names))[:AT_ONCE]
        found = await asyncio.gather(*(self._look(name) for name in wanted))
        fresh = {name: target for name, target in zip(wanted, found, strict=True) if target is not None}
        changed = any(self._known.get(name, name) != target for name, target in fresh.items())
        self._known |= fresh
        return changed

    async def _run(self) -> None:
        while True:
            if await self.learn(self._used()):
                self._changed()
            await self._clock.sleep(AGAIN_S)

    async def _look(self, name: str) -> str | None:
        """None when it cannot be told now: what was known before holds."""
        work = self._port if name.startswith("/") else self._resolve
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await asyncio.to_thread(work, name)
        except (OSError, UnicodeError, TimeoutError):
            return None

    def _port(self, path: str) -> str:
        folder = os.path.realpath(self._host_dev)
        real = Path(os.path.realpath(self._host_dev / path.removeprefix("/dev/"), strict=True))
        return f"/dev/{real.relative_to(folder)}" if real.is_relative_to(folder) else path


def _address(name: str) -> str:
    """The lowest IPv4 address, else the lowest of any kind: the same for everybody who asks."""
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    ranked = sorted((family != socket.AF_INET, str(address[0])) for family, *_, address in found)
    return ranked[0][1]
