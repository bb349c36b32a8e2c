"""Brings the letters of one target, one after the other, until each is taken or dead."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from functools import partial

import msgspec

from dinrail.clock import Clock
from dinrail.errors import NotConnected
from dinrail.reason import Reason
from dinrail.runner.pacing import TokenBucket
from dinrail_webhook.backoff import pause
from dinrail_webhook.letters import Letter
from dinrail_webhook.office import Office
from dinrail_webhook.outcome import Outcome
from dinrail_webhook.store import Store

__all__ = ["Courier"]

SECONDS = 60.0
DISK_S = 5.0
"""Between two attempts to write what the disk did not take."""


class Courier:
    """One target. A receiver that is away holds up nobody else's letters."""

    def __init__(
        self,
        target: str,
        office: Office,
        *,
        deliver: Callable[[Letter], Awaitable[Outcome]],
        retry_for: float,
        per_minute: float,
        clock: Clock,
        changed: Callable[[], None],
    ) -> None:
        """changed: something to be told has happened."""
        self.target = target
        self.trouble: Reason | None = None
        """Why the last attempt failed, when it did."""
        self.delivered = 0
        self._office = office
        self._deliver = deliver
        self._retry_for = retry_for
        self._clock = clock
        self._changed = changed
        self.pace = TokenBucket(clock, rate=per_minute / SECONDS, burst=max(1.0, per_minute / 6))
        self._bell = asyncio.Event()
        self._hurry = asyncio.Event()
        self._unwritten: dict[str, Letter | None] = {}
        """How letters stand that the disk still has otherwise; None: delivered. Never more than lie there."""

    def ring(self) -> None:
        """A letter is there."""
        self._bell.set()

    def hurry(self) -> None:
        """Somebody waits for it: the next attempt is now."""
        self._hurry.set()
        self._bell.set()

    async def run(self) -> None:
        """Until cancelled."""
        letter: Letter | None = None
        while True:
            self._bell.clear()
            await self._write()
            letter = letter or await self._office.ask(self._first)
            if letter is None:
                await self._wait(self._bell, DISK_S if self._unwritten else None)
                continue
            letter = await self._bring(letter)

    async def _bring(self, letter: Letter) -> Letter | None:
        """One attempt and the pause after it; the letter while it is to be tried again."""
        while not self.pace.take():
            await self._clock.sleep(self.pace.wait())
        self._hurry.clear()
        outcome = await self._deliver(letter)
        self.trouble = outcome.reason
        if outcome.ok:
            self.delivered += 1
            await self._settle(letter.id, None)
            return None
        wait = pause(letter.attempts + 1, outcome.after)
        dead = not outcome.again or letter.spent + wait > self._retry_for
        kept = msgspec.structs.replace(
            letter,
            attempts=letter.attempts + 1,
            spent=letter.spent if dead else letter.spent + wait,
            state="dead" if dead else "waiting",
            reason=outcome.reason,
        )
        await self._settle(letter.id, kept)
        if dead:
            return None
        await self._wait(self._hurry, wait)
        return kept

    def _first(self, store: Store) -> Letter | None:
        return store.first(self.target, list(self._unwritten))

    async def _settle(self, identity: str, letter: Letter | None) -> None:
        self._unwritten[identity] = letter
        await self._write()
        self._changed()

    async def _write(self) -> None:
        """What a full disk does not take is known here, so that nothing is sent twice, and written later."""
        for identity, letter in list(self._unwritten.items()):
            try:
                await self._office.change(partial(Store.settle, identity=identity, letter=letter))
            except NotConnected:
                return
            del self._unwritten[identity]

    @staticmethod
    async def _wait(event: asyncio.Event, seconds: float | None) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await event.wait()
