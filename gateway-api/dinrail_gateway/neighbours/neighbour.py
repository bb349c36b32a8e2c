"""One neighbour: looked at for ever, told when it is away, forgotten when it is back."""

from __future__ import annotations

import asyncio
import logging

from dinrail.clock import Clock
from dinrail.reason import Reason
from dinrail_gateway.background import begin, end
from dinrail_gateway.neighbours.probe import Probe

__all__ = ["START_S", "Neighbour"]

EVERY_S = 2.0
ANSWER_S = 3.0
START_S = 60.0
"""What one may take that starts together with us; one that was there once is missed at once."""


class Neighbour:
    """away: why it is a problem that it does not answer; enabled: whether this house has one at all."""

    def __init__(
        self, name: str, *, enabled: bool, door: tuple[str, int], path: str, away: Reason, clock: Clock
    ) -> None:
        self.name = name
        self.enabled = enabled
        self._probe = Probe(door)
        self._path = path
        self._away = away
        self._clock = clock
        self._log = logging.getLogger("dinrail.gateway")
        self._alive = self._met = False
        self._away_since: float | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def alive(self) -> bool:
        """Whether it answered the last time."""
        return self._alive

    def problem(self) -> Reason | None:
        """Why it is degraded."""
        since = self._away_since
        if since is None:
            return None
        return self._away if self._met or self._clock.monotonic() - since >= START_S else None

    def start(self) -> None:
        """Begin to look; nothing where there is none."""
        if self.enabled:
            self._task = begin(self._run, self.name)

    async def stop(self) -> None:
        """End."""
        await end(self._task)
        self._probe.close()

    async def look(self) -> None:
        """Ask once."""
        try:
            async with asyncio.timeout(ANSWER_S):
                self._take(await self._probe.ask(self._path))
        except (OSError, ValueError, TimeoutError) as error:
            self._missed(error)
            return
        if self._away_since is not None and self._met:
            self._log.info("%s answers again", self.name)
        self._alive = self._met = True
        self._away_since = None

    def _take(self, body: bytes) -> None:
        """What it said; raises ValueError when that is not its own answer."""

    def _missed(self, error: Exception) -> None:
        self._alive = False
        if self._away_since is None:
            self._away_since = self._clock.monotonic()
            if self._met:
                self._log.warning("%s does not answer: %s", self.name, str(error) or "no answer in time")

    async def _run(self) -> None:
        while True:
            await self.look()
            await self._clock.sleep(EVERY_S)
