"""Values of selected points for Prometheus: what is told, in which order, and what never is."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from dinrail.directory import Point
from dinrail_gateway.points.space import DataSpace
from dinrail_gateway.preferences.document import PrometheusSettings
from dinrail_gateway.prometheus.selection import AT_ONCE, select
from dinrail_gateway.testing.puppet import Puppet
from dinrail_gateway.testing.seam import meter_config
from dinrail_gateway.testing.stage import ANY, Stage
from dinrail_gateway.testing.waiting import until

Told = dict[tuple[str, ...], float]


async def choose(stage: Stage, *points: str, budget: int = 200) -> Any:
    wanted = (await stage.http.get("/api/settings")).json()["document"]
    wanted["prometheus"] = {"points": list(points), "budget": budget}
    return await stage.http.put("/api/settings", json=wanted, headers=ANY)


async def told(stage: Stage, name: str = "dinrail_point_value") -> Told:
    """Label values → value, as Prometheus would read it."""
    answer = await stage.http.get("/metrics/points")
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.text)
    found = [sample for family in families for sample in family.samples if sample.name == name]
    return {tuple(sample.labels.values()): sample.value for sample in found}


async def redescribe(puppet: Puppet, *points: Point) -> None:
    """Another directory; its first revision is the one that is known."""
    for _ in range(2):
        await puppet.directory(*points)


@pytest.fixture
async def house(stage: Stage) -> Stage:
    """A meter with five points and one of another type, a stranger that nobody configured."""
    await stage.add("meter_1", meter_config())
    for instance in ("meter_1", "stranger"):
        async with stage.puppet(instance) as puppet:
            await puppet.say("connected")
            await puppet.pulse()
            points = [Point(f"p{number}", "REAL", unit="W") for number in range(4)]
            await puppet.directory(*points, Point("on", "BOOL"), Point("name", "STRING"))
            for number in range(4):
                await puppet.sample(f"p{number}", number + 0.5)
            await puppet.sample("on", True)
            await puppet.sample("name", "cellar")
            await puppet.sample("undescribed", 7)
            await until(lambda of=instance: stage.gateway.space.get(f"{of}.undescribed"))  # type: ignore[misc]
    await until(lambda: stage.gateway.status.name_of("meter_1") == "running")
    return stage


async def test_nothing_is_told_unless_selected(house: Stage) -> None:
    assert await told(house) == {}
    assert await told(house, "dinrail_points_selected") == {(): 0}
    assert "meter_1.p0" not in (await house.http.get("/metrics")).text


async def test_numbers_and_booleans_of_what_is_selected_are_told_with_their_unit(house: Stage) -> None:
    await choose(house, "meter_1.on", "meter_1.p1")

    assert await told(house) == {("meter_1", "meter_1.on", ""): 1, ("meter_1", "meter_1.p1", "W"): 1.5}


async def test_texts_unknown_and_strangers_are_never_told(house: Stage) -> None:
    await choose(house, "**")

    found = await told(house)
    assert {point for _, point, _ in found} == {"meter_1.on", *(f"meter_1.p{number}" for number in range(4))}
    state = (await house.http.get("/api/settings/prometheus")).json()
    assert (state["selected"], state["unsuited"]) == (5, 2)


async def test_over_the_budget_the_first_patterns_keep_their_points_and_the_rest_is_counted(house: Stage) -> None:
    await choose(house, "meter_1.p3", "meter_1.*", budget=3)

    assert [point for _, point, _ in await told(house)] == ["meter_1.p3", "meter_1.on", "meter_1.p0"]
    assert await told(house, "dinrail_points_over_budget") == {(): 2}
    state = (await house.http.get("/api/settings/prometheus")).json()
    assert (state["budget"], state["selected"], state["over_budget"]) == (3, 5, 2)
    assert state["patterns"] == [{"pattern": "meter_1.p3", "points": 1}, {"pattern": "meter_1.*", "points": 4}]


async def test_what_is_not_good_is_missing_and_counted(house: Stage) -> None:
    await choose(house, "meter_1.p0", "meter_1.p1", "meter_1.p2")
    async with house.puppet("meter_1") as meter:
        await meter.sample("p0", 1.0, quality="bad")
        await meter.sample("p1", 1.0, quality="uncertain")
        await until(lambda: (entry := house.gateway.space.get("meter_1.p1")) and entry.sample.quality == "uncertain")

    assert await told(house) == {("meter_1", "meter_1.p2", "W"): 2.5}
    assert await told(house, "dinrail_points_without_value") == {("meter_1",): 2}


async def test_points_that_come_and_go_are_followed(house: Stage) -> None:
    await choose(house, "meter_1.**")
    async with house.puppet("meter_1") as meter:
        await redescribe(meter, Point("p1", "REAL", unit="kW"), Point("new", "INT"))
        await meter.sample("new", 3)
        await until(lambda: (entry := house.gateway.space.get("meter_1.new")) and entry.sample)

    assert await told(house) == {("meter_1", "meter_1.new", ""): 3, ("meter_1", "meter_1.p1", "kW"): 1.5}


async def test_what_no_figure_can_hold_and_what_no_label_can_costs_nobody_the_metrics(house: Stage) -> None:
    await choose(house, "meter_1.**")
    async with house.puppet("meter_1") as meter:
        await redescribe(meter, Point("p1", "REAL", unit='"} 1\n' * 40), Point("p2", "REAL", unit="°C\\"))
        await meter.bus.publish_acked("smarthome/meter_1/p1", b'{"value": 1%s, "ts": 1}' % (b"0" * 400))
        await meter.bus.publish_acked("smarthome/meter_1/p0", b'{"value": 1, "ts": 1}')
        await until(lambda: (entry := house.gateway.space.get("meter_1.p0")) and entry.sample.value == 1)

    assert await told(house) == {("meter_1", "meter_1.p2", "°C\\"): 2.5}


@pytest.mark.parametrize(
    ("settings", "path", "key"),
    [
        ({"points": ["meter..x"], "budget": 1}, "/prometheus/points/0", "pattern_invalid"),
        ({"points": ["a.**", "a.b+"], "budget": 1}, "/prometheus/points/1", "pattern_invalid"),
        ({"points": ["a"] * 101, "budget": 1}, "/prometheus/points", "too_many_patterns"),
        ({"points": [], "budget": 0}, "/prometheus/budget", "out_of_range"),
        ({"points": [], "budget": 2001}, "/prometheus/budget", "out_of_range"),
    ],
)
async def test_a_wrong_selection_is_refused_at_its_place(
    stage: Stage, settings: dict[str, Any], path: str, key: str
) -> None:
    answer = await choose(stage, *settings["points"], budget=settings["budget"])

    assert answer.status_code == 422
    assert [(error["path"], error["key"]) for error in answer.json()["errors"]] == [(path, key)]


async def test_a_file_of_an_older_release_selects_nothing(stage: Stage) -> None:
    path = stage.settings.config / "settings.json"
    written = json.loads(path.read_text())
    del written["prometheus"]
    path.write_text(json.dumps(written | {"language": "de"}))
    await until(lambda: stage.gateway.preferences.now.language == "de")

    assert (await stage.http.get("/api/settings")).json()["document"]["prometheus"] == {"points": [], "budget": 200}


async def test_a_large_house_is_looked_through_in_turns(stage: Stage) -> None:
    space: DataSpace = stage.gateway.space
    space.describe("meter_1", {f"meter_1.p{number}": Point(f"p{number}", "INT") for number in range(AT_ONCE * 3)})
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(others())
    found = await select(space, PrometheusSettings(("meter_1.**",), 5), {"meter_1"})
    other.cancel()

    assert (len(found.told), found.over) == (5, AT_ONCE * 3 - 5)
    assert turns >= 3
