"""Looks at everything that is said on the broker while somebody watches, on a connection of its own."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Container
from typing import Any

import msgspec

from dinrail.adapter import Context
from dinrail.errors import CallRefused, DeviceError
from dinrail.reach import Allowed
from dinrail.reason import Reason
from dinrail_mqtt.browser.history import Histories
from dinrail_mqtt.browser.seen import Standing, Table
from dinrail_mqtt.browser.suggesting import suggestions
from dinrail_mqtt.client import Client, Identity, Incoming
from dinrail_mqtt.config import Endpoint
from dinrail_mqtt.topics import check_filter

__all__ = ["TopicBrowser"]

STREAM = "topics"
EVERYTHING = "#"
ROUND_S = 0.5
ASKED_S = 15.0
"""How long a call keeps it looking without the live list."""
AGAIN_S = 5.0
SETTLE_S, QUIET_S = 4.0, 0.3
SLICE, SLICE_S = 100, 0.05
"""No more messages than this are taken in this time: the bridge goes first."""
SLOWED_ROUNDS = 6
LIMIT = 2000


class TopicBrowser:
    """Costs nothing while nobody looks. The connection is its own, so that nothing reaches the bridge twice."""

    def __init__(
        self, context: Context, standing: Callable[[str], Standing], taken: Container[str], allowed: Allowed
    ) -> None:
        self._context = context
        self._clock = context.clock
        self._taken = taken
        self._allowed = allowed
        self._table = Table(context.clock, standing)
        self._histories = Histories(context.clock)
        self._filter = EVERYTHING
        self._asked = float("-inf")
        self._client: Client | None = None
        self._problem: Reason | None = None
        self._told: dict[str, Any] = {}
        self._slice, self._began = 0, 0.0
        self._held_back, self._slowed = False, 0
        self._fresh = 0.0
        self._wake = asyncio.Event()
        self._runs = False

    async def run(self, endpoint: Endpoint, who: Identity) -> None:
        """Until cancelled; what goes wrong here is told to who looks, and nobody else."""
        self._runs = True
        try:
            while True:
                await self._pause(ROUND_S)
                if not self._wanted:
                    continue
                try:
                    await self._look(endpoint, who)
                    self._problem = None
                except DeviceError as error:
                    self._problem = error.reason
                    self._tell()
                    await self._pause()
        finally:
            self._runs = False
            self._forget()

    def topics(self, params: dict[str, Any]) -> dict[str, Any]:
        """`{"start", "limit", "filter"}` → topics in order. Whoever asks keeps it looking for a while."""
        start, limit = params.get("start", 0), params.get("limit", LIMIT // 2)
        wanted = params.get("filter", self._filter)
        if not (type(start) is int and type(limit) is int and start >= 0 and 1 <= limit <= LIMIT):
            raise CallRefused(f"start is at least 0, limit 1 to {LIMIT}", method="topics")
        if not isinstance(wanted, str) or check_filter(wanted):
            shown = str(wanted)[:64]
            raise CallRefused(f"{shown!r} is no filter of topics", key="filter_invalid", filter=shown)
        self._asked = self._clock.monotonic()
        if wanted != self._filter:
            self._filter = wanted
            self._wake.set()
        return self._state() | {
            "total": len(self._table.seen),
            "start": start,
            "topics": self._table.page(start, limit),
        }

    def topic(self, params: dict[str, Any]) -> dict[str, Any]:
        """`{"topic"}` → its last payloads, and what it could become."""
        name = params.get("topic")
        self._asked = self._clock.monotonic()
        seen = self._table.seen.get(name) if isinstance(name, str) else None
        if not isinstance(name, str) or seen is None:
            shown = str(name)[:64]
            raise CallRefused(f"{shown!r} was not heard", key="topic_not_heard", topic=shown)
        history = self._histories.look(name, seen.payload, seen.size, seen.ts, retained=not seen.count)
        return self._table.entry(name) | {
            "history": history,
            "suggestions": suggestions(name, self._table.seen, self._taken),
        }

    async def settled(self) -> None:
        """Until what the broker has kept is there, not for long."""
        self._asked = self._clock.monotonic()
        end = self._asked + SETTLE_S
        while (now := self._clock.monotonic()) < end and self._runs and self._problem is None:
            if self._fresh and now - self._fresh > QUIET_S:
                return
            await self._clock.sleep(0.05)

    @property
    def _wanted(self) -> bool:
        return self._context.watched(STREAM) or self._clock.monotonic() - self._asked < ASKED_S

    async def _look(self, endpoint: Endpoint, who: Identity) -> None:
        name = f"{who.client_id}-{secrets.token_hex(2)}"
        client = Client(endpoint, msgspec.structs.replace(who, client_id=name), self._take, allowed=self._allowed)
        pattern = self._filter
        self._wake.clear()
        self._table.clear()
        self._histories.clear()
        try:
            await client.open()
            self._client = client
            await client.subscribe([(pattern, 0)], as_published=True)
            self._fresh, self._problem = self._clock.monotonic(), None
            while self._wanted and not self._wake.is_set():
                if not client.connected:
                    await client.lost()
                self._slowed = self._slowed + 1 if self._held_back else 0
                self._held_back = False
                self._tell()
                await self._pause(ROUND_S)
        finally:
            self._client = None
            self._fresh = 0.0
            await client.close()
            if not self._wanted:
                self._forget()

    async def _pause(self, seconds: float = AGAIN_S) -> None:
        """Shorter when the filter changes."""
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    def _take(self, message: Incoming) -> None:
        known = len(self._table.seen)
        self._table.take(message.topic, message.payload, retained=message.retained)
        self._histories.take(message.topic, message.payload, self._clock.now_ms(), retained=message.retained)
        now = self._clock.monotonic()
        if len(self._table.seen) != known:
            self._fresh = now
        self._slice += 1
        if self._slice < SLICE:
            return
        left = SLICE_S - (now - self._began)
        if left > 0 and self._client is not None:
            self._client.hold(left)
            self._held_back = True
        self._slice, self._began = 0, now + max(0.0, left)

    def _tell(self) -> None:
        if not self._context.watched(STREAM):
            return
        state = self._state()
        if state != self._told:
            self._told = state
            self._context.stream(STREAM, {"state": state})
        for entry in self._table.changed():
            self._context.stream(STREAM, entry)

    def _state(self) -> dict[str, Any]:
        return {
            "filter": self._filter,
            "connected": self._client is not None,
            "problem": msgspec.to_builtins(self._problem),
            "known": len(self._table.seen),
            "unlisted": self._table.unlisted,
            "slowed": self._slowed >= SLOWED_ROUNDS,
        }

    def _forget(self) -> None:
        self._table.clear()
        self._histories.clear()
        self._filter, self._told = EVERYTHING, {}
