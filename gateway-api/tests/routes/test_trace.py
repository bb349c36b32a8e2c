"""Traces as event streams: opened with the router, renewed, bounded, and ended with whoever follows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fastapi.routing import iter_route_contexts

from dinrail.documents import Reply
from dinrail.reason import Reason
from dinrail.testing import FakeClock
from dinrail_gateway.auth.roles import LASTING
from dinrail_gateway.routes.trace import MAX_TRACES
from dinrail_gateway.streams.event_stream import EventStream
from dinrail_gateway.testing.puppet import Puppet
from dinrail_gateway.testing.stage import Stage, staged, the_app
from dinrail_gateway.testing.stream import BrowserStream
from dinrail_gateway.testing.waiting import until

PATH = "/api/routes/trace"


def timeline(number: int) -> dict[str, Any]:
    return {"route": "r", "address": "a.b", "ts": number, "value": number, "quality": "good",
            "steps": [{"op": "scale(2)", "value": 2 * number}], "outcome": "sent",
            "results": [{"to": "calc.x", "value": 2 * number}]}  # fmt: skip


async def traces(puppet: Puppet) -> None:
    def lease(params: dict[str, Any]) -> Reply[Any]:
        return Reply(True, {"topic": f"dinrail/router/stream/trace/{params['id']}", "lease_s": 10})

    await puppet.answer_call("trace", lease)


async def emit(puppet: Puppet, *events: Any, call: int = -1) -> None:
    topic = f"dinrail/router/stream/trace/{puppet.calls[call][1]['id']}"
    await puppet.bus.publish_acked(topic, msgspec.json.encode(events))


@pytest.fixture
async def router(stage: Stage) -> AsyncIterator[Puppet]:
    """A router that traces what it is asked to."""
    async with stage.puppet("router") as puppet:
        await traces(puppet)
        yield puppet


async def test_events_arrive_as_the_router_sends_them(stage: Stage, router: Puppet) -> None:
    async with stage.stream(PATH, route="r", address="a.b/c") as stream:
        await emit(router, timeline(1), {"skipped": 3}, timeline(2))

        assert await stream.data() == [timeline(1), {"skipped": 3}, timeline(2)]

    (method, params), *_ = router.calls
    assert (method, params["route"], params["address"]) == ("trace", "r", "a.b/c")


async def test_the_answer_is_a_stream_that_nobody_stores_or_compresses(stage: Stage, router: Puppet) -> None:
    async with stage.stream(PATH, route="r") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert stream.headers["cache-control"] == "no-store, no-transform"
        assert "content-length" not in stream.headers


async def test_each_browser_has_a_trace_of_its_own(stage: Stage, router: Puppet) -> None:
    async with stage.stream(PATH, route="r") as first, stage.stream(PATH, route="r") as second:
        await emit(router, timeline(1), call=0)
        await emit(router, timeline(2), call=1)

        assert await first.data() == [timeline(1)]
        assert await second.data() == [timeline(2)]


async def test_a_browser_that_goes_leaves_nothing_behind(stage: Stage, router: Puppet) -> None:
    before = stage.broker.subscriptions("gateway")
    async with stage.stream(PATH, route="r"):
        assert stage.gateway.traces.count == 1
        assert len(stage.broker.subscriptions("gateway")) == len(before) + 1

    assert stage.gateway.traces.count == 0
    await stage.broker.wait_until(lambda: stage.broker.subscriptions("gateway") == before)


async def test_a_slow_browser_loses_the_oldest_and_is_told_how_many(stage: Stage, router: Puppet) -> None:
    async with stage.stream(PATH, route="r") as stream:
        stream.gate.clear()
        for start in range(0, 3000, 100):
            await emit(router, *(timeline(number) for number in range(start, start + 100)))
        stream.gate.set()
        entries = await stream.data()
        while entries[-1].get("ts") != 2999:
            entries += await stream.data()

    skipped = sum(entry.get("skipped", 0) for entry in entries)
    assert skipped > 0
    assert skipped + sum("ts" in entry for entry in entries) == 3000


async def test_the_lease_is_renewed_every_five_seconds_until_the_browser_goes(tmp_path: Path) -> None:
    clock = FakeClock()
    async with staged(tmp_path, clock=clock) as stage, stage.puppet("router") as router:
        await traces(router)
        async with stage.stream(PATH, route="r"):
            for renewals in (2, 3, 4):
                await clock.advance(5)
                await until(lambda renewals=renewals: len(router.calls) == renewals)  # type: ignore[misc]
        await clock.advance(30)

    assert len(router.calls) == 4
    assert len({params["id"] for _, params in router.calls}) == 1


async def test_a_router_that_is_away_is_told_and_its_trace_goes_on_when_it_is_back(tmp_path: Path) -> None:
    clock = FakeClock()
    async with staged(tmp_path, clock=clock) as stage:
        async with stage.puppet("router") as router:
            await traces(router)
            stream = await stage.stream(PATH, route="r").__aenter__()
        await clock.advance(5)
        away = await next_event(stream, clock)
        async with stage.puppet("router") as again:
            await traces(again)
            await clock.advance(5)
            back = await next_event(stream, clock)
            await until(lambda: again.calls)
            await emit(again, timeline(7))
            data = await next_event(stream, clock)
        await stream.__aexit__()

    assert (away[0], away[1]["key"]) == ("problem", "router_unreachable")
    assert back == ("problem", None)
    assert data == ("", [timeline(7)])


async def next_event(stream: BrowserStream, clock: FakeClock) -> tuple[str, Any]:
    """The stream pauses on the clock between two frames, so time has to go on meanwhile."""
    for _ in range(100):
        try:
            return await stream.event(0.05)
        except TimeoutError:
            await clock.advance(0.1)
    raise AssertionError("no event came")


async def test_the_end_of_the_session_ends_the_stream(stage: Stage, router: Puppet) -> None:
    async with stage.stream(PATH, route="r") as stream:
        await emit(router, timeline(1))
        await stream.data()
        await stage.http.post("/api/auth/logout")
        await emit(router, timeline(2))

        with pytest.raises(EOFError):
            await stream.data()
        await until(lambda: stage.gateway.traces.count == 0)


async def test_a_session_that_ends_is_noticed_although_nothing_happens(tmp_path: Path) -> None:
    clock = FakeClock()
    async with staged(tmp_path, clock=clock) as stage, stage.puppet("router") as router:
        await traces(router)
        async with stage.stream(PATH, route="r") as stream:
            await stage.http.post("/api/auth/logout")
            await clock.advance(5.2)

            with pytest.raises(EOFError):
                await stream.event()


async def test_the_gateway_ends_its_streams_when_it_stops(stage: Stage, router: Puppet) -> None:
    async with stage.stream(PATH, route="r") as stream:
        stage.gateway.traces.end_all()

        with pytest.raises(EOFError):
            await stream.event()


async def test_there_is_room_for_a_bounded_number(stage: Stage, router: Puppet) -> None:
    streams = [await stage.stream(PATH, route="r").__aenter__() for _ in range(MAX_TRACES)]
    async with stage.stream(PATH, route="r") as refused:
        assert (refused.status, refused.body["error"]["key"]) == (429, "too_many_traces")
    for stream in streams:
        await stream.__aexit__()

    async with stage.stream(PATH, route="r") as stream:
        assert stream.status == 200


async def test_what_the_router_refuses_is_no_stream_and_takes_no_room(stage: Stage) -> None:
    async with stage.stream(PATH, route="r") as absent:
        assert (absent.status, absent.body["error"]["key"]) == (503, "router_unreachable")
    async with stage.puppet("router") as router:
        await router.answer_call("trace", lambda _: Reply(False, error=Reason("unknown_route", {"route": "r"}, "no")))
        async with stage.stream(PATH, route="r") as unknown:
            assert (unknown.status, unknown.body["error"]["key"]) == (404, "unknown_route")

    assert stage.gateway.traces.count == 0
    assert not [topic for topic in stage.broker.subscriptions("gateway") if "stream" in topic]


@pytest.mark.parametrize("nonsense", [b"", b"{}", b"[1", b"\xff"])
async def test_events_that_cannot_be_read_cost_nothing_else(stage: Stage, router: Puppet, nonsense: bytes) -> None:
    async with stage.stream(PATH, route="r") as stream:
        await router.bus.publish_acked(f"dinrail/router/stream/trace/{router.calls[0][1]['id']}", nonsense)
        await emit(router, timeline(1))

        assert await stream.data() == [timeline(1)]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://testserver"}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://testserver:8080"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
async def test_only_our_own_pages_may_open_a_stream(
    stage: Stage, router: Puppet, headers: dict[str, str], status: int
) -> None:
    async with stage.stream(PATH, route="r", headers=headers) as stream:
        assert stream.status == status
    assert len(router.calls) == (status == 200)


async def test_a_program_with_a_token_may_come_from_anywhere(stage: Stage, router: Puppet) -> None:
    token = (await stage.http.post("/api/auth/tokens", json={"name": "t"})).json()["token"]
    headers = {"origin": "http://elsewhere.example", "authorization": f"Bearer {token}"}
    async with BrowserStream(stage.app, PATH, headers=headers, route="r") as stream:
        assert stream.status == 200


async def test_without_a_session_there_is_no_stream(stage: Stage, router: Puppet) -> None:
    async with BrowserStream(stage.app, PATH, route="r") as stream:
        assert (stream.status, stream.body["error"]["key"]) == (401, "unauthenticated")


def test_every_stream_is_among_those_the_guard_takes_from_our_pages_only() -> None:
    streams = {
        (method, route.path)
        for route in iter_route_contexts(the_app().routes)
        if getattr(route.original_route, "response_class", None) is EventStream
        for method in route.methods or ()
    }

    assert streams == LASTING
