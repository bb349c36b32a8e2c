"""Points through the API."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from dinrail.directory import Point
from dinrail.documents import Reply
from dinrail.reason import Reason
from dinrail.sample import Scalar
from dinrail.write import parse_write
from dinrail_gateway.points import writer
from dinrail_gateway.testing.puppet import Puppet
from dinrail_gateway.testing.seam import meter_config
from dinrail_gateway.testing.stage import Stage
from dinrail_gateway.testing.waiting import until

POINTS = (
    Point("ac.power", "REAL", unit="W", description="Active power"),
    Point("ac.limit", "REAL", unit="%", min=0, max=100, writable=True, description="Power limit"),
    Point("mode", "INT", texts={"0": "off", "1": "on"}, writable=True),
    Point("serial", "STRING"),
)


@pytest.fixture
async def inverter(stage: Stage) -> AsyncIterator[Puppet]:
    """A configured instance that runs and has delivered."""
    await stage.add("inverter_1", meter_config())
    async with stage.puppet("inverter_1") as puppet:
        await puppet.say("connected")
        await puppet.pulse()
        await puppet.directory(*POINTS)
        await puppet.sample("ac.power", 512.5)
        await puppet.sample("ac.limit", 80)
        await puppet.sample("mode", 1)
        await until(lambda: stage.gateway.space.get("inverter_1.mode") and stage.gateway.space.get("inverter_1.serial"))
        await until(lambda: stage.gateway.status.name_of("inverter_1") == "running")
        yield puppet


async def test_a_point_is_shown_with_everything_known(stage: Stage, inverter: Puppet) -> None:
    point = (await stage.http.get("/api/points/inverter_1.ac.power")).json()

    assert point["value"] == 512.5
    assert (point["type"], point["unit"], point["description"]) == ("REAL", "W", "Active power")
    assert (point["quality"], point["reason"], point["writable"]) == ("good", "", False)
    assert point["path"] == "ac.power"


async def test_a_point_without_a_sample_is_bad(stage: Stage, inverter: Puppet) -> None:
    point = (await stage.http.get("/api/points/inverter_1.serial")).json()

    assert (point["value"], point["ts"], point["quality"], point["reason"]) == (None, None, "bad", "no_sample")


async def test_points_of_a_dead_instance_are_bad_with_its_status(stage: Stage, inverter: Puppet) -> None:
    await inverter.say("disconnected", Reason("timeout"))
    await until(lambda: stage.gateway.status.name_of("inverter_1") == "disconnected")

    point = (await stage.http.get("/api/points/inverter_1.ac.power")).json()

    assert (point["quality"], point["reason"]) == ("bad", "instance_disconnected")


async def test_the_search_finds_words_of_address_and_description(stage: Stage, inverter: Puppet) -> None:
    async def found(query: str) -> list[str]:
        page = (await stage.http.get(f"/api/points?{query}")).json()
        return [item["path"] for item in page["items"]]

    assert await found("search=POWER") == ["ac.limit", "ac.power"]
    assert await found("search=power active") == ["ac.power"]
    assert await found("prefix=inverter_1.ac") == ["ac.limit", "ac.power"]
    assert await found("prefix=inverter_1.a") == []
    assert await found("prefix=inverter_1/mode") == ["mode"]
    assert await found("search=nothing") == []


async def test_pages_have_the_total_and_their_part(stage: Stage, inverter: Puppet) -> None:
    page = (await stage.http.get("/api/points?limit=2&offset=1")).json()

    assert page["total"] == 4
    assert [item["path"] for item in page["items"]] == ["ac.power", "mode"]
    assert (await stage.http.get("/api/points?limit=0")).status_code == 422
    assert (await stage.http.get("/api/points?limit=100000")).status_code == 422


async def test_addresses_are_answered_in_their_order_without_those_not_there(stage: Stage, inverter: Puppet) -> None:
    query = "address=inverter_1.mode&address=inverter_1.gone&address=inverter_1/ac/power&address=inverter_1.mode"
    page = (await stage.http.get(f"/api/points?{query}")).json()

    assert [item["path"] for item in page["items"]] == ["mode", "ac.power"]
    assert page["total"] == 2
    assert (await stage.http.get("/api/points?address=..")).status_code == 400
    many = "&".join(f"address=a.b{number}" for number in range(501))
    assert (await stage.http.get(f"/api/points?{many}")).status_code == 422


async def test_the_tree_opens_level_by_level(stage: Stage, inverter: Puppet) -> None:
    roots = (await stage.http.get("/api/points/tree")).json()
    level = (await stage.http.get("/api/points/tree?path=inverter_1")).json()

    assert [(child["segment"], child["leaf"], child["count"]) for child in roots["children"]] == [
        ("inverter_1", False, 4)
    ]
    assert [(child["segment"], child["leaf"], child["count"]) for child in level["children"]] == [
        ("ac", False, 2),
        ("mode", True, 0),
        ("serial", True, 0),
    ]
    assert level["children"][1]["point"]["value"] == 1
    assert "point" not in level["children"][0]


@pytest.mark.parametrize(
    ("path", "status", "key"),
    [
        ("/api/points/inverter_1.nothing", 404, "unknown_point"),
        ("/api/points/a..b", 400, "address_invalid"),
        ("/api/points/tree?path=nobody", 404, "unknown_path"),
        ("/api/points?prefix=%00", 400, "address_invalid"),
    ],
)
async def test_what_does_not_exist_is_said_so(stage: Stage, inverter: Puppet, path: str, status: int, key: str) -> None:
    answer = await stage.http.get(path)

    assert (answer.status_code, answer.json()["error"]["key"]) == (status, key)


async def test_a_write_is_answered_with_what_was_read_back(stage: Stage, inverter: Puppet) -> None:
    await inverter.answer_writes(lambda topic, payload: Reply(ok=True, value=60.0))

    answer = await stage.http.post("/api/points/inverter_1.ac.limit/write", json={"value": 60.2})

    assert (answer.status_code, answer.json()) == (200, {"ok": True, "value": 60.0})
    (request,) = inverter.writes
    assert request.topic == "smarthome/set/inverter_1/ac/limit"
    assert parse_write(request.payload).value == 60.2
    assert parse_write(request.payload).ts is not None
    assert request.message_expiry_interval == 5
    assert (request.response_topic or "").startswith("dinrail/inverter_1/reply/gateway/")
    assert not request.retain


@pytest.mark.parametrize(
    ("point", "value", "expected"),
    [
        ("ac.power", 1, (403, "not_writable")),
        ("ac.limit", 101, (422, "out_of_range")),
        ("ac.limit", "fast", (422, "bad_value")),
        ("ac.limit", None, (422, "bad_value")),
        ("mode", 1.5, (422, "bad_value")),
        ("nothing", 1, (404, "unknown_point")),
    ],
)
async def test_a_wrong_write_is_refused_before_it_reaches_the_bus(
    stage: Stage, inverter: Puppet, point: str, value: Scalar, expected: tuple[int, str]
) -> None:
    await inverter.answer_writes(lambda topic, payload: Reply(ok=True, value=None))

    answer = await stage.http.post(f"/api/points/inverter_1.{point}/write", json={"value": value})

    assert (answer.status_code, answer.json()["error"]["key"]) == expected
    assert inverter.writes == []


@pytest.mark.parametrize(
    ("reason", "status"),
    [("not_connected", 409), ("blocked", 409), ("expired", 409), ("timeout", 504), ("out_of_range", 422), ("odd", 409)],
)
async def test_a_refusal_of_the_adapter_keeps_its_reason(
    stage: Stage, inverter: Puppet, reason: str, status: int
) -> None:
    refusal: Reply[Scalar] = Reply(ok=False, error=Reason(reason, {"unit": 7}, "the device said no"))
    await inverter.answer_writes(lambda topic, payload: refusal)

    answer = await stage.http.post("/api/points/inverter_1.mode/write", json={"value": 1})

    assert answer.status_code == status
    assert answer.json()["error"] == {"key": reason, "params": {"unit": 7}, "message": "the device said no"}


async def test_a_write_to_a_dead_instance_is_refused_at_once(stage: Stage, inverter: Puppet) -> None:
    await inverter.say("lost")
    await until(lambda: stage.gateway.status.name_of("inverter_1") == "error")

    answer = await stage.http.post("/api/points/inverter_1.mode/write", json={"value": 1})

    assert (answer.status_code, answer.json()["error"]["key"]) == (409, "instance_not_running")


async def test_a_write_without_an_answer_ends_with_an_unknown_outcome(
    stage: Stage, inverter: Puppet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 41: an adapter that dies before its reply leaves the outcome unknown."""
    monkeypatch.setattr(writer, "ANSWER_S", 0.2)

    answer = await stage.http.post("/api/points/inverter_1.mode/write", json={"value": 1})

    assert (answer.status_code, answer.json()["error"]["key"]) == (504, "no_answer")


async def test_without_a_broker_a_write_is_refused_at_once(stage: Stage, inverter: Puppet) -> None:
    await stage.broker.kill()
    await until(lambda: not stage.bus.is_connected)

    answer = await stage.http.post("/api/points/inverter_1.mode/write", json={"value": 1})

    assert answer.status_code == 503


@pytest.mark.parametrize("body", [{}, {"value": [1]}, {"value": {"a": 1}}, {"value": 1, "retain": True}, [1]])
async def test_a_body_that_is_no_value_is_refused(stage: Stage, inverter: Puppet, body: object) -> None:
    answer = await stage.http.post("/api/points/inverter_1.mode/write", json=body)

    assert (answer.status_code, answer.json()["error"]["key"]) == (422, "request_invalid")
