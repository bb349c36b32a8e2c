"""Live values for browsers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from dinrail.directory import Point
from dinrail.reason import Reason
from dinrail.sample import Sample, encode_sample
from dinrail.testing import FakeClock
from dinrail_gateway.auth.principal import Principal
from dinrail_gateway.live.client import Client
from dinrail_gateway.live.hub import _Request
from dinrail_gateway.points.space import Entry, Family
from dinrail_gateway.problems.board import Problem
from dinrail_gateway.testing.puppet import Puppet
from dinrail_gateway.testing.seam import meter_config
from dinrail_gateway.testing.stage import Stage, staged
from dinrail_gateway.testing.waiting import until


@pytest.fixture
async def plc(stage: Stage) -> AsyncIterator[Puppet]:
    """A running instance with three points."""
    await stage.add("plc", meter_config())
    async with stage.puppet("plc") as puppet:
        await puppet.say("connected")
        await puppet.pulse()
        for path, value in (("a.x", 1), ("a.y", 2), ("b", 3)):
            await puppet.sample(path, value)
        await until(lambda: stage.gateway.space.get("plc.b") is not None)
        await until(lambda: stage.gateway.status.name_of("plc") == "running")
        yield puppet


def only_client(stage: Stage) -> Client:
    (client,) = stage.gateway.live._clients
    return client


def counted(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, cost: Callable[[Any], int]) -> list[int]:
    """What each call of a method costs, by its result."""
    costs: list[int] = []
    original = getattr(owner, name)

    def call(*args: Any) -> Any:
        result = original(*args)
        costs.append(cost(result))
        return result

    monkeypatch.setattr(owner, name, call)
    return costs


async def test_everybody_is_told_status_statistics_and_problems(stage: Stage, plc: Puppet) -> None:
    async with stage.browser() as browser:
        (status,) = await browser.until("status")
        problems = await browser.until("problems", lambda found: found == [])
        (stats,) = await browser.until("stats")

    assert (status["id"], status["status"]) == ("plc", "running")
    assert problems == []
    assert stats["id"] == "plc"


async def test_a_subscription_is_answered_with_the_present_values(stage: Stage, plc: Puppet) -> None:
    async with stage.browser() as browser:
        await browser.ask(subscribe=["plc.a.**"])
        rows = await browser.until("samples")

    assert [(row[0], row[1], row[3], row[4]) for row in rows] == [
        ("plc.a.x", 1, "good", ""),
        ("plc.a.y", 2, "good", ""),
    ]


async def test_changes_of_subscribed_points_arrive_and_others_do_not(stage: Stage, plc: Puppet) -> None:
    async with stage.browser() as browser:
        await browser.ask(subscribe=["plc.b"])
        await browser.sample("plc.b")

        await plc.sample("a.x", 10)
        await plc.sample("b", 30)
        rows = await browser.until("samples")

    assert [(row[0], row[1]) for row in rows] == [("plc.b", 30)]


@pytest.mark.parametrize("pattern", ["**", "plc.**", "plc/a/**", "plc.a.x"])
async def test_each_form_of_a_pattern_covers_its_points(stage: Stage, plc: Puppet, pattern: str) -> None:
    async with stage.browser() as browser:
        await browser.ask(subscribe=[pattern])

        assert (await browser.sample("plc.a.x"))[1] == 1
        await plc.sample("a.x", 11)
        assert (await browser.sample("plc.a.x"))[1] == 11


async def test_unsubscribed_points_stop(stage: Stage, plc: Puppet) -> None:
    async with stage.browser() as browser:
        await browser.ask(subscribe=["plc.b", "plc.a.**"])
        await browser.sample("plc.b")
        await browser.ask(unsubscribe=["plc.a.**"])
        await until(lambda: only_client(stage).patterns == 1)

        await plc.sample("a.x", 10)
        await plc.sample("b", 30)
        rows = await browser.until("samples")

    assert [row[0] for row in rows] == ["plc.b"]


async def test_a_burst_arrives_as_the_latest_value(stage: Stage, plc: Puppet) -> None:
    async with stage.browser() as browser:
        await browser.ask(subscribe=["plc.b"])
        await browser.sample("plc.b")

        for value in range(500):
            plc.bus.publish("smarthome/plc/b", encode_sample(Sample(value, stage.clock.now_ms())), retain=True)
        values = [(await browser.sample("plc.b"))[1]]
        while values[-1] != 499:
            values.append((await browser.sample("plc.b"))[1])

    assert len(values) < 50


async def test_a_slow_reader_loses_intermediate_values_and_costs_nothing(stage: Stage, plc: Puppet) -> None:
    async with stage.browser() as slow, stage.browser() as quick:
        for browser in (slow, quick):
            await browser.ask(subscribe=["plc.b"])
            await browser.sample("plc.b")
        slow.gate.clear()

        for value in range(1000, 1300):
            await plc.sample("b", value)
        while (await quick.sample("plc.b"))[1] != 1299:
            pass
        waiting = [len(client._samples) for client in stage.gateway.live._clients]
        slow.gate.set()
        seen = 0
        while (await slow.sample("plc.b"))[1] != 1299:
            seen += 1

    assert max(waiting) <= 1
    assert seen <= 3


async def test_the_points_of_an_instance_turn_bad_with_its_status(stage: Stage, plc: Puppet) -> None:
    async with stage.browser() as browser:
        await browser.ask(subscribe=["plc.b"])
        assert (await browser.sample("plc.b"))[3] == "good"

        await plc.say("disconnected", Reason("timeout"))
        status = await browser.until("status", lambda found: found[0]["status"] == "disconnected")
        row = await browser.sample("plc.b")

    assert status[0]["reason"]["key"] == "timeout"
    assert (row[1], row[3], row[4]) == (3, "bad", "instance_disconnected")


async def test_a_value_that_goes_stale_is_told_without_a_new_sample(tmp_path: Path, clock: FakeClock) -> None:
    async with staged(tmp_path, clock=clock) as stage, Puppet(stage.broker.address, "bt", clock=clock) as bt:
        await bt.sample("b", 3)
        await until(lambda: stage.gateway.space.get("bt.b"))
        async with stage.browser() as browser:
            await browser.ask(subscribe=["bt.b"])
            await until(lambda: only_client(stage).patterns == 1)
            await clock.advance(1)
            assert (await browser.sample("bt.b"))[3] == "good"

            await clock.advance(183)
            row = await browser.sample("bt.b")

    assert (row[1], row[3], row[4]) == (3, "bad", "stale")


async def test_a_new_problem_is_told(stage: Stage) -> None:
    async with stage.browser() as browser:
        await browser.until("problems", lambda found: found == [])

        stage.gateway.board.replace("routing.json", [Problem.at("/routes/0", "unknown_field", "no such field")])
        (problem,) = await browser.until("problems")

    assert (problem["source"], problem["path"], problem["key"]) == ("routing.json", "/routes/0", "unknown_field")


@pytest.mark.parametrize(
    "text", ["", "x", "[]", '{"subscribe": "plc"}', '{"subscribe": [1]}', '{"shout": []}', '{"subscribe": ["a..b"]}',
             '{"subscribe": ["plc.*.x"]}', "[" * 10_000],
)  # fmt: skip
async def test_nonsense_is_answered_with_an_error_and_the_connection_goes_on(
    stage: Stage, plc: Puppet, text: str
) -> None:
    async with stage.browser() as browser:
        await browser.send(text)
        error = await browser.until("error")
        await browser.ask(subscribe=["plc.b"])

        assert (await browser.sample("plc.b"))[1] == 3

    assert error["key"] in ("request_invalid", "address_invalid", "segment_empty")


async def test_subscriptions_are_bounded(stage: Stage, plc: Puppet) -> None:
    async with stage.browser() as browser:
        for start in range(0, 5000, 1000):
            await browser.ask(subscribe=[f"plc.x{number}" for number in range(start, start + 1000)])
        await browser.ask(subscribe=["plc.x0", "plc.last"])
        error = await browser.until("error")

        assert error["key"] == "too_many_subscriptions"
        assert only_client(stage).patterns == 5000


async def test_the_end_of_the_session_ends_the_connection(stage: Stage) -> None:
    browser = stage.browser()
    async with browser:
        await browser.next()
        await stage.http.post("/api/auth/logout")

        with pytest.raises(ConnectionResetError):
            await browser.until("never")

    assert browser.closed == 4401


async def test_a_browser_that_leaves_is_forgotten(stage: Stage) -> None:
    async with stage.browser() as browser:
        await browser.next()
        assert stage.gateway.live.clients == 1

    await until(lambda: stage.gateway.live.clients == 0)


async def test_too_many_browsers_are_sent_away(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dinrail_gateway.live.hub.MAX_CLIENTS", 1)
    async with stage.browser() as first:
        await first.next()
        second = stage.browser()
        async with second:
            with pytest.raises(ConnectionResetError):
                await second.next()

    assert second.closed == 1013


async def test_thousands_of_points_arrive_in_pieces(stage: Stage) -> None:
    async with stage.puppet("big") as big:
        await asyncio.gather(*(big.sample(f"p{number}", number) for number in range(1500)))
    await until(lambda: len(stage.gateway.space.ordered("big")) == 1500)

    async with stage.browser() as browser:
        await browser.ask(subscribe=["**"])
        sizes = [len(await browser.until("samples")) for _ in range(2)]

    assert sizes == [1000, 500]


def test_a_client_without_room_counts_what_it_drops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dinrail_gateway.live.client.MAX_PENDING", 1)
    client = Client(Principal("admin", "admin", "session", ""))
    client.subscribe(["**"])
    for name in ("a.x", "a.y", "a.y"):
        client.offer(Entry(name, "a", Family()))

    *_, last = client.take(lambda _: ("good", ""))
    assert last == b'{"dropped":2}'


@pytest.mark.parametrize("asked", ["subscribe", "unsubscribe"])
async def test_too_many_patterns_in_one_message_are_refused(stage: Stage, plc: Puppet, asked: str) -> None:
    async with stage.browser() as browser:
        await browser.ask(**{asked: ["**"] * 1001})
        error = await browser.until("error")

        assert (error["key"], error["params"]) == ("too_many_patterns", {"max": 1000})
        assert only_client(stage).patterns == 0


@pytest.mark.parametrize(
    "patterns", [["**"] * 1000, ["a"] * 1000, ["big" + ".a" * depth + ".**" for depth in range(12)] * 80]
)
async def test_the_same_over_and_over_in_one_message_costs_one_pass(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, patterns: list[str]
) -> None:
    space = stage.gateway.space
    space.describe("big", {f"big{'.a' * 11}.p{number}": Point("p", "INT") for number in range(100)})
    async with stage.browser() as browser:
        await browser.ask(subscribe=["big.**"])
        await until(lambda: len(only_client(stage).shown) == 100)
        client = only_client(stage)
        asked_for = counted(monkeypatch, client, "wants", lambda _: 1)
        handed_out = counted(monkeypatch, space, "ordered", len)
        stage.gateway.live._obey(client, _Request(subscribe=patterns))
        subscribing = (sum(asked_for), sum(handed_out))
        stage.gateway.live._obey(client, _Request(unsubscribe=patterns))

    # One pass over the points to subscribe; one over what waits and one over what was shown to unsubscribe.
    assert subscribing[0] <= 100
    assert subscribing[1] <= 100
    assert sum(asked_for) - subscribing[0] <= 200
    assert sum(handed_out) == subscribing[1]
