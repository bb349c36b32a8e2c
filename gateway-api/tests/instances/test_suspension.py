"""A source whose breaker is open is stopped, locked out and shown as suspended, until somebody or time closes it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dinrail.breaker import Breaker, BreakerState, LoudTopic
from dinrail.documents import Reply, Status
from dinrail.reason import Reason
from dinrail_gateway.testing.puppet import Puppet
from dinrail_gateway.testing.seam import METER, PlayedTypes, meter_config
from dinrail_gateway.testing.stage import Stage
from dinrail_gateway.testing.waiting import until

TOPIC = "dinrail/router/breaker/plc"
OPEN = Breaker(
    source="plc", state="open", since=1000, rate=20_000, limit=500, last_activity=999, trips=1, budget=10_000,
    topics=[LoudTopic("smarthome/plc/a", 481), LoudTopic("smarthome/plc/b", 20)],
)  # fmt: skip


def lay(stage: Stage, state: BreakerState | None) -> None:
    """As the router leaves it on the broker; None clears it."""
    payload = msgspec.json.encode(msgspec.structs.replace(OPEN, state=state)) if state else b""
    stage.broker.publish(TOPIC, payload, qos=1, retain=True)


async def status(stage: Stage) -> dict[str, Any]:
    view: dict[str, Any] = (await stage.http.get("/api/instances/plc")).json()["status"]
    return view


def on_the_bus(stage: Stage) -> Status:
    return msgspec.json.decode(stage.broker.retained["dinrail/plc/status"], type=Status)


@pytest.fixture
async def plc(stage: Stage) -> Stage:
    """An instance that is wanted."""
    await stage.add("plc", meter_config())
    await until(lambda: "plc" in stage.supervisor.desired)
    return stage


@pytest.fixture
async def suspended(plc: Stage) -> Stage:
    lay(plc, "open")
    await until(lambda: plc.identities.locked == ["plc"])
    return plc


@pytest.fixture
async def router(suspended: Stage) -> AsyncIterator[Puppet]:
    """A router that closes what it is asked to."""

    def close(params: dict[str, Any]) -> Reply[Any]:
        suspended.broker.publish(f"dinrail/router/breaker/{params['source']}", b"", qos=1, retain=True)
        return Reply(True, msgspec.structs.replace(OPEN, state="closed"))

    async with suspended.puppet("router") as puppet:
        await puppet.say("connected")
        await puppet.answer_call("reactivate", close)
        yield puppet


async def test_its_status_says_why_how_much_and_what_was_loudest(suspended: Stage) -> None:
    view = await status(suspended)
    assert view["status"] == "suspended_by_spam"
    assert view["reason"]["key"] == "spam"
    assert view["reason"]["params"] == {"rate": 20_000, "limit": 500, "topic": "smarthome/plc/a", "last": 999}
    await until(lambda: on_the_bus(suspended).status == "suspended_by_spam")


async def test_it_is_stopped_and_locked_out_of_the_broker(suspended: Stage) -> None:
    assert suspended.supervisor.suspended == {"plc"}
    assert suspended.supervisor.desired["plc"].enabled
    assert suspended.identities.locked == ["plc"]


async def test_its_points_are_marked_bad(plc: Stage) -> None:
    async with plc.puppet("plc") as puppet:
        await puppet.sample("a", 5)
    lay(plc, "open")
    await until(lambda: b'"bad"' in plc.broker.retained["smarthome/plc/a"])
    assert b"instance_suspended_by_spam" in plc.broker.retained["smarthome/plc/a"]


@pytest.mark.parametrize("state", ["half_open", "closed", "disconnected", None])
async def test_it_runs_again_when_the_router_tries_or_reads_it_again(
    suspended: Stage, state: BreakerState | None
) -> None:
    lay(suspended, state)
    await until(lambda: suspended.identities.locked == [])
    assert suspended.supervisor.suspended == set()
    assert (await status(suspended))["status"] != "suspended_by_spam"


async def test_a_second_trip_during_the_trial_stops_it_again(suspended: Stage) -> None:
    lay(suspended, "half_open")
    await until(lambda: suspended.supervisor.suspended == set())
    lay(suspended, "open")
    await until(lambda: suspended.supervisor.suspended == {"plc"})
    await until(lambda: suspended.identities.locked == ["plc"])


async def test_reactivating_an_instance_asks_the_router_and_the_rest_follows(suspended: Stage, router: Puppet) -> None:
    answer = await suspended.http.post("/api/admin/instances/plc/reactivate")
    assert answer.status_code == 200
    assert answer.json()["status"]["status"] != "suspended_by_spam"
    assert router.calls == [("reactivate", {"source": "plc"})]
    await until(lambda: suspended.identities.locked == [])


async def test_reactivating_a_source_says_how_it_is_then(suspended: Stage, router: Puppet) -> None:
    answer = await suspended.http.post("/api/routes/sources/plc/reactivate", json={})
    assert (answer.status_code, answer.json()) == (200, None)
    assert suspended.supervisor.suspended == set()


async def test_a_source_that_is_no_instance_can_be_reactivated_too(suspended: Stage, router: Puppet) -> None:
    assert (await suspended.http.post("/api/routes/sources/weather/reactivate")).status_code == 200
    assert router.calls == [("reactivate", {"source": "weather"})]
    assert suspended.supervisor.suspended == {"plc"}


@pytest.mark.parametrize(
    ("path", "code", "key"),
    [
        ("/api/admin/instances/nobody/reactivate", 404, "unknown_instance"),
        ("/api/routes/sources/Bad/reactivate", 422, "instance_id_invalid"),
    ],
)
async def test_what_is_no_instance_or_source_is_refused(stage: Stage, path: str, code: int, key: str) -> None:
    answer = await stage.http.post(path)
    assert (answer.status_code, answer.json()["error"]["key"]) == (code, key)


async def test_without_a_router_a_person_still_gets_it_going(suspended: Stage) -> None:
    answer = await suspended.http.post("/api/admin/instances/plc/reactivate")
    assert answer.status_code == 200
    await until(lambda: suspended.supervisor.suspended == set())
    assert TOPIC not in suspended.broker.retained


async def test_a_router_that_refuses_leaves_it_suspended(suspended: Stage) -> None:
    async with suspended.puppet("router") as router:
        await router.answer_call("reactivate", lambda _: Reply(False, error=Reason("calls_busy", {}, "busy")))
        answer = await suspended.http.post("/api/admin/instances/plc/reactivate")
    assert (answer.status_code, answer.json()["error"]["key"]) == (503, "calls_busy")
    assert suspended.supervisor.suspended == {"plc"}


@pytest.mark.parametrize("verb", ["start", "restart"])
async def test_starting_it_by_hand_is_refused_with_the_way_out(suspended: Stage, verb: str) -> None:
    answer = await suspended.http.post(f"/api/admin/instances/plc/{verb}")
    assert (answer.status_code, answer.json()["error"]["key"]) == (409, "instance_suspended")
    assert suspended.supervisor.verbs == []


async def test_stopping_it_by_hand_is_not(suspended: Stage) -> None:
    answer = await suspended.http.post("/api/admin/instances/plc/stop")
    assert (answer.status_code, answer.json()["status"]["status"]) == (200, "stopped")


async def test_a_gateway_that_starts_finds_it_suspended_before_it_starts_anything(suspended: Stage) -> None:
    await suspended.gateway.stop()
    await suspended.bus.stop()
    again = Stage(suspended.settings, suspended.broker, PlayedTypes(METER), suspended.clock)
    desire, at_desire = again.supervisor.desire, list[set[str]]()
    again.supervisor.desire = lambda wanted: (  # type: ignore[method-assign]
        at_desire.append(set(again.supervisor.suspended)),
        desire(wanted),
    )[1]
    again.bus.start()
    await again.gateway.start()
    await until(lambda: "plc" in again.supervisor.desired and again.identities.locked == ["plc"])
    assert set(map(frozenset, at_desire)) == {frozenset({"plc"})}
    await again.gateway.stop()
    await again.bus.stop()


async def test_what_was_cleared_while_the_gateway_was_away_is_noticed(
    suspended: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dinrail_gateway.instances.suspension.CONFIRM_S", 0.3)
    await suspended.broker.restart(keep_retained=False)
    await suspended.bus.connected()
    assert suspended.supervisor.suspended == {"plc"}
    await until(lambda: suspended.supervisor.suspended == set())


async def test_what_the_router_repeats_after_a_lost_broker_stays(
    suspended: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dinrail_gateway.instances.suspension.CONFIRM_S", 0.3)
    forgotten: list[str] = []
    forget = suspended.gateway.breakers.forget_unheard
    monkeypatch.setattr(suspended.gateway.breakers, "forget_unheard", lambda: (forget(), forgotten.append("asked")))
    await suspended.broker.restart(keep_retained=False)
    await suspended.bus.connected()
    lay(suspended, "open")
    await until(lambda: forgotten)
    assert suspended.supervisor.suspended == {"plc"}


async def test_an_instance_that_is_removed_leaves_no_breaker_to_its_successor(suspended: Stage, router: Puppet) -> None:
    assert (await suspended.http.delete("/api/instances/plc")).status_code == 204
    await until(lambda: TOPIC not in suspended.broker.retained)
    await until(lambda: suspended.identities.locked == [])


async def test_the_limits_of_an_instance_are_told_with_its_status(stage: Stage, tmp_path: Path) -> None:
    await stage.add("plc", meter_config(), limits={"points": 2000})
    await until(lambda: "dinrail/plc/status" in stage.broker.retained)
    await until(lambda: (on_the_bus(stage).rate, on_the_bus(stage).points) == (500, 2000))
    body = {"type": "meter", "config": meter_config(), "limits": {"packets_per_s": 50, "points": 10}}
    assert (await stage.http.put("/api/instances/plc", json=body)).status_code == 200
    await until(lambda: (on_the_bus(stage).rate, on_the_bus(stage).points) == (50, 10))


async def test_a_type_may_have_a_budget_of_points(stage: Stage) -> None:
    described = msgspec.json.decode(METER.described or b"{}")
    described["manifest"]["limits"] = {"points": 77}
    stage.types.set(msgspec.structs.replace(METER, described=msgspec.json.encode(described)))
    await stage.add("plc", meter_config())
    await until(lambda: "dinrail/plc/status" in stage.broker.retained)
    assert (on_the_bus(stage).rate, on_the_bus(stage).points) == (None, 77)


@pytest.mark.parametrize("points", [0, 50_001])
async def test_a_budget_of_points_has_a_range(stage: Stage, points: int) -> None:
    body = {"id": "plc", "type": "meter", "config": meter_config(), "limits": {"points": points}}
    answer = await stage.http.post("/api/instances", json=body)
    assert (answer.status_code, answer.json()["error"]["path"]) == (422, "/limits/points")
