"""Prometheus metrics."""

from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families

from dinrail_gateway.health.label_names import MAX_NAMES, LabelNames
from dinrail_gateway.health.metrics import HEARD_S
from dinrail_gateway.runtime.interface import InstanceStats
from dinrail_gateway.testing.seam import meter_config
from dinrail_gateway.testing.stage import Stage
from dinrail_gateway.testing.waiting import until

Metrics = dict[tuple[str, str], float]


async def scraped(stage: Stage) -> Metrics:
    """`(name, last label value)` → value, as Prometheus would read it."""
    text = (await stage.http.get("/metrics")).text
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {(sample.name, ",".join(sample.labels.values())): sample.value for sample in samples}


@pytest.fixture
async def metrics(stage: Stage) -> Metrics:
    """After an instance has said a few things, some of them wrong."""
    await stage.add("meter_1", meter_config())
    stage.supervisor.samples = {"meter_1": InstanceStats(id="meter_1", cpu_percent=2.5)}
    async with stage.puppet("meter_1") as meter:
        await meter.say("connected")
        names = {f"counter_{number:03}": number for number in range(200)}
        await meter.pulse(counters={"polls": 7, 'evil"} 1\nx': 1, "UPPER": 1, **names})
        await meter.sample("x", 1)
        await meter.bus.publish_acked("smarthome/meter_1/y", b"nonsense")
        await until(lambda: stage.gateway.status.name_of("meter_1") == "running")
        await until(lambda: (families := stage.gateway.space.families()) and families["meter_1"].malformed == 1)
    async with stage.puppet("stranger") as stranger:
        await stranger.pulse(counters={"polls": 1})
        await stranger.sample("x", 1)
        await until(lambda: stage.gateway.space.get("stranger.x"))
    return await scraped(stage)


def test_status_points_and_counters_of_configured_instances_are_there(metrics: Metrics) -> None:
    assert metrics["dinrail_instance_status", "meter_1,running"] == 1
    assert metrics["dinrail_instance_status", "meter_1,failed"] == 0
    assert metrics["dinrail_instance_points", "meter_1"] == 1
    assert metrics["dinrail_instance_samples_total", "meter_1"] == 1
    assert metrics["dinrail_instance_malformed_total", "meter_1,sample"] == 1
    assert metrics["dinrail_broker_connected", ""] == 1


def test_what_is_unknown_is_missing_not_zero(metrics: Metrics) -> None:
    assert metrics["dinrail_instance_cpu_percent", "meter_1"] == 2.5
    assert metrics["dinrail_instance_restarts", "meter_1"] == 0
    assert ("dinrail_instance_memory_bytes", "meter_1") not in metrics


def test_no_instance_can_add_labels_without_bound(metrics: Metrics) -> None:
    counters = [labels for name, labels in metrics if name == "dinrail_instance_counter_total"]

    assert len(counters) <= 40
    assert not [labels for _, labels in metrics if "stranger" in labels or "evil" in labels or "UPPER" in labels]


async def test_a_scraper_comes_in_with_a_token(stage: Stage) -> None:
    token = (await stage.http.post("/api/auth/tokens", json={"name": "prometheus"})).json()["token"]

    answer = await stage.client(Authorization=f"Bearer {token}").get("/metrics")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")


def test_other_names_each_time_add_no_series_and_the_first_stay() -> None:
    names = LabelNames()
    first = names.among("meter_1", "counter", [f"b{number:02}" for number in range(30)])
    for turn in range(50):
        names.among("meter_1", "counter", [f"a{turn}_{number}" for number in range(30)])

    assert names.among("meter_1", "counter", first) == first
    told = {name for turn in range(50) for name in names.among("meter_1", "counter", [f"a{turn}_3", f"a{turn}_7"])}
    assert len(told) + len(first) <= MAX_NAMES
    assert names.among("meter_2", "counter", ["a1"]) == ["a1"]


def test_names_that_are_none_take_no_place_and_an_instance_that_is_gone_gives_its_back() -> None:
    names = LabelNames()
    assert names.among("meter_1", "gauge", [*(f"A{number}" for number in range(99)), "load"]) == ["load"]
    names.among("meter_1", "gauge", [f"x{number}" for number in range(MAX_NAMES)])
    names.keep(["meter_2"])
    assert names.among("meter_1", "gauge", ["fresh"]) == ["fresh"]


async def test_a_number_without_end_costs_nobody_the_metrics(stage: Stage) -> None:
    await stage.add("meter_1", meter_config())
    async with stage.puppet("meter_1") as meter:
        await meter.pulse(counters={"polls": 7, "huge": 10**400})
        await until(lambda: stage.gateway.fleet.vitals("meter_1").pulse)

    found = await scraped(stage)
    assert found["dinrail_instance_counter_total", "polls,meter_1"] == 7
    assert ("dinrail_instance_counter_total", "huge,meter_1") not in found


async def test_what_was_last_said_long_ago_is_no_figure_of_now(stage: Stage) -> None:
    await stage.add("meter_1", meter_config())
    async with stage.puppet("meter_1") as meter:
        await meter.pulse(counters={"polls": 7})
        await until(lambda: stage.gateway.fleet.vitals("meter_1").pulse)
    before = await scraped(stage)
    assert before["dinrail_instance_pulse_age_seconds", "meter_1"] < HEARD_S
    assert before["dinrail_instance_counter_total", "polls,meter_1"] == 7
    vitals = stage.gateway.fleet.vitals("meter_1")
    assert vitals.pulse_at is not None
    vitals.pulse_at -= HEARD_S + 1

    found = await scraped(stage)
    assert found["dinrail_instance_pulse_age_seconds", "meter_1"] > HEARD_S
    assert ("dinrail_instance_counter_total", "polls,meter_1") not in found


async def test_a_router_that_never_came_ages_from_the_start_of_the_gateway(stage: Stage) -> None:
    first = (await scraped(stage))["dinrail_instance_pulse_age_seconds", "router"]
    assert (await scraped(stage))["dinrail_instance_pulse_age_seconds", "router"] > first >= 0
