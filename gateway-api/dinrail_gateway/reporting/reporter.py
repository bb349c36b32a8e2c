"""Takes errors as the log takes them and sends a few of them out; bounded everywhere, and never waited for."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import uuid
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from dinrail.clock import Clock
from dinrail.documents import CapturedError
from dinrail.errors import ConfigError
from dinrail.reason import Reason
from dinrail.runner.pacing import TokenBucket
from dinrail_gateway.background import begin, end
from dinrail_gateway.preferences.document import SentrySettings
from dinrail_gateway.preferences.service import PreferenceService
from dinrail_gateway.reporting.dsn import Dsn
from dinrail_gateway.reporting.event import envelope, event
from dinrail_gateway.reporting.transport import Outcome, Request

__all__ = ["Reporter"]

WAITING = 100
PER_S, BURST = 1 / 6, 20
SAME_AGAIN_S = 3600.0
REMEMBERED = 1000
TOTAL_S = 20.0
BACKOFF_S = (30.0, 60.0, 120.0, 300.0, 600.0)


class Reporter:
    """kind_of: the kind behind a part's name. problem: why the last one was not taken; all counts since the start."""

    def __init__(
        self, preferences: PreferenceService, *, version: str, kind_of: Callable[[str], str], clock: Clock
    ) -> None:
        self._preferences = preferences
        self._version = version
        self._kind_of = kind_of
        self._clock = clock
        self._waiting: deque[tuple[str, CapturedError]] = deque()
        self._due = asyncio.Event()
        self._bucket = TokenBucket(clock, rate=PER_S, burst=BURST)
        self._told: OrderedDict[str, float] = OrderedDict()
        self._thread: ThreadPoolExecutor | None = None
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._failures = 0
        self._log = logging.getLogger("dinrail.gateway.reporting")
        self.problem: Reason | None = None
        self.sent = 0
        self.dropped = 0
        self.last_sent: int | None = None

    @property
    def waiting(self) -> int:
        """How many wait to be sent."""
        return len(self._waiting)

    def start(self) -> None:
        """Begin to send."""
        self._loop = asyncio.get_running_loop()
        self._task = begin(self._run, "reporting")

    async def stop(self) -> None:
        """End; what waits is forgotten, it stands in the error log."""
        self._loop = None
        await end(self._task)
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)
            self._thread = None

    def take(self, part: str, error: CapturedError) -> None:
        """One error; returns at once. The same one is told once an hour, all together one every six seconds."""
        if not self._preferences.now.sentry.enabled:
            self._waiting.clear()
            return
        now = self._clock.monotonic()
        mark = f"{part}:{error.fingerprint}"
        last = self._told.get(mark)
        if last is not None and now - last < SAME_AGAIN_S:
            return
        if len(self._waiting) >= WAITING or not self._bucket.take():
            self.dropped += 1
            return
        self._told[mark] = now
        self._told.move_to_end(mark)
        if len(self._told) > REMEMBERED:
            self._told.popitem(last=False)
        self._waiting.append((part, error))
        if self._loop is not None:
            # A log record may come from any thread.
            self._loop.call_soon_threadsafe(self._due.set)

    async def test(self) -> Reason | None:
        """Send a made-up error now; returns why it was not taken."""
        error = CapturedError(self._clock.now_ms(), "DinrailTest", "", "", "", f"test-{uuid.uuid4().hex}")
        outcome = await self._send("gateway", error)
        self._note(outcome)
        return outcome.problem

    async def _run(self) -> None:
        while True:
            await self._due.wait()
            if not self._waiting:
                self._due.clear()
                continue
            part, error = self._waiting.popleft()
            if not self._preferences.now.sentry.enabled:
                continue
            outcome = await self._send(part, error)
            self._note(outcome)
            if outcome.problem is None:
                continue
            if outcome.again and len(self._waiting) < WAITING:
                self._waiting.appendleft((part, error))
            else:
                self.dropped += 1
            await self._clock.sleep(max(outcome.wait, BACKOFF_S[min(self._failures, len(BACKOFF_S)) - 1]))

    async def _send(self, part: str, error: CapturedError) -> Outcome:
        chosen = self._preferences.now.sentry
        try:
            dsn = Dsn.parse(self._preferences.secret("/sentry/dsn"))
        except ConfigError as wrong:
            return Outcome(wrong.reason)
        made = event(
            error,
            part=self._kind_of(part),
            event_id=uuid.uuid4().hex,
            version=self._version,
            environment=chosen.environment,
        )
        sent = dt.datetime.fromtimestamp(self._clock.now_ms() / 1000, dt.UTC)
        return await self._post(dsn, chosen, envelope(made, sent=sent))

    async def _post(self, dsn: Dsn, chosen: SentrySettings, body: bytes) -> Outcome:
        request = Request(dsn, allow_lan=chosen.allow_lan, client=f"dinrail/{self._version}")
        if self._thread is None:
            # A thread of its own: a server that hangs must not take one that others need.
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="reporting")
        work = asyncio.get_running_loop().run_in_executor(self._thread, request.send, body)
        try:
            return await asyncio.wait_for(asyncio.shield(work), TOTAL_S)
        except TimeoutError:
            request.abort()
            message = f"no answer within {TOTAL_S:g} s"
            return Outcome(Reason("sentry_unreachable", {"detail": message}, message), again=True)

    def _note(self, outcome: Outcome) -> None:
        if outcome.problem is None:
            self.sent += 1
            self.last_sent = self._clock.now_ms()
            self._failures = 0
        else:
            self._failures += 1
            if self.problem is None or self.problem.key != outcome.problem.key:
                self._log.warning("errors are not taken outside: %s", outcome.problem.message)
        self.problem = outcome.problem
