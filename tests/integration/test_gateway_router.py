"""Gateway and router over one broker: routes are checked before they are taken, and applied when they are."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from dinrail_gateway.testing.stage import ANY, Stage, staged, the_app
from dinrail_gateway.testing.waiting import until

the_app()  # built here: it takes longer than any callback of a test may

GOOD = {"routes": [{"id": "power", "from": "inverter_1.ac.power", "to": "calc.power", "transform": "scale(0.001)"}]}


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path) as made:
        address = made.broker.address
        router = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "dinrail_router", "run", "--broker", f"mqtt://{address.host}:{address.port}"),
            *("--routes", str(tmp_path / "config" / "accepted" / "routing.json")),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        await until(lambda: (state := made.gateway.fleet.state("router")) and state.state == "connected", 20)
        yield made
        router.terminate()
        await router.wait()


async def applied(stage: Stage) -> Any:
    return (await stage.http.get("/api/routes")).json()["applied"]


async def test_good_routes_are_applied_and_deliver(stage: Stage) -> None:
    answer = await stage.http.put("/api/routes", json=GOOD, headers=ANY)
    revision = answer.json()["revision"]
    await until(lambda: stage.gateway.routes.view()["applied"]["rev"] == revision, 15)

    async with stage.puppet("inverter_1") as inverter:
        await inverter.sample("ac.power", 1500)
        await until(lambda: (entry := stage.gateway.space.get("calc.power")) and entry.sample, 10)

    point = (await stage.http.get("/api/points/calc.power")).json()
    assert (point["value"], point["quality"]) == (1.5, "good")
    assert (await applied(stage))["rejected"] is None


async def test_wrong_routes_are_refused_by_the_routers_word_and_nothing_changes(stage: Stage) -> None:
    wrong = {"routes": [{"from": "inverter_1.ac.power", "to": "calc.power", "transform": "scael(0.001)"}]}

    answer = await stage.http.put("/api/routes", json=wrong, headers=ANY)

    assert answer.status_code == 422
    assert answer.json()["error"]["path"].startswith("/routes/0")
    assert (await stage.http.get("/api/routes")).json()["document"] == {"routes": []}


async def test_ten_thousand_routes_are_checked_before_they_are_taken(stage: Stage) -> None:
    routes = [
        {
            "id": f"bms-{number}-voltage",
            "name": f"Battery {number}: voltage to the PLC of house {number % 7}",
            "from": f"bt.bms_{number}.*.voltage",
            "when": "value > 10 and point('plc.MAIN.bEnable')",
            "transform": "scale(0.001) | round(2) | deadband(0.05) | throttle(1s)",
            "to": [f"plc.MAIN.aBattery.{number}.fVoltage_{{1}}", f"mqtt.battery/{number}/{{1}}/voltage"],
        }
        for number in range(10_000)
    ]
    wrong = [*routes[:-1], {**routes[-1], "transform": "scael(0.001)"}]

    refused = await stage.http.put("/api/routes", json={"routes": wrong}, headers=ANY)
    (found,) = (await stage.http.post("/api/routes/lint", json={"document": {"routes": wrong}})).json()["findings"]
    before = (await stage.http.get("/api/routes")).json()["document"]
    taken = await stage.http.put("/api/routes", json={"routes": routes}, headers=ANY)

    assert (refused.status_code, refused.json()["error"]["path"]) == (422, "/routes/9999/transform")
    assert (found["key"], found["pointer"]) == ("unknown_operator", "/routes/9999/transform")
    assert before == {"routes": []}
    assert taken.status_code == 200
    await until(lambda: stage.gateway.routes.view()["applied"]["rev"] == taken.json()["revision"], 30)


async def test_a_hand_edit_the_router_cannot_take_is_a_problem_with_its_line(stage: Stage) -> None:
    text = '{"routes": [\n  {"from": "a.b", "to": "calc.x",\n   "transform": "scael(1)"}\n]}'
    (stage.settings.config / "routing.json").write_text(text)

    await until(stage.gateway.board.all, 15)

    (problem,) = (await stage.http.get("/api/problems")).json()
    assert (problem["source"], problem["line"]) == ("routing.json", 3)
    assert (await applied(stage))["rejected"]


async def test_findings_of_a_file_that_is_not_saved_name_its_line_and_keep_nothing(stage: Stage) -> None:
    wrong = {"routes": [{"from": "inverter_1.ac.power", "to": "calc.power", "transform": "scael(0.001)"}]}

    (found,) = (await stage.http.post("/api/routes/lint", json={"document": wrong})).json()["findings"]

    assert (found["level"], found["key"], found["pointer"]) == ("error", "unknown_operator", "/routes/0/transform")
    assert (found["line"], found["column"]) == (6, 21)
    assert (await stage.http.get("/api/routes")).json()["document"] == {"routes": []}


async def test_what_a_route_carried_is_counted_for_the_browser(stage: Stage) -> None:
    await stage.http.post("/api/routes/items", json=GOOD["routes"][0])
    async with stage.puppet("inverter_1") as inverter:
        await inverter.sample("ac.power", 1500)
        await until(lambda: _delivered(stage.gateway.route_counters.view()) == 1)

    view = (await stage.http.get("/api/routes/counters")).json()
    assert [(row["id"], row["received"], row["delivered"]) for row in view["routes"]] == [("power", 1, 1)]
    assert [(row["id"], row["connected"], row["breaker"]) for row in view["sources"]] == [("inverter_1", True, None)]


def _delivered(view: Any) -> int:
    return sum(row["delivered"] for row in view["routes"])
