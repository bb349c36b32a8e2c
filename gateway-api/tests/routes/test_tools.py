"""What the router is asked while a person edits: findings, previews, the language; and what is said when it is away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from dinrail.documents import Reply
from dinrail.reason import Reason
from dinrail_gateway.errors import ApiError
from dinrail_gateway.routes.router_calls import RouterCalls
from dinrail_gateway.testing.puppet import Puppet
from dinrail_gateway.testing.stage import ANY, Stage
from dinrail_gateway.testing.waiting import until

DOCUMENT = {"routes": [{"id": "r", "from": "a.b", "to": "calc.x", "transform": "skale(2)"}]}
FINDING = {
    "level": "error", "key": "unknown_operator", "message": "unknown operator", "pointer": "/routes/0/transform",
    "line": 7, "column": 21, "route": "r", "hint": 'did you mean "scale"?', "params": {"operator": "skale"},
}  # fmt: skip
WARNING = {"level": "warning", "key": "never_matches", "message": "no such point", "pointer": "/routes/0/from"}


@pytest.fixture
async def router(stage: Stage) -> AsyncIterator[Puppet]:
    """A router that lives and answers nothing yet."""
    async with stage.puppet("router") as puppet:
        await puppet.say("connected")
        await until(lambda: stage.gateway.fleet.state("router"))
        yield puppet


def answers(value: Any) -> Any:
    return lambda _: Reply(True, value)


async def test_findings_come_with_warnings_and_places(stage: Stage, router: Puppet) -> None:
    await router.answer_call("lint", answers([FINDING, WARNING]))

    answer = await stage.http.post("/api/routes/lint", json={"document": DOCUMENT})

    assert answer.status_code == 200
    assert answer.json()["findings"][0] == FINDING
    assert answer.json()["findings"][1]["level"] == "warning"


async def test_the_router_is_asked_about_the_text_as_it_would_be_saved(stage: Stage, router: Puppet) -> None:
    await router.answer_call("lint", answers([]))

    await stage.http.post("/api/routes/lint", json={"document": DOCUMENT})
    await stage.http.put("/api/routes", json=DOCUMENT, headers=ANY)

    saved = (stage.settings.config / "routing.json").read_text()
    assert [params["text"] for _, params in router.calls] == [saved, saved]


async def test_what_only_the_gateway_refuses_is_a_finding_too(stage: Stage, router: Puppet) -> None:
    await router.answer_call("lint", answers([FINDING]))
    document = {"routes": [*DOCUMENT["routes"], {"from": "a..b", "to": "c.d"}], "sources": {"bt": {"connected": 1}}}

    findings = (await stage.http.post("/api/routes/lint", json={"document": document})).json()["findings"]

    assert [(found["key"], found["pointer"], found["line"]) for found in findings] == [
        ("unknown_operator", "/routes/0/transform", 7),
        ("address_invalid", "/routes/1/from", 10),
        ("wrong_type", "/sources/bt/connected", 16),
    ]


async def test_a_preview_passes_on_question_and_answer(stage: Stage, router: Puppet) -> None:
    preview = {"findings": [], "points": 2, "runs": [{"route": "r", "of a later": "router"}]}
    await router.answer_call("preview", answers(preview))
    question = {"route": DOCUMENT["routes"][0], "pipelines": {"mv": "scale(0.001)"}, "samples": 5, "value": None}

    answer = await stage.http.post("/api/routes/preview", json={**question, "place": None})

    assert answer.json() == preview
    assert router.calls == [("preview", question)]


@pytest.mark.parametrize(
    "wrong",
    [{}, {"route": []}, {"route": {}, "samples": 0}, {"route": {}, "samples": 201}, {"route": {}, "value": [1]},
     {"route": {}, "more": 1}],
)  # fmt: skip
async def test_a_wrong_question_never_reaches_the_router(stage: Stage, router: Puppet, wrong: dict[str, Any]) -> None:
    await router.answer_call("preview", answers({}))

    answer = await stage.http.post("/api/routes/preview", json=wrong)

    assert answer.status_code == 422
    assert router.calls == []


async def test_an_answer_that_needs_many_parts_arrives_whole(stage: Stage, router: Puppet) -> None:
    language = {"operators": [{"name": f"operator_{number}", "doc": "d" * 1000} for number in range(500)]}
    await router.answer_call("language", answers(language))

    answer = await stage.http.get("/api/routes/language")

    assert answer.json() == language
    assert len(answer.content) > 7 * 64 * 1024


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("POST", "lint", {"document": DOCUMENT}), ("POST", "preview", {"route": {}}), ("GET", "language", None)],
)
async def test_without_a_router_that_is_what_is_said(
    stage: Stage, method: str, path: str, body: dict[str, Any] | None
) -> None:
    answer = await stage.http.request(method, f"/api/routes/{path}", json=body)

    assert (answer.status_code, answer.json()["error"]["key"]) == (503, "router_unreachable")


@pytest.mark.parametrize(
    ("key", "status"),
    [("call_refused", 503), ("calls_busy", 503), ("call_timeout", 504), ("unknown_route", 404),
     ("call_parameters_invalid", 422), ("something_new", 422)],
)  # fmt: skip
async def test_a_refusal_keeps_its_key(stage: Stage, router: Puppet, key: str, status: int) -> None:
    await router.answer_call("language", lambda _: Reply(False, error=Reason(key, {"a": 1}, "no")))

    answer = await stage.http.get("/api/routes/language")

    assert (answer.status_code, answer.json()["error"]) == (status, {"key": key, "message": "no", "params": {"a": 1}})


@pytest.mark.parametrize(("alive", "key"), [(True, "router_no_answer"), (False, "router_unreachable")])
async def test_a_silent_router_is_told_from_one_that_is_gone(stage: Stage, alive: bool, key: str) -> None:
    calls = RouterCalls(stage.bus, alive=lambda: alive)
    async with stage.puppet("router") as deaf:
        await deaf.bus.subscribe("dinrail/router/call/+", lambda _: None, qos=1).wait()

        with pytest.raises(ApiError) as caught:
            await calls.ask("language", {}, timeout=0.2)

    assert caught.value.reason.key == key


@pytest.mark.parametrize("nonsense", [b"", b"[]", b'{"ok": 5}', b'{"ok": true, "value": '])
async def test_nonsense_is_said_to_be_nonsense(stage: Stage, router: Puppet, nonsense: bytes) -> None:
    await router.bus.subscribe(
        "dinrail/router/call/+", lambda packet: router.bus.reply_in_parts(packet, nonsense), qos=1
    ).wait()

    answer = await stage.http.get("/api/routes/language")

    assert (answer.status_code, answer.json()["error"]["key"]) == (504, "router_answer_malformed")


async def test_without_a_broker_that_is_what_is_said(stage: Stage) -> None:
    await stage.broker.kill()
    await until(lambda: not stage.bus.is_connected)

    answer = await stage.http.get("/api/routes/language")

    assert answer.status_code == 503
    assert answer.json()["error"]["key"].startswith("broker_")
