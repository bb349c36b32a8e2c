"""Calls of instances through the API, answered by a real adapter."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from dinrail.runner import AdapterRunner
from dinrail_gateway.auth.roles import Role
from dinrail_gateway.calls.limits import AT_ONCE
from dinrail_gateway.testing.seam import meter_config
from dinrail_gateway.testing.stage import Stage
from dinrail_gateway.testing.waiting import until

LogIn = Callable[[Role], Awaitable[httpx.AsyncClient]]
URL = "/api/instances/meter_1/call"


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["key"]


async def test_browse_is_answered_by_the_adapter(stage: Stage, meter: AdapterRunner) -> None:
    answer = await stage.http.post(f"{URL}/browse", json={"node": "root"})

    assert (answer.status_code, answer.json()) == (200, {"value": {"node": "root", "children": ["power"]}})


async def test_parameters_may_be_left_out(stage: Stage, meter: AdapterRunner) -> None:
    answers = [await stage.http.post(f"{URL}/{method}") for method in ("browse", "scan", "test", "log_level")]

    assert [answer.status_code for answer in answers] == [200] * 4
    assert answers[1].json() == {"value": [2]}


async def test_read_gives_the_latest_samples(stage: Stage, meter: AdapterRunner) -> None:
    answer = await stage.http.post(f"{URL}/read", json={"points": ["power", "nothing"]})

    assert answer.json()["value"]["power"]["value"] == 230.0
    assert answer.json()["value"]["nothing"] is None


async def test_an_answer_in_many_parts_arrives_whole(stage: Stage, meter: AdapterRunner) -> None:
    answer = await stage.http.post(f"{URL}/long", json={"bytes": 3_000_000})

    assert answer.json() == {"value": "x" * 3_000_000}


@pytest.mark.parametrize(
    ("path", "params", "status", "key"),
    [
        ("meter_2/call/browse", {}, 404, "unknown_instance"),
        ("meter_1/call/Browse", {}, 422, "request_invalid"),
        ("meter_1/call/a%2Fb", {}, 404, "not_found"),
        ("meter_1/call/+", {}, 422, "request_invalid"),
        ("meter_1/call/browse", [], 422, "request_invalid"),
        ("meter_1/call/browse?timeout=0", {}, 422, "request_invalid"),
        ("meter_1/call/browse", {"text": "x" * 300_000}, 413, "packet_too_large"),
        ("meter_1/call/nonsense", {}, 422, "call_refused"),
        ("meter_1/call/read", {"points": 5}, 422, "call_parameters_invalid"),
        ("meter_1/call/broken", {}, 409, "illegal_address"),
        ("meter_1/call/stream", {"name": "frames"}, 404, "unknown_stream"),
        ("meter_1/call/long", {"bytes": 17_000_000}, 503, "answer_too_large"),
        ("meter_1/call/long", {}, 503, "internal_error"),
        ("meter_1/call/wait?timeout=1", {}, 504, "call_no_answer"),
    ],
)
async def test_what_cannot_be_done_is_told_in_the_words_of_who_refused_it(
    stage: Stage, meter: AdapterRunner, path: str, params: Any, *, status: int, key: str
) -> None:
    answer = await stage.http.post(f"/api/instances/{path}", json=params)

    assert refusal(answer) == (status, key)


async def test_the_adapters_reason_keeps_its_parameters(stage: Stage, meter: AdapterRunner) -> None:
    error = (await stage.http.post(f"{URL}/broken")).json()["error"]

    assert error == {"key": "illegal_address", "message": "the meter refuses it", "params": {"address": 7}}


async def test_an_instance_that_does_not_run_is_not_waited_for(stage: Stage, meter: AdapterRunner) -> None:
    meter.request_stop()
    await until(lambda: stage.gateway.status.name_of("meter_1") == "stopping")

    answer = await stage.http.post(f"{URL}/browse")

    assert refusal(answer) == (409, "instance_not_running")
    assert answer.json()["error"]["params"]["instance"] == "meter_1"


async def test_without_a_broker_it_is_said_at_once(stage: Stage, meter: AdapterRunner) -> None:
    await stage.broker.kill()
    await until(lambda: not stage.bus.is_connected)

    assert (await stage.http.post(f"{URL}/browse")).status_code == 503


async def test_an_unsaved_configuration_is_tried(stage: Stage, meter: AdapterRunner) -> None:
    good = await stage.http.post(f"{URL}/test", json={"config": meter_config("elsewhere")})
    bad = await stage.http.post(f"{URL}/test", json={"config": meter_config("nowhere")})
    wrong = await stage.http.post(f"{URL}/test", json={"config": meter_config(interval="often")})

    assert good.json()["value"][0]["ok"] is True
    assert bad.json()["value"][0]["error"]["key"] == "no_meter"
    assert refusal(wrong) == (422, "config_invalid")
    assert wrong.json()["error"]["path"] == "/config/interval"


async def test_a_secret_that_is_not_stored_stays_off_the_bus(stage: Stage, meter: AdapterRunner) -> None:
    answer = await stage.http.post(f"{URL}/test", json={"config": meter_config(token="hunter2")})

    assert refusal(answer) == (422, "secret_unsaved")
    assert answer.json()["error"]["path"] == "/config/token"
    assert not any(b"hunter2" in message.payload for message in stage.broker.published)


async def test_a_stored_secret_may_stand_in_a_tried_configuration(
    stage: Stage, meter: AdapterRunner, tmp_path: Path
) -> None:
    (tmp_path / "config.json").write_text('{"/token": "hunter2"}')
    body = {"type": "meter", "config": meter_config(token="hunter2", interval=0.1)}
    view = (await stage.http.put("/api/instances/meter_1", json=body)).json()

    kept = await stage.http.post(f"{URL}/test", json={"config": view["config"]})
    moved = await stage.http.post(
        f"{URL}/test",
        json={"config": meter_config() | {"endpoints": [{"kind": "tcp", "host": "a", "password": {"$secret": True}}]}},
    )

    assert (kept.status_code, kept.json()["value"][0]["ok"]) == (200, True)
    assert refusal(moved) == (422, "secret_unsaved")


@pytest.mark.parametrize(
    ("role", "method", "params", "needed"),
    [
        ("viewer", "browse", {}, None),
        ("viewer", "read", {"points": []}, None),
        ("viewer", "scan", {}, "operator"),
        ("viewer", "long", {"bytes": 1}, "operator"),
        ("viewer", "test", {}, "operator"),
        ("operator", "scan", {}, None),
        ("operator", "test", {}, None),
        ("operator", "log_level", {}, "engineer"),
        ("engineer", "log_level", {}, None),
        ("engineer", "test", {"config": meter_config()}, "admin"),
        ("admin", "test", {"config": meter_config()}, None),
    ],
)
async def test_each_method_needs_its_role(
    stage: Stage, meter: AdapterRunner, log_in: LogIn, *, role: Role, method: str, params: Any, needed: Role | None
) -> None:
    http = await log_in(role)

    answer = await http.post(f"{URL}/{method}", json=params)

    assert answer.status_code == (403 if needed else 200)
    assert answer.json().get("error", {}).get("params") == ({"role": needed} if needed else None)


async def test_one_instance_is_asked_a_bounded_number_of_things_at_once(
    stage: Stage, meter: AdapterRunner, log_in: LogIn
) -> None:
    other = await log_in("operator")
    waiting = [asyncio.create_task(stage.http.post(f"{URL}/wait?timeout=1")) for _ in range(AT_ONCE)]
    calls = stage.gateway.calls
    await until(lambda: calls._limits._under_way["instance", "meter_1"] == AT_ONCE)

    refused = await other.post(f"{URL}/browse")
    answers = await asyncio.gather(*waiting)
    again = await other.post(f"{URL}/browse")

    assert refusal(refused) == (429, "too_many_calls_instance")
    assert refused.headers["retry-after"] == "1"
    assert {refusal(answer) for answer in answers} == {(504, "call_no_answer")}
    assert again.status_code == 200


async def test_who_called_what_is_on_record_without_the_parameters(
    stage: Stage, meter: AdapterRunner, log_in: LogIn, caplog: pytest.LogCaptureFixture
) -> None:
    operator = await log_in("operator")
    with caplog.at_level(logging.DEBUG, "dinrail.gateway.calls"):
        await operator.post(f"{URL}/scan", json={"key": "hunter2"})
        await operator.post(f"{URL}/broken")
        await operator.post(f"{URL}/browse")

    lines = [(record.levelname, record.getMessage().rpartition(" after ")[0]) for record in caplog.records]
    assert lines == [
        ("INFO", "meter_1: scan called by operator (operator, session): ok"),
        ("INFO", "meter_1: broken called by operator (operator, session): illegal_address"),
        ("DEBUG", "meter_1: browse called by operator (operator, session): ok"),
    ]
    assert "hunter2" not in caplog.text


async def test_a_scan_is_followed_on_its_stream(stage: Stage, meter: AdapterRunner) -> None:
    async with stage.stream("/api/instances/meter_1/stream/scan") as stream:
        found = await stage.http.post(f"{URL}/scan")
        progress = await stream.data()

    assert found.json() == {"value": [2]}
    assert progress == [{"unit": unit, "answers": unit == 2} for unit in (1, 2, 3)]
