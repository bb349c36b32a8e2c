"""Keeps the holds on disk and on the bus, where adapters obey them even while the gateway is away."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

import msgspec

from dinrail.bus import Bus
from dinrail.clock import Clock
from dinrail.documents import Hold
from dinrail.errors import AddressError, BusError
from dinrail.names import Topics, split
from dinrail.reason import Reason
from dinrail_gateway.background import begin, end
from dinrail_gateway.errors import Invalid, NotFound, TooMany, Unavailable
from dinrail_gateway.holds import document

__all__ = ["HoldService"]

TICK_S = 1.0
MAX_PER_INSTANCE = 50
_encode = msgspec.json.Encoder().encode


class HoldService:
    """All holds of the house; each ends by itself."""

    def __init__(self, path: Path, *, bus: Bus, clock: Clock, changed: Callable[[str, Reason | None], None]) -> None:
        """changed: called with an instance and why it is held as a whole, None when it is not."""
        self._path = path
        self._bus = bus
        self._clock = clock
        self._changed = changed
        self._holds: dict[str, list[Hold]] = {}
        self._lock = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._saving: asyncio.Task[None] | None = None
        self._log = logging.getLogger("dinrail.gateway.holds")
        self.problem: Reason | None = None
        bus.on_connect(lambda _present: self._publish_all())

    async def load(self) -> None:
        """Remember what lies on disk, without what is over."""
        try:
            self._holds = await asyncio.to_thread(document.read, self._path)
        except (OSError, ValueError, RecursionError) as error:
            detail = str(error)[:200]
            self.problem = Reason(
                "holds_damaged", {"detail": detail}, f"the maintenance holds cannot be read: {detail}"
            )
        for instance in list(self._holds):
            self._changed(instance, self._reason(instance))
        self._publish_all()

    def start(self) -> None:
        """Begin to end what is over."""
        self._task = begin(self._expire, "maintenance holds")

    async def stop(self) -> None:
        """Stop looking; adapters keep and end their holds themselves."""
        await end(self._task)
        if self._saving is not None:
            await self._saving

    def all(self) -> dict[str, list[Hold]]:
        """Holds by instance, without what is over."""
        now = self._clock.now_ms()
        found = {name: [hold for hold in holds if hold.until > now] for name, holds in self._holds.items()}
        return {name: holds for name, holds in found.items() if holds}

    def refusal(self, instance: str, path: str) -> Reason | None:
        """Why a point takes no write now."""
        for hold in self.all().get(instance, []):
            if hold.covers(path):
                return _told(hold)
        return None

    async def put(self, instance: str, path: str, *, seconds: float, reason: str, by: str) -> Hold:
        """Hold what is at and below a path (empty: all) from now on; one that is there is replaced. Raises ApiError."""
        if path:
            try:
                path = ".".join(split(path))
            except AddressError as error:
                raise Invalid.of(error.reason, path="/path") from None
        now = self._clock.now_ms()
        hold = Hold(until=now + round(seconds * 1000), by=by, reason=reason, path=path, since=now)
        async with self._lock:
            others = [other for other in self.all().get(instance, []) if other.path != path]
            if len(others) >= MAX_PER_INSTANCE:
                raise TooMany(f"{instance} has {MAX_PER_INSTANCE} holds", key="too_many_holds", max=MAX_PER_INSTANCE)
            await self._set(instance, [*others, hold])
        self._log.warning("%s is held by %s: %s", ".".join(filter(None, (instance, path))), by, reason)
        return hold

    async def release(self, instance: str, path: str) -> Hold:
        """End one before its time; raises NotFound."""
        async with self._lock:
            holds = self.all().get(instance, [])
            found = next((hold for hold in holds if hold.path == path), None)
            if found is None:
                raise NotFound("there is no such maintenance hold", key="unknown_hold", id=instance, path=path[:200])
            await self._set(instance, [hold for hold in holds if hold is not found])
        return found

    def forget(self, instance: str) -> None:
        """It is configured no more."""
        if self._holds.pop(instance, None) is not None:
            self._save_later()

    def moved(self, old: str, new: str) -> None:
        """It has another name now; the adapter under it is held from its first moment on."""
        if (holds := self._holds.pop(old, None)) is not None:
            self._holds[new] = holds
            self._changed(new, self._reason(new))
            self._publish(new)
            self._save_later()

    async def _set(self, instance: str, holds: list[Hold]) -> None:
        """On disk first: a hold that a power cut ends is none."""
        after = {**self.all(), instance: holds}
        after = {name: kept for name, kept in after.items() if kept}
        try:
            await asyncio.to_thread(document.write, self._path, after)
        except OSError as error:
            detail = str(error)[:200]
            raise Unavailable(f"the hold cannot be written: {detail}", key="config_unwritable", detail=detail) from None
        self._holds = after
        self.problem = None
        self._changed(instance, self._reason(instance))
        self._publish(instance)

    async def _expire(self) -> None:
        while True:
            await self._clock.sleep(TICK_S)
            now = self._clock.now_ms()
            over = [name for name, holds in self._holds.items() if any(hold.until <= now for hold in holds)]
            for instance in over:
                async with self._lock:
                    await self._set(instance, self.all().get(instance, []))
                self._log.info("%s: a maintenance hold is over", instance)

    def _reason(self, instance: str) -> Reason | None:
        whole = [hold for hold in self.all().get(instance, []) if not hold.path]
        return _told(whole[0]) if whole else None

    def _publish_all(self) -> None:
        for instance in self._holds:
            self._publish(instance)

    def _publish(self, instance: str) -> None:
        if not self._bus.is_connected:
            return
        holds = self.all().get(instance)
        try:
            self._bus.publish(Topics.of(instance, "hold"), _encode(holds) if holds else b"", qos=1, retain=True)
        except BusError as error:
            self._log.error("the maintenance hold of %s was not published: %s", instance, error)

    def _save_later(self) -> None:
        self._saving = asyncio.ensure_future(self._save())

    async def _save(self) -> None:
        async with self._lock:
            try:
                await asyncio.to_thread(document.write, self._path, self.all())
            except OSError as error:
                self._log.error("%s cannot be written: %s", self._path, error)


def _told(hold: Hold) -> Reason:
    params: dict[str, str | int | float | bool | None] = {"by": hold.by, "why": hold.reason, "until": hold.until}
    return Reason("maintenance_hold", params, f"under maintenance by {hold.by}: {hold.reason}")
