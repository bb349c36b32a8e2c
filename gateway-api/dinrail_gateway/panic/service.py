"""Sets, keeps and releases the panic latch; memory first, then bus and disk, so nothing slow delays it."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import msgspec

from dinrail.bus import Bus
from dinrail.clock import Clock
from dinrail.documents import Panic, PanicLevel
from dinrail.errors import BusError
from dinrail.names import Topics
from dinrail.reason import Reason
from dinrail_gateway.background import begin, end
from dinrail_gateway.documents import files
from dinrail_gateway.panic import latch as disk
from dinrail_gateway.panic.latch import RELEASED, Latch
from dinrail_gateway.runtime.interface import Supervisor
from dinrail_gateway.status.service import StatusBook

__all__ = ["PanicService"]

POLL_S = 0.25
RETRY_S = 2.0

_encode = msgspec.json.Encoder().encode


class PanicService:
    """The one latch of this gateway. The file may be changed from outside (`dinrail panic`) and is followed."""

    def __init__(self, path: Path, *, bus: Bus, supervisor: Supervisor, status: StatusBook, clock: Clock) -> None:
        self._path = path
        self._bus = bus
        self._supervisor = supervisor
        self._status = status
        self._clock = clock
        self._seen: files.Signature | None = None
        self._writing = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._log = logging.getLogger("dinrail.gateway.panic")
        self._unsaved: str | None = None
        self._loaded = False
        self._presses = 0
        self.latch = RELEASED
        bus.on_connect(lambda _present: self._publish())

    async def load(self) -> None:
        """Take over what lies on disk; before anything may be started."""
        found = await asyncio.to_thread(self._look)
        self._loaded = True
        self._apply(found or RELEASED)

    def start(self) -> None:
        """Begin to follow the file."""
        self._task = begin(self._follow, "panic latch")

    async def stop(self) -> None:
        """End; the latch stays as it is."""
        await end(self._task)

    @property
    def problem(self) -> Reason | None:
        """Why the latch is not as sound as it should be."""
        if self.latch.damaged:
            return Reason("panic_latch_damaged", {"detail": self.latch.damaged}, "the panic latch cannot be read")
        if self._unsaved is not None:
            return Reason("panic_latch_unsaved", {"detail": self._unsaved}, "the panic latch is not on disk")
        return None

    async def set(self, level: PanicLevel, *, by: str, reason: str = "") -> Latch:
        """Latch at least this level; in effect even when the disk refuses (then `problem` tells, and it is retried)."""
        self._presses += 1
        wanted = self.latch.raised(Latch(level=level, since=self._clock.now_ms(), by=by, reason=reason))
        if wanted is not self.latch:
            self._apply(wanted)
        await self._save()
        return self.latch

    async def reset(self, *, by: str) -> Latch:
        """Release it: on disk first, a power cut then keeps either. A panic meanwhile wins. Raises OSError."""
        released = Latch(level=None, since=self._clock.now_ms(), by=by)
        async with self._writing:
            presses = self._presses
            await asyncio.to_thread(disk.write, self._path, released)
            if self._presses != presses:
                # Somebody panicked while the disk was at work: that wins.
                released = self.latch
                await asyncio.to_thread(disk.write, self._path, released)
            self._seen = files.signature(self._path)
            self._unsaved = None
        if released is not self.latch:
            self._apply(released)
        return self.latch

    def _apply(self, latch: Latch) -> None:
        before, self.latch = self.latch, latch
        self._status.panic = Panic(latch.level, latch.since, latch.by)
        if latch.level == "all":
            self._supervisor.hold(Reason("panic_latched", {"since": latch.since, "by": latch.by}, "emergency stop"))
        elif before.level == "all":
            self._supervisor.hold(None)
        self._publish()
        for instance in self._status.views():
            self._status.refresh(instance)
        if latch.level != before.level:
            told = f"{latch.level} by {latch.by}: {latch.reason}" if latch.level else f"released by {latch.by}"
            self._log.warning("panic %s", latch.damaged or told)

    def _publish(self) -> None:
        # Before the file was read, `released` would be a guess.
        if not self._bus.is_connected or not self._loaded:
            return
        try:
            self._bus.publish(Topics.panic(), _encode(self._status.panic), qos=1, retain=True)
        except BusError as error:
            self._log.error("the panic latch was not published: %s", error)

    async def _save(self) -> None:
        async with self._writing:
            try:
                await asyncio.to_thread(disk.write, self._path, self.latch)
                self._seen = files.signature(self._path)
                self._unsaved = None
            except OSError as error:
                self._unsaved = str(error)[:200]
                self._log.error("the panic latch is in effect, but not on disk: %s", error)

    def _look(self) -> Latch | None:
        try:
            self._seen = files.signature(self._path)
        except OSError:
            self._seen = None
        return disk.read(self._path, self._clock.now_ms())

    async def _follow(self) -> None:
        while True:
            await self._clock.sleep(POLL_S if self._unsaved is None else RETRY_S)
            if self._unsaved is not None:
                await self._save()
                continue
            async with self._writing:
                await self._poll()

    async def _poll(self) -> None:
        before = self.latch
        try:
            mark = await asyncio.to_thread(files.signature, self._path)
        except OSError:
            return
        if mark == self._seen:
            return
        found = await asyncio.to_thread(self._look)
        if self.latch is not before:
            self._seen = None  # set meanwhile: its own write follows
        elif found is not None:
            self._apply(found)
        elif self.latch.level is not None:
            # A deleted file is no release.
            self._log.warning("the panic latch was deleted while latched; it is written again")
            self._unsaved = "deleted"
