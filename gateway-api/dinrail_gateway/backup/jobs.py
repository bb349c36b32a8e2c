"""Backups and restores as jobs: seen by everybody who may see jobs, answered to whoever asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from dinrail_gateway.backup.service import BackupService, Work
from dinrail_gateway.errors import ApiError
from dinrail_gateway.jobs.service import Job, JobService

__all__ = ["as_job"]

T = TypeVar("T")


async def as_job(
    jobs: JobService,
    backups: BackupService,
    kind: str,
    asked: Callable[[], Awaitable[T]],
    *,
    by: str,
    told: Callable[[T], dict[str, Any]],
) -> T:
    """Do it as a job and wait for it; it goes on when nobody waits any more. Raises what `asked` raises.

    told: what the job's result tells, to people of any role.
    """
    answers: list[T] = []
    refusals: list[ApiError] = []

    async def work(job: Job) -> None:
        def step(now: Work) -> None:
            job.at(now.step, now.done / now.steps)

        backups.on_step = step
        try:
            answers.append(await asked())
        except ApiError as error:
            refusals.append(error)
            raise
        finally:
            if backups.on_step is step:
                backups.on_step = None
        job.result = told(answers[0])

    # Two that differ in nothing but their passphrase are not the same: nobody is handed another one's job.
    job = jobs.begin(kind, "", by=by, wish={}, work=work)
    if job.task is not None:
        await asyncio.wait([job.task])
    if refusals:
        raise refusals[0]
    if not answers:
        raise RuntimeError(f"{kind} ended without an answer")
    return answers[0]
