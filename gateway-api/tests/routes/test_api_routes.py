"""Routes through the API, and what the router says about them."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

import pytest

from dinrail.documents import AppliedConfig, Reply
from dinrail.reason import Reason
from dinrail_gateway.documents.json_text import Rejected
from dinrail_gateway.routes.document import RoutingCodec
from dinrail_gateway.testing.stage import ANY, Stage, staged
from dinrail_gateway.testing.waiting import until

GOOD: dict[str, Any] = {
    "routes": [
        {"from": "bt.bms_001.voltage", "to": "plc.MAIN.fbBattery.fVoltage", "transform": "scale(0.001)"},
        {"from": "plc.MAIN.alarm_active", "to": ["mqtt.alarms/critical", "webhook.alert_service"]},
        {"id": "all", "from": ["bt.*.voltage", "**"], "to": ["plc.a.{1}.v", "mqtt.battery/{1}/voltage", "calc.x"]},
    ],
    "pipelines": {"mv": "scale(0.001)"},
    "place": {"latitude": 48.1, "longitude": 11.6, "tz": "Europe/Berlin"},
    "sources": {"bt": {"connected": False, "rate": 800, "retry": "5m"}, "calc": {}},
    "tests": [{"name": "t", "given": [], "expect": []}],
    "of a later version": None,
}


def crc(stage: Stage) -> int:
    return zlib.crc32((stage.settings.config / "accepted" / "routing.json").read_bytes())


def routes(*items: Any) -> bytes:
    return json.dumps({"routes": list(items)}).encode()


@pytest.mark.parametrize(
    ("data", "path", "key"),
    [
        (b"[]", "", "wrong_type"),
        (b"{}", "/routes", "missing_field"),
        (b'{"routes": {}}', "/routes", "wrong_type"),
        (b'{"routes": [', "", "json_truncated"),
        (b'{"routes": [], "routes": []}', "/routes", "duplicate_key"),
        (routes({"from": "a.b"}), "/routes/0/to", "missing_field"),
        (routes({"from": 5, "to": "a.b"}), "/routes/0/from", "wrong_type"),
        (routes({"from": "a..b", "to": "a.b"}), "/routes/0/from", "address_invalid"),
        (routes({"from": "a.b", "to": ["a.b", "router.x"]}), "/routes/0/to/1", "instance_id_reserved"),
        (routes({"from": "a.b", "to": "plc"}), "/routes/0/to", "address_without_point"),
        (routes({"from": "Keller 1.x", "to": "a.b"}), "/routes/0/from", "instance_id_invalid"),
        (routes({"id": "r", "from": "a.b", "to": "c.d"}, {"id": "r", "from": "a.b", "to": "c.d"}), "/routes/1/id",
         "duplicate_id"),
        (b'{"routes": [], "sources": []}', "/sources", "wrong_type"),
        (b'{"routes": [], "sources": {"Bt": {}}}', "/sources/Bt", "instance_id_invalid"),
        (b'{"routes": [], "sources": {"bt": {"connected": 1}}}', "/sources/bt/connected", "wrong_type"),
    ],
)  # fmt: skip
def test_each_mistake_is_named_with_its_place(data: bytes, path: str, key: str) -> None:
    with pytest.raises(Rejected) as caught:
        RoutingCodec().check(data, None)

    assert [(problem.path, problem.key) for problem in caught.value.problems] == [(path, key)]


async def test_routes_are_written_for_the_router_and_shown(stage: Stage) -> None:
    before = (await stage.http.get("/api/routes")).json()

    answer = await stage.http.put("/api/routes", json=GOOD, headers=ANY)

    assert before["document"] == {"routes": []}
    assert answer.status_code == 200
    assert answer.json()["document"] == GOOD
    assert answer.json()["revision"] == before["revision"] + 1
    assert answer.headers["etag"] == f'"{answer.json()["revision"]}"'
    assert json.loads((stage.settings.config / "accepted" / "routing.json").read_bytes()) == GOOD


async def test_the_whole_file_is_replaced_only_by_somebody_who_says_what_it_is_based_on(stage: Stage) -> None:
    await stage.http.put("/api/routes", json=GOOD, headers=ANY)

    answer = await stage.http.put("/api/routes", json={"routes": []})

    assert (answer.status_code, answer.json()["error"]["key"]) == (428, "revision_required")
    assert (await stage.http.get("/api/routes")).json()["document"] == GOOD


async def test_the_second_of_two_who_save_at_once_gets_the_present_routes(stage: Stage) -> None:
    tag = {"If-Match": (await stage.http.get("/api/routes")).headers["etag"]}

    first = await stage.http.put("/api/routes", json=GOOD, headers=tag)
    second = await stage.http.put("/api/routes", json={"routes": []}, headers=tag)

    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json()["current"]["document"] == GOOD


@pytest.mark.parametrize(
    ("tag", "status"),
    [("1", 200), ('"1"', 200), ('W/"1"', 200), ('"1-gzip"', 200), ('"1-zstd"', 200), ("*", 200), ('"2"', 409),
     ("x", 400), ("", 400), ("-1", 400), ("1-", 400), ("²", 400), ("9" * 30, 400)],
)  # fmt: skip
async def test_a_revision_is_read_as_browsers_and_proxies_write_it(stage: Stage, tag: str, status: int) -> None:
    answer = await stage.http.put("/api/routes", json=GOOD, headers={"If-Match": tag.encode()})

    assert answer.status_code == status


async def test_wrong_routes_are_refused_with_every_place(stage: Stage) -> None:
    wrong = {"routes": [{"from": "a.b"}, {"from": "a..b", "to": "c.d"}]}

    answer = await stage.http.put("/api/routes", json=wrong, headers=ANY)

    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == ["/routes/0/to", "/routes/1/from"]
    assert (await stage.http.get("/api/routes")).json()["document"] == {"routes": []}


async def test_the_routers_word_is_mapped_to_our_revision(stage: Stage) -> None:
    async with stage.puppet("router") as router:
        await router.say("connected", config=AppliedConfig(crc(stage)))
        await until(lambda: stage.gateway.fleet.state("router"))
        first = (await stage.http.get("/api/routes")).json()

        second = (await stage.http.put("/api/routes", json=GOOD, headers=ANY)).json()
        await router.say("connected", config=AppliedConfig(crc(stage)))
        await until(lambda: stage.gateway.routes.view()["applied"]["rev"] == second["revision"])

    assert first["applied"] == {"rev": first["revision"], "rejected": None}
    assert second["applied"] == {"rev": first["revision"], "rejected": None}


async def test_a_file_the_router_refuses_is_a_problem_until_it_takes_one(stage: Stage) -> None:
    async with stage.puppet("router") as router:
        running = crc(stage)
        await stage.http.put("/api/routes", json=GOOD, headers=ANY)
        refusal = Reason(
            "unknown_operator", {"path": "/routes/0/transform", "line": 4, "route": "r"}, "no such operator"
        )
        await router.say("connected", config=AppliedConfig(running, crc(stage), refusal))
        await until(stage.gateway.board.all)

        (problem,) = (await stage.http.get("/api/problems")).json()
        applied = (await stage.http.get("/api/routes")).json()["applied"]
        await router.say("connected", config=AppliedConfig(crc(stage)))
        await until(lambda: not stage.gateway.board.all())

    assert (problem["source"], problem["path"], problem["line"]) == ("routing.json", "/routes/0/transform", 4)
    assert applied["rejected"]["key"] == "unknown_operator"


async def test_routes_the_router_finds_wrong_are_refused_before_they_are_written(stage: Stage) -> None:
    finding = {"level": "error", "key": "unknown_operator", "message": "no such", "pointer": "/routes/0/transform",
               "line": 5, "column": 1, "route": "r", "hint": "scale"}  # fmt: skip
    async with stage.puppet("router") as router:
        await router.answer_call("lint", lambda _: Reply(True, [finding]))

        answer = await stage.http.put("/api/routes", json=GOOD, headers=ANY)

    assert answer.status_code == 422
    assert answer.json()["error"]["path"] == "/routes/0/transform"
    assert (await stage.http.get("/api/routes")).json()["document"] == {"routes": []}


async def test_warnings_of_the_router_do_not_refuse(stage: Stage) -> None:
    async with stage.puppet("router") as router:
        warning = {"level": "warning", "key": "never_matches", "message": "no such point"}
        await router.answer_call("lint", lambda _: Reply(True, [warning]))

        answer = await stage.http.put("/api/routes", json=GOOD, headers=ANY)

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("reply", "status", "key"),
    [
        (Reply(False, error=Reason("calls_busy", {}, "too many")), 503, "calls_busy"),
        (Reply(False, error=Reason("call_too_large", {}, "too many parts")), 413, "call_too_large"),
        (Reply(True, "nonsense"), 504, "router_answer_malformed"),
    ],
)
async def test_what_the_router_that_is_there_could_not_check_is_not_saved(
    stage: Stage, reply: Reply[Any], status: int, key: str
) -> None:
    async with stage.puppet("router") as router:
        await router.answer_call("lint", lambda _: reply)

        answer = await stage.http.put("/api/routes", json=GOOD, headers=ANY)

    assert (answer.status_code, answer.json()["error"]["key"]) == (status, key)
    assert (await stage.http.get("/api/routes")).json()["document"] == {"routes": []}


async def test_without_a_router_routes_are_saved_and_it_looks_at_them_later(stage: Stage) -> None:
    answer = await stage.http.put("/api/routes", json=GOOD, headers=ANY)

    assert answer.status_code == 200


async def test_a_broken_file_keeps_the_accepted_one_for_the_router(tmp_path: Path) -> None:
    good = json.dumps(GOOD).encode()
    async with staged(tmp_path, files={"routing.json": good}) as stage:
        (tmp_path / "config" / "routing.json").write_bytes(good[:50])
        await until(stage.gateway.board.all)

        assert (tmp_path / "config" / "accepted" / "routing.json").read_bytes() == good
        assert [problem.source for problem in stage.gateway.board.all()] == ["routing.json"]
