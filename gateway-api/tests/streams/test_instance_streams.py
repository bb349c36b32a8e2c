"""Live lists of an instance as event streams."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dinrail.documents import Reply
from dinrail.reason import Reason
from dinrail.testing import FakeClock
from dinrail_gateway.auth.roles import lasting
from dinrail_gateway.streams.instances import MAX_STREAMS
from dinrail_gateway.testing.puppet import Puppet
from dinrail_gateway.testing.seam import meter_config
from dinrail_gateway.testing.stage import Stage, staged
from dinrail_gateway.testing.stream import BrowserStream
from dinrail_gateway.testing.waiting import until

PATH = "/api/instances/can_1/stream/frames"
TOPIC = "dinrail/can_1/stream/frames"


async def leases(puppet: Puppet) -> None:
    def lease(params: dict[str, Any]) -> Reply[Any]:
        if params["name"] != "frames":
            return Reply(False, error=Reason("unknown_stream", {"name": params["name"]}, "no"))
        return Reply(True, {"topic": TOPIC, "lease_s": 10})

    await puppet.say("connected")
    await puppet.answer_call("stream", lease)


@pytest.fixture
async def can(stage: Stage) -> AsyncIterator[Puppet]:
    """An instance that sends what is leased."""
    async with stage.puppet("can_1") as puppet:
        await stage.add("can_1", meter_config())
        await leases(puppet)
        await until(lambda: stage.gateway.status.name_of("can_1") == "running")
        yield puppet


async def test_entries_arrive_as_the_instance_sends_them(stage: Stage, can: Puppet) -> None:
    async with stage.stream(PATH) as stream:
        await can.bus.publish_acked(TOPIC, b'[{"id":1},{"skipped":3},{"id":2}]')

        assert await stream.data() == [{"id": 1}, {"skipped": 3}, {"id": 2}]
        assert stream.headers["cache-control"] == "no-store, no-transform"

    assert can.calls[0] == ("stream", {"name": "frames"})


async def test_two_browsers_watch_the_same_list(stage: Stage, can: Puppet) -> None:
    async with stage.stream(PATH) as first, stage.stream(PATH) as second:
        await can.bus.publish_acked(TOPIC, b"[1]")

        assert (await first.data(), await second.data()) == ([1], [1])


async def test_a_browser_that_goes_leaves_nothing_behind(stage: Stage, can: Puppet) -> None:
    async with stage.stream(PATH):
        assert stage.gateway.instance_streams.count == 1

    assert stage.gateway.instance_streams.count == 0
    await stage.broker.wait_until(lambda: TOPIC not in stage.broker.subscriptions("gateway"))


@pytest.mark.parametrize(
    ("path", "status", "key"),
    [
        ("/api/instances/can_1/stream/scan", 404, "unknown_stream"),
        ("/api/instances/can_2/stream/frames", 404, "unknown_instance"),
        ("/api/instances/can_1/stream/+", 422, "request_invalid"),
        ("/api/instances/can_1/stream/#", 422, "request_invalid"),
    ],
)
async def test_what_is_refused_is_no_stream_and_takes_no_room(
    stage: Stage, can: Puppet, path: str, status: int, key: str
) -> None:
    async with stage.stream(path) as refused:
        assert (refused.status, refused.body["error"]["key"]) == (status, key)

    assert stage.gateway.instance_streams.count == 0


async def test_an_instance_that_does_not_run_has_no_streams(stage: Stage, can: Puppet) -> None:
    await can.say("stopped")
    await until(lambda: stage.gateway.status.name_of("can_1") == "stopping")

    async with stage.stream(PATH) as refused:
        assert (refused.status, refused.body["error"]["key"]) == (409, "instance_not_running")


async def test_the_lease_is_renewed_until_the_browser_goes(tmp_path: Path) -> None:
    clock = FakeClock()
    async with staged(tmp_path, clock=clock) as stage, stage.puppet("can_1") as can:
        await stage.add("can_1", meter_config())
        await leases(can)
        await until(lambda: stage.gateway.status.name_of("can_1") == "running")
        async with stage.stream(PATH):
            for renewals in (2, 3):
                await clock.advance(5)
                await until(lambda renewals=renewals: len(can.calls) == renewals)  # type: ignore[misc]
        await clock.advance(20)
        await asyncio.sleep(0.05)

    assert len(can.calls) == 3


async def test_an_instance_that_stops_is_told_as_a_problem(tmp_path: Path) -> None:
    clock = FakeClock()
    async with staged(tmp_path, clock=clock) as stage, stage.puppet("can_1") as can:
        await stage.add("can_1", meter_config())
        await leases(can)
        await until(lambda: stage.gateway.status.name_of("can_1") == "running")
        async with stage.stream(PATH) as stream:
            await can.say("stopped")
            await until(lambda: stage.gateway.status.name_of("can_1") == "stopping")
            await clock.advance(5)
            name, problem = await next_event(stream, clock)

    assert (name, problem["key"]) == ("problem", "instance_not_running")


async def next_event(stream: BrowserStream, clock: FakeClock) -> tuple[str, Any]:
    """The stream pauses on the clock between two frames, so time has to go on meanwhile."""
    for _ in range(100):
        try:
            return await stream.event(0.05)
        except TimeoutError:
            await clock.advance(0.1)
    raise AssertionError("no event came")


async def test_there_is_room_for_a_bounded_number(stage: Stage, can: Puppet) -> None:
    streams = [await stage.stream(PATH).__aenter__() for _ in range(MAX_STREAMS)]
    async with stage.stream(PATH) as refused:
        assert (refused.status, refused.body["error"]["key"]) == (429, "too_many_streams")
    for stream in streams:
        await stream.__aexit__()


async def test_a_foreign_page_opens_none(stage: Stage, can: Puppet) -> None:
    async with stage.stream(PATH, headers={"origin": "http://evil.example"}) as refused:
        assert refused.status == 403

    assert can.calls == []


async def test_the_gateway_ends_its_streams_when_it_stops(stage: Stage, can: Puppet) -> None:
    async with stage.stream(PATH) as stream:
        stage.gateway.instance_streams.end_all()

        with pytest.raises(EOFError):
            await stream.event()


async def test_what_cannot_be_read_costs_nothing_else(stage: Stage, can: Puppet) -> None:
    async with stage.stream(PATH) as stream:
        await can.bus.publish_acked(TOPIC, b"{}")
        await can.bus.publish_acked(TOPIC, msgspec.json.encode(["next"]))

        assert await stream.data() == ["next"]


@pytest.mark.parametrize(
    ("method", "path", "lasts"),
    [
        ("GET", "/api/instances/can_1/stream/frames", True),
        ("GET", "/api/routes/trace", True),
        ("GET", "/api/instances/can_1", False),
        ("GET", "/api/instances/can_1/stream/frames/more", False),
        ("POST", "/api/routes/trace", False),
    ],
)
def test_the_guard_knows_streams_by_their_template(method: str, path: str, *, lasts: bool) -> None:
    assert lasting(method, path) is lasts
