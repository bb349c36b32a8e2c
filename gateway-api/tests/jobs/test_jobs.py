"""Jobs: bounded, told to the end, and never a fault of the gateway."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from dinrail.testing import FakeClock
from dinrail_gateway.errors import Conflict, Unavailable
from dinrail_gateway.jobs.memory import JobMemory
from dinrail_gateway.jobs.service import KEPT, MAX_RUNNING, Job, JobService
from dinrail_gateway.testing.stage import Stage
from dinrail_gateway.testing.waiting import until

RUNNING, DONE = ("running", "first"), ("done", "done")


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


async def test_what_a_restart_interrupted_is_told_at_the_step_where_it_was(clock: FakeClock, tmp_path: Path) -> None:
    async def half(job: Job) -> None:
        job.at("half", 0.5)
        await asyncio.Event().wait()

    memory = JobMemory(tmp_path / "jobs.json")
    before = JobService(clock, memory)
    done = before.begin("x", "a", by="me", wish={}, work=nothing)
    under_way = before.begin("x", "b", by="me", wish={}, work=half)
    assert done.task is not None
    await done.task
    await before.stop()

    after = JobService(clock, memory)
    await after.load()
    assert after.view(done.id)["state"] == "done"
    told = after.view(under_way.id)
    assert (told["state"], told["step"], told["progress"]) == ("failed", "half", 0.5)
    assert (told["error"] or {})["key"] == "job_interrupted"
    assert after.same("x", "b", {}) is None
    await after.stop()


async def test_one_that_a_crash_interrupted_is_told_too_and_a_damaged_memory_costs_nothing(
    clock: FakeClock, tmp_path: Path
) -> None:
    async def wait(_: Job) -> None:
        await asyncio.Event().wait()

    memory = JobMemory(tmp_path / "jobs.json")
    before = JobService(clock, memory)
    job = before.begin("x", "b", by="me", wish={}, work=wait)
    await until((tmp_path / "jobs.json").exists)
    crashed = (tmp_path / "jobs.json").read_bytes()
    await before.stop()
    (tmp_path / "jobs.json").write_bytes(crashed)

    after = JobService(clock, memory)
    await after.load()
    assert (after.view(job.id)["error"] or {})["key"] == "job_interrupted"
    assert after.view(job.id)["ended"] is not None
    await after.stop()

    (tmp_path / "jobs.json").write_bytes(b"[{")
    damaged = JobService(clock, memory)
    await damaged.load()
    assert damaged.views() == []
    await damaged.stop()


async def test_everybody_who_watches_is_told_as_it_goes_on(stage: Stage) -> None:
    step = asyncio.Event()

    async def work(job: Job) -> None:
        job.at("first", 0.2)
        await step.wait()

    async with stage.browser() as browser:
        stage.gateway.jobs.begin("x", "a", by="me", wish={}, work=work)

        await browser.until("jobs", lambda jobs: [(each["state"], each["step"]) for each in jobs] == [RUNNING])
        step.set()
        await browser.until("jobs", lambda jobs: [(each["state"], each["step"]) for each in jobs] == [DONE])
