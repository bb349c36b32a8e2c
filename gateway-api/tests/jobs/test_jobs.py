"""Jobs: bounded, told to the end, and never a fault of the gateway."""

from __future__ import annotations

import asyncio

import pytest

from dinrail.testing import FakeClock
from dinrail_gateway.errors import Conflict, Unavailable
from dinrail_gateway.jobs.service import KEPT, MAX_RUNNING, Job, JobService


async def nothing(_: Job) -> None:
    """Do it."""


async def test_only_the_last_ones_are_kept(clock: FakeClock) -> None:
    jobs = JobService(clock)
    for number in range(KEPT + 20):
        job = jobs.begin("x", f"i{number}", by="me", wish={}, work=nothing)
        assert job.task is not None
        await job.task

    assert len(jobs.views()) == KEPT
    assert jobs.views()[0]["instance"] == f"i{KEPT + 19}"


async def test_failures_are_told_with_their_reason(clock: FakeClock) -> None:
    async def refused(_: Job) -> None:
        raise Conflict("no", key="instance_busy")

    async def broken(job: Job) -> None:
        job.at("half", 0.5)
        raise ZeroDivisionError

    jobs = JobService(clock)
    begun = [jobs.begin("x", "i", by="me", wish={"n": n}, work=work) for n, work in enumerate((refused, broken))]
    await asyncio.gather(*(job.task for job in begun if job.task))

    views = [jobs.view(job.id) for job in begun]
    assert [view["state"] for view in views] == ["failed", "failed"]
    assert [(view["error"] or {})["key"] for view in views] == ["instance_busy", "internal_error"]
    assert (views[1]["step"], views[1]["progress"]) == ("half", 0.5)


async def test_too_many_at_once_are_refused_and_an_end_interrupts(clock: FakeClock) -> None:
    async def wait(_: Job) -> None:
        await asyncio.Event().wait()

    jobs = JobService(clock)
    for number in range(MAX_RUNNING):
        jobs.begin("x", "i", by="me", wish={"n": number}, work=wait)
    with pytest.raises(Unavailable):
        jobs.begin("x", "i", by="me", wish={}, work=wait)
    await asyncio.sleep(0)
    await jobs.stop()

    assert {(view["error"] or {})["key"] for view in jobs.views()} == {"job_interrupted"}
