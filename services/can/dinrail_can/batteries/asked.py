"""A battery that answers questions: one round of them per interval, one question at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from dinrail.bms import CANParser, Frame, Request
from dinrail.clock import Clock
from dinrail_can.batteries.base import BatteryOnBus
from dinrail_can.codec import EXTENDED
from dinrail_can.config import Battery

__all__ = ["AskedBattery"]

ANSWER_S = 0.5
STANDARD = 0x7FF


class AskedBattery(BatteryOnBus):
    """Frames of a round, and those of the opening questions, make a record."""

    def __init__(
        self,
        config: Battery,
        parser: CANParser,
        route: Callable[..., None],
        changed: Callable[[], None],
        *,
        send: Callable[[int, bytes], Coroutine[Any, Any, None]],
        clock: Clock,
    ) -> None:
        super().__init__(config, parser, route, changed)
        self._send = send
        self._clock = clock
        self._frames: list[Frame] = []
        self._arrived = asyncio.Event()
        self.unanswered = 0
        """Questions without an answer since the start."""

    def accept(self, frame: Frame, ts: int) -> None:
        self._frames.append(frame)
        del self._frames[:-500]
        self._arrived.set()

    def tick(self, now_ms: int) -> None:
        """What is stale."""
        if now_ms - self.heard > max(self.timeout_ms, int(self.config.interval * 3000)):
            self.expire_all(now_ms)

    async def run(self) -> None:
        """Ask until cancelled."""
        opening: list[Frame] = []
        while True:
            began = self._clock.monotonic()
            if not opening:
                opening = await self._round(self.parser.opening())
            frames = await self._round(self.parser.requests())
            if frames:
                self.publish([*opening, *frames], self.heard, self._clock.now_ms())
            took = self._clock.monotonic() - began
            await self._clock.sleep(max(0.05, self.config.interval - took))

    async def _round(self, requests: Sequence[Request]) -> list[Frame]:
        """Frames of the answers; a battery that says nothing is not asked the rest."""
        found: list[Frame] = []
        for request in requests:
            self._frames.clear()
            await self._send(request.can_id | (EXTENDED if request.can_id > STANDARD else 0), request.data)
            if not await self._answered(request) and not self._frames:
                self.unanswered += 1
                if not request.optional and not found:
                    return []
            found += self._frames
            await self._clock.sleep(request.pause_s)
        return found

    async def _answered(self, request: Request) -> bool:
        try:
            async with asyncio.timeout(min(request.timeout_s, ANSWER_S)):
                while not self.parser.answered(request, self._frames):
                    self._arrived.clear()
                    await self._arrived.wait()
        except TimeoutError:
            return False
        return True
