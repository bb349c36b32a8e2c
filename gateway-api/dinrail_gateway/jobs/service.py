"""Jobs under way and the last ones that ended: bounded, told as they go on, remembered over restarts."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, Literal

from dinrail.clock import Clock
from dinrail.errors import DinrailError
from dinrail.reason import Reason
from dinrail_gateway.background import end
from dinrail_gateway.errors import ApiError, NotFound, Unavailable
from dinrail_gateway.jobs.memory import INTERRUPTED, JobMemory, KeptJob
from dinrail_gateway.jobs.schemas import JobView

__all__ = ["Job", "JobService"]

KEPT = 100
MAX_RUNNING = 20
LATELY_MS = 60_000


class Job:
    """One long operation; what does it calls `at` on its way and puts what it found into `result`."""

    def __init__(
        self,
        kind: str,
        instance: str,
        by: str,
        wish: dict[str, Any],
        started: int,
        *,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._changed = changed
        self.id = secrets.token_hex(8)
        self.kind = kind
        self.instance = instance
        self.by = by
        self.wish = wish
        self.started = started
        self.state: Literal["running", "done", "failed"] = "running"
        self.step = "begun"
        self.progress = 0.0
        self.ended: int | None = None
        self.error: Reason | None = None
        self.result: dict[str, Any] = {}
        self.task: asyncio.Task[None] | None = None

    def at(self, step: str, progress: float) -> None:
        """Where it is, and which part of the whole is behind it."""
        self.step, self.progress = step, progress
        self._changed()

    def kept(self) -> KeptJob:
        """It, for the disk."""
        return KeptJob(
            id=self.id,
            kind=self.kind,
            instance=self.instance,
            by=self.by,
            state=self.state,
            step=self.step,
            progress=self.progress,
            started=self.started,
            ended=self.ended,
            error=self.error,
            result=self.result,
        )

    @classmethod
    def remembered(cls, kept: KeptJob, now: int) -> Job:
        """One of an earlier gateway, which did not finish what was under way."""
        job = cls(kept.kind, kept.instance, kept.by, {}, kept.started)
        job.id, job.step, job.progress, job.result = kept.id, kept.step, kept.progress, kept.result
        done = kept.state == "done"
        job.state, job.error = "done" if done else "failed", None if done else kept.error or INTERRUPTED
        job.ended = kept.ended if kept.ended is not None else now
        return job

    def view(self) -> JobView:
        """It, for the API."""
        error = self.error
        return {
            "id": self.id,
            "kind": self.kind,
            "instance": self.instance,
            "by": self.by,
            "state": self.state,
            "step": self.step,
            "progress": round(self.progress, 3),
            "started": self.started,
            "ended": self.ended,
            "error": None if error is None else {"key": error.key, "params": error.params, "message": error.message},
            "result": self.result,
        }


class JobService:
    """Begins jobs; the same wish asked for twice while it is under way is one job."""

    def __init__(self, clock: Clock, memory: JobMemory | None = None) -> None:
        """memory: where they outlive this gateway."""
        self._clock = clock
        self._memory = memory
        self._jobs: dict[str, Job] = {}
        self._callbacks: list[Callable[[], None]] = []
        self._writing: asyncio.Task[None] | None = None
        self._write_again = False
        self._log = logging.getLogger("dinrail.gateway.jobs")

    async def load(self) -> None:
        """Remember those of an earlier gateway."""
        if self._memory is None:
            return
        now = self._clock.now_ms()
        for kept in (await asyncio.to_thread(self._memory.read))[-KEPT:]:
            self._jobs[kept.id] = Job.remembered(kept, now)

    async def stop(self) -> None:
        """End what is under way; each leaves behind what is sound at its step."""
        await end(*(job.task for job in self._jobs.values()))
        await end(self._writing)
        if self._memory is not None:
            await asyncio.to_thread(self._memory.write, [job.kept() for job in self._jobs.values()])

    def on_change(self, callback: Callable[[], None]) -> None:
        """Call whenever one begins, goes on or ends."""
        self._callbacks.append(callback)

    def latest(self) -> list[JobView]:
        """Those under way, and those that ended in the last minute; the youngest first, at most twenty."""
        since = self._clock.now_ms() - LATELY_MS
        found = [job for job in reversed(self._jobs.values()) if job.ended is None or job.ended >= since]
        return [job.view() for job in found[:MAX_RUNNING]]

    def views(self) -> list[JobView]:
        """The youngest first."""
        return [job.view() for job in reversed(self._jobs.values())]

    def view(self, job: str) -> JobView:
        """One; raises NotFound."""
        found = self._jobs.get(job)
        if found is None:
            raise NotFound("there is no such job (any more)", key="unknown_job")
        return found.view()

    def same(self, kind: str, instance: str, wish: dict[str, Any]) -> Job | None:
        """The job under way that does exactly this."""
        for job in self._jobs.values():
            if job.state == "running" and (job.kind, job.instance, job.wish) == (kind, instance, wish):
                return job
        return None

    def begin(
        self, kind: str, instance: str, *, by: str, wish: dict[str, Any], work: Callable[[Job], Awaitable[None]]
    ) -> Job:
        """Begin one; raises Unavailable when too many are under way."""
        if sum(job.state == "running" for job in self._jobs.values()) >= MAX_RUNNING:
            raise Unavailable("too many jobs are under way", key="too_many_jobs", max=MAX_RUNNING)
        job = Job(kind, instance, by, wish, self._clock.now_ms(), changed=self._tell)
        self._jobs[job.id] = job
        ended = [name for name, kept in self._jobs.items() if kept.state != "running"]
        for old in ended[: max(0, len(self._jobs) - KEPT)]:
            del self._jobs[old]
        job.task = asyncio.create_task(self._run(job, work), name=f"{kind} {instance}")
        self._remember()
        self._tell()
        return job

    def _tell(self) -> None:
        for callback in self._callbacks:
            callback()

    def _remember(self) -> None:
        """Write them down soon; one that begins or ends while that is done is in the next writing."""
        self._write_again = True
        if self._memory is not None and (self._writing is None or self._writing.done()):
            self._writing = asyncio.create_task(self._write(self._memory), name="jobs")

    async def _write(self, memory: JobMemory) -> None:
        while self._write_again:
            self._write_again = False
            await asyncio.to_thread(memory.write, [job.kept() for job in self._jobs.values()])

    async def _run(self, job: Job, work: Callable[[Job], Awaitable[None]]) -> None:
        try:
            await work(job)
        except asyncio.CancelledError:
            job.error = INTERRUPTED
            raise
        except (ApiError, DinrailError) as error:
            job.error = error.reason
        except Exception as error:  # noqa: BLE001 - a job that fails is told, whatever it was
            self._log.exception("%s of %s failed", job.kind, job.instance)
            job.error = Reason("internal_error", {"type": type(error).__name__}, "the gateway made an error")
        finally:
            job.state = "done" if job.error is None else "failed"
            job.ended = self._clock.now_ms()
            if job.error is None:
                job.step, job.progress = "done", 1.0
            self._remember()
            self._tell()
