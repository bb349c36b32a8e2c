"""Batches to the database, in order: what it does not take now waits on disk."""

from __future__ import annotations

import asyncio
import zlib
from collections import deque
from collections.abc import Callable

from dinrail.clock import Clock
from dinrail.errors import DeviceError
from dinrail.http import HttpLinks
from dinrail.reason import Reason
from dinrail.remotewrite import HEADERS, snappy
from dinrail_historian.queue import Batch, DiskQueue

__all__ = ["Sender"]

IN_MEMORY = 4
PAUSES = (1.0, 2.0, 4.0, 5.0)
ANSWER_S = 20.0
AGAIN_S = 15.0
AGAIN_BYTES = 4_000_000
CALM_S = 30.0
REFUSED = frozenset({400, 409, 413, 422})
"""Something is wrong with the samples; any other answer is of a server that is not ready or not the right one."""


class Sender:
    """`trouble` says why nothing goes on, None while it does; `changed` is called when that changes."""

    def __init__(
        self,
        links: HttpLinks,
        queue: DiskQueue,
        *,
        path: str,
        tenant: str,
        clock: Clock,
        count: Callable[[str, int], None],
        changed: Callable[[], None],
    ) -> None:
        self._links = links
        self._queue = queue
        self._path = path or "/"
        self._headers = HEADERS | ({"X-Scope-OrgID": tenant} if tenant else {})
        self._clock = clock
        self._count = count
        self._changed = changed
        self._pending: deque[Batch] = deque()
        self._flying: Batch | None = None
        self._number = 0
        self._turn = asyncio.Lock()
        self._keeping: asyncio.Task[None] | None = None
        self._due = asyncio.Event()
        # A database that is killed forgets the last seconds although it took them: they are said again.
        self._taken: deque[tuple[float, bytes, int]] = deque()
        self._taken_bytes = 0
        self._broken = 0
        self._failures = 0
        self._retry_at = 0.0
        self._refused_at = float("-inf")
        self._refused: Reason | None = None
        self._away: Reason | None = None

    @property
    def waiting(self) -> int:
        """Samples that have not arrived."""
        return self._queue.samples + sum(batch.samples for batch in self._pending)

    @property
    def away(self) -> Reason | None:
        """Why the database takes nothing."""
        return self._away

    @property
    def trouble(self) -> Reason | None:
        """Why it takes nothing, or did not take some of it a moment ago."""
        if self._away is not None:
            return self._away
        return self._refused if self._clock.monotonic() - self._refused_at < CALM_S else None

    def put(self, batch: Batch) -> None:
        """Send it as soon as its turn comes; what a slow database leaves waiting is not kept in memory."""
        self._pending.append(batch)
        if len(self._pending) > IN_MEMORY and (self._keeping is None or self._keeping.done()):
            self._keeping = asyncio.create_task(self.keep())
        self._due.set()

    def nudge(self) -> None:
        """Time has passed: try again what did not go."""
        if self._away is not None or len(self._queue):
            self._due.set()

    async def run(self) -> None:
        """Until cancelled; `keep` afterwards."""
        while True:
            await self._due.wait()
            self._due.clear()
            if self._away is not None or len(self._queue):
                await self.keep()
            if self._away is not None and self._clock.monotonic() < self._retry_at:
                continue
            await self._deliver()

    async def keep(self) -> None:
        """What waits in memory, on disk; also what is under way, as it may not arrive. In order, whoever asks."""
        async with self._turn:
            while self._pending:
                batch = self._pending[0]
                number = await self._queue.put(batch)
                if batch is self._flying:
                    self._number = number
                self._pending.popleft()

    async def _deliver(self) -> None:
        if self._away is not None and not await self._say_again():
            return
        while (batch := await self._next()) is not None:
            if not await self._send(batch):
                await self.keep()
                return
            await self._settle(batch)
            await self._remember(batch)
            if self._links.broken != self._broken and not await self._say_again():
                return

    async def _next(self) -> Batch | None:
        """The oldest; it stays where it is."""
        async with self._turn:
            self._number, self._flying = 0, None
            stored = await self._queue.oldest()
            if stored is not None:
                self._number, self._flying = stored
            elif self._pending:
                self._flying = self._pending[0]
            return self._flying

    async def _settle(self, batch: Batch) -> None:
        async with self._turn:
            self._flying = None
            if self._number:
                await self._queue.done(self._number)
            elif self._pending and self._pending[0] is batch:
                self._pending.popleft()

    async def _say_again(self) -> bool:
        """The last seconds before it went away or began anew; the same sample twice is one."""
        for _, data, samples in list(self._taken):
            if not await self._send(Batch(zlib.decompress(data), samples), again=True):
                return False
        self._broken = self._links.broken
        return True

    async def _send(self, batch: Batch, *, again: bool = False) -> bool:
        """Whether it is settled: taken, or refused for good."""
        try:
            answer = await self._links.request(
                "POST", self._path, snappy(batch.body), headers=self._headers, timeout=ANSWER_S
            )
        except DeviceError as error:
            self._lost(error.reason)
            return False
        if answer.status >= 300 and answer.status not in REFUSED:
            params: dict[str, str | int | float | bool | None] = {"status": answer.status}
            self._lost(Reason("database_not_ready", params, f"the database answers {answer.status}: {answer.says}"))
            return False
        self._back()
        if answer.status >= 300:
            self._refuse(batch, answer.status, answer.says)
        elif not again:
            self._count("stored", batch.samples)
        return True

    def _refuse(self, batch: Batch, status: int, says: str) -> None:
        """It understood and does not want it, all or some: the same again would be refused again."""
        self._count("samples_refused", batch.samples)
        self._refused_at = self._clock.monotonic()
        self._refused = Reason("database_refuses", {"status": status}, f"the database answers {status}: {says}")
        self._changed()

    async def _remember(self, batch: Batch) -> None:
        data = await asyncio.to_thread(zlib.compress, batch.body, 1)
        now = self._clock.monotonic()
        self._taken.append((now, data, batch.samples))
        self._taken_bytes += len(data)
        while self._taken and (now - self._taken[0][0] > AGAIN_S or self._taken_bytes > AGAIN_BYTES):
            self._taken_bytes -= len(self._taken.popleft()[1])

    def _lost(self, why: Reason) -> None:
        pause = PAUSES[min(self._failures, len(PAUSES) - 1)]
        self._failures += 1
        self._retry_at = self._clock.monotonic() + pause
        first, self._away = self._away is None, why
        if first:
            self._changed()

    def _back(self) -> None:
        if self._away is not None:
            self._away = None
            self._failures = 0
            self._changed()
