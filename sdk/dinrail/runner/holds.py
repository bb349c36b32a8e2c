"""Maintenance holds of this instance: which of its points keep their last value and take no write, until when."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec

from dinrail.clock import Clock
from dinrail.documents import Hold
from dinrail.errors import Blocked

__all__ = ["Holds"]

LONGEST_SLEEP_S = 3600.0

_decode = msgspec.json.Decoder(list[Hold]).decode


class Holds:
    """What the gateway told last; a hold ends by itself, whether the gateway still lives or not."""

    def __init__(self, *, clock: Clock, changed: Callable[[], None]) -> None:
        """changed: called when another set of points is held."""
        self._clock = clock
        self._changed = changed
        self._told: list[Hold] = []
        self._held: list[Hold] = []
        self._wake = asyncio.Event()

    def take(self, payload: bytes) -> None:
        """The whole list; a cleared topic means none. Raises DecodeError."""
        self._told = _decode(payload) if payload else []
        self._look()
        self._wake.set()

    @property
    def any(self) -> bool:
        """Whether anything is held now."""
        return bool(self._held)

    def over(self, path: str) -> Hold | None:
        """The hold a point is under now."""
        for hold in self._held:
            if hold.covers(path):
                return hold
        return None

    def refusal(self, path: str) -> Blocked | None:
        """Why a write to a point is refused."""
        hold = self.over(path)
        if hold is None:
            return None
        message = f"under maintenance by {hold.by}: {hold.reason}"
        return Blocked(message, key="maintenance_hold", by=hold.by, why=hold.reason, until=hold.until)

    async def run(self) -> None:
        """Notice ends, until cancelled."""
        while True:
            now = self._clock.now_ms()
            left = min((hold.until - now for hold in self._held), default=LONGEST_SLEEP_S * 1000) / 1000
            sleep = asyncio.ensure_future(self._clock.sleep(min(LONGEST_SLEEP_S, max(0.05, left))))
            wake = asyncio.ensure_future(self._wake.wait())
            try:
                await asyncio.wait([sleep, wake], return_when=asyncio.FIRST_COMPLETED)
            finally:
                sleep.cancel()
                wake.cancel()
            self._wake.clear()
            self._look()

    def _look(self) -> None:
        now = self._clock.now_ms()
        held = [hold for hold in self._told if hold.until > now]
        if held != self._held:
            self._held = held
            self._changed()
