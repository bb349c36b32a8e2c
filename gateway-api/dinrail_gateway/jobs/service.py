"""Jobs under way and the last ones that ended; in memory, bounded."""

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
from dinrail_gateway.jobs.schemas import JobView

__all__ = ["Job", "JobService"]

KEPT = 100
MAX_RUNNING = 20


class Job:
    """One long operation; what does it calls `at` on its way and puts what it found into `result`."""

    def __init__(self, kind: str, instance: str, by: str, wish: dict[str, Any], started: int) -> None:
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

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._jobs: dict[str, Job] = {}
        self._log = logging.getLogger("dinrail.gateway.jobs")

    async def stop(self) -> None:
        """End what is under way; each leaves behind what is sound at its step."""
        await end(*(job.task for job in self._jobs.values()))

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
        job = Job(kind, instance, by, wish, self._clock.now_ms())
        self._jobs[job.id] = job
        ended = [name for name, kept in self._jobs.items() if kept.state != "running"]
        for old in ended[: max(0, len(self._jobs) - KEPT)]:
            del self._jobs[old]
        job.task = asyncio.create_task(self._run(job, work), name=f"{kind} {instance}")
        return job

    async def _run(self, job: Job, work: Callable[[Job], Awaitable[None]]) -> None:
        try:
            await work(job)
        except asyncio.CancelledError:
            job.error = Reason("job_interrupted", {}, "the gateway ended meanwhile")
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
                job.at("done", 1.0)
