"""What became of every message: the router's reports with rates, breakers, and sources that are switched off."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dinrail.parts import split_document
from dinrail.testing import FakeClock
from dinrail_gateway.testing.puppet import Puppet
from dinrail_gateway.testing.stage import ANY, Stage, staged
from dinrail_gateway.testing.waiting import until

BREAKER = {
    "source": "bt", "state": "open", "since": 1000, "rate": 20_000, "limit": 500,
    "topics": [{"topic": "smarthome/bt/x", "count": 900}], "last_activity": 2000, "trips": 1, "retry_at": None,
    "quarantined": 0, "quarantine": [], "budget": 2000,
}  # fmt: skip


def route(received: int, label: str = "r", **more: Any) -> dict[str, Any]:
    return {
        "id": label,
        "received": received,
        "delivered": received,
        "pending": 0,
        "filtered": {},
        "dropped": {},
        **more,
    }


def source(received: int, name: str = "bt", **more: Any) -> dict[str, Any]:
    return {"id": name, "received": received, "delivered": 0, "filtered": {"no_match": received}, "dropped": {},
            "points": 3, **more}  # fmt: skip


class Reporter:
    """Publishes reports as the router does."""

    def __init__(self, stage: Stage, puppet: Puppet) -> None:
        self._stage = stage
        self._puppet = puppet
        self._rev = 0

    async def report(self, ts: int, *rows: dict[str, Any], since: int = 500) -> dict[str, Any]:
        """One report; returns what the API says once it has arrived."""
        self._rev += 1
        routes = [row for row in rows if "points" not in row or row.get("back") is not None]
        sources = [row for row in rows if row not in routes]
        document = {"ts": ts, "since": since, "routes": routes, "sources": sources}
        for part, payload in enumerate(split_document(document, self._rev)):
            await self._puppet.bus.publish_acked(f"dinrail/router/counters/{part}", payload)
        await until(lambda: self._stage.gateway.route_counters.view()["ts"] == ts)
        return await counters(self._stage)


async def counters(stage: Stage) -> dict[str, Any]:
    found: dict[str, Any] = (await stage.http.get("/api/routes/counters")).json()
    return found


@pytest.fixture
async def router(stage: Stage) -> AsyncIterator[Reporter]:
    """A router that reports when told to."""
    async with stage.puppet("router") as puppet:
        yield Reporter(stage, puppet)


async def test_before_the_first_report_there_is_nothing_to_tell(stage: Stage) -> None:
    assert await counters(stage) == {"ts": None, "since": None, "routes": [], "sources": []}


async def test_one_report_has_counters_but_no_rates(stage: Stage, router: Reporter) -> None:
    view = await router.report(1000, route(7), source(9))

    assert (view["ts"], view["since"]) == (1000, 500)
    assert view["routes"] == [
        {
            **route(7),
            "name": "",
            "back": False,
            "points": 0,
            "last": None,
            "last_error": None,
            "open": None,
            "rate": None,
        }
    ]
    assert view["sources"] == [{**source(9), "malformed": None, "rate": None, "breaker": None, "connected": True}]


async def test_the_rate_of_a_route_is_what_it_delivered_not_what_it_held_back(stage: Stage, router: Reporter) -> None:
    await router.report(1000, route(10), source(100))

    view = await router.report(6000, route(110, delivered=15, filtered={"gate": 95}), source(200))

    assert view["routes"][0]["rate"] == 1.0
    assert view["sources"][0]["rate"] == 20.0


async def test_the_rate_is_what_came_between_two_reports(stage: Stage, router: Reporter) -> None:
    await router.report(1000, route(10), route(5, back=True), source(100))

    view = await router.report(6000, route(35), route(5, back=True), source(600), route(1, "new"))

    assert [(row["id"], row["back"], row["rate"]) for row in view["routes"]] == [
        ("r", False, 5.0), ("r", True, 0.0), ("new", False, None),
    ]  # fmt: skip
    assert view["sources"][0]["rate"] == 100.0


async def test_a_router_that_counts_anew_has_no_rate_until_its_second_report(stage: Stage, router: Reporter) -> None:
    await router.report(1000, route(1000))
    first = await router.report(6000, route(3), since=5500)
    second = await router.report(11_000, route(13), since=5500)

    assert first["routes"][0]["rate"] is None
    assert second["routes"][0]["rate"] == 2.0


async def test_what_a_later_router_tells_besides_is_passed_on(stage: Stage, router: Reporter) -> None:
    last = {"ts": 1, "address": "a.b", "value": 2}

    view = await router.report(1000, route(1, last=last, max_rate=50))

    assert (view["routes"][0]["last"], view["routes"][0]["max_rate"]) == (last, 50)


async def test_rates_of_a_router_that_fell_silent_are_unknown(tmp_path: Path) -> None:
    clock = FakeClock()
    async with staged(tmp_path, clock=clock) as stage, stage.puppet("router") as puppet:
        router = Reporter(stage, puppet)
        await router.report(1000, route(10))
        fresh = await router.report(6000, route(20))
        await clock.advance(16)
        stale = await counters(stage)

    assert fresh["routes"][0]["rate"] == 2.0
    assert (stale["routes"][0]["rate"], stale["routes"][0]["received"]) == (None, 20)


@pytest.mark.parametrize("nonsense", [b"", b"{}", b'{"rev":1,"part":0,"parts":1,"data":"[]"}',
                                      b'{"rev":1,"part":0,"parts":1,"data":"{\\"ts\\":1}"}'])  # fmt: skip
async def test_a_report_that_cannot_be_read_costs_nothing(stage: Stage, router: Reporter, nonsense: bytes) -> None:
    before = await router.report(1000, route(1))
    await stage.bus.publish_acked("dinrail/router/counters/0", nonsense)

    assert await counters(stage) == before
    assert (await router.report(2000, route(1)))["ts"] == 2000


async def test_a_breaker_is_shown_with_its_evidence_until_it_is_cleared(stage: Stage, router: Reporter) -> None:
    topic = "dinrail/router/breaker/bt"
    await router.report(1000, source(1, "plc"))

    await stage.bus.publish_acked(topic, msgspec.json.encode(BREAKER), retain=True)
    await until(lambda: stage.gateway.breakers.of("bt"))
    tripped = await counters(stage)
    await stage.bus.publish_acked(topic, b"", retain=True)
    await until(lambda: stage.gateway.breakers.of("bt") is None)

    assert [(row["id"], row["points"], row["breaker"]) for row in tripped["sources"]] == [
        ("bt", 0, BREAKER), ("plc", 3, None),
    ]  # fmt: skip
    assert [row["id"] for row in (await counters(stage))["sources"]] == ["plc"]


async def test_a_breaker_tells_whoever_listens_of_each_real_change(stage: Stage) -> None:
    told: list[tuple[str, str]] = []
    stage.gateway.breakers.on_change(lambda name, breaker: told.append((name, breaker.state if breaker else "gone")))

    for payload in (BREAKER, BREAKER, {"state": "ajar"}, {**BREAKER, "state": "half_open"}, None):
        encoded = msgspec.json.encode(payload) if payload else b""
        await stage.bus.publish_acked("dinrail/router/breaker/bt", encoded, retain=True)
    await until(lambda: len(told) == 3)

    assert told == [("bt", "open"), ("bt", "half_open"), ("bt", "gone")]


async def test_a_source_that_is_switched_off_is_shown_although_nobody_reports_it(stage: Stage) -> None:
    document = {"routes": [], "sources": {"bt": {"connected": False}, "plc": {"rate": 800}}}
    await stage.http.put("/api/routes", json=document, headers=ANY)

    assert [(row["id"], row["connected"], row["received"]) for row in (await counters(stage))["sources"]] == [
        ("bt", False, 0)
    ]
