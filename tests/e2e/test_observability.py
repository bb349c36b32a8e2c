"""Prometheus on the real stack: it gets in with the key it was given, every rule has data, and nothing alerts."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
import yaml

from stack import Stack
from stack.compose import ROOT, until
from stack.demo import INVERTER
from stack.grafana import PAGES, Sources

pytestmark = [pytest.mark.docker, pytest.mark.timeout(240)]

RULES = ROOT / "compose" / "observability" / "rules"


class Prometheus:
    """Its own API."""

    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}/api/v1/"

    def ask(self, what: str, **query: str) -> Any:
        url = f"{self._url}{what}?{urllib.parse.urlencode(query)}"
        with urllib.request.urlopen(url, timeout=10) as answer:
            return json.load(answer)["data"]

    def value(self, expression: str) -> list[dict[str, Any]]:
        """Samples of an expression now."""
        found: list[dict[str, Any]] = self.ask("query", query=expression)["result"]
        return found

    def targets(self) -> dict[str, tuple[str, str]]:
        """Job → health and what the last scrape failed with."""
        active = self.ask("targets")["activeTargets"]
        return {each["labels"]["job"]: (each["health"], each["lastError"]) for each in active}


@pytest.fixture(scope="module")
def prometheus(stack: Stack) -> Iterator[Prometheus]:
    stack.compose("--profile", "observability", "up", "-d", "prometheus")
    made = Prometheus(stack.ports["PROMETHEUS"])
    until(lambda: set(made.targets().values()) == {("up", "")}, timeout=90, what="every target is up")
    yield made
    stack.compose("--profile", "observability", "rm", "-s", "-f", "prometheus")


def rules(file: str, kind: str) -> list[dict[str, Any]]:
    found = yaml.safe_load((RULES / file).read_text())
    return [rule for group in found["groups"] for rule in group["rules"] if kind in rule]


def test_every_target_is_up_and_nothing_alerts(prometheus: Prometheus) -> None:
    assert prometheus.targets() == dict.fromkeys(("dinrail", "dinrail_points", "prometheus"), ("up", ""))
    loaded = {rule["name"] for group in prometheus.ask("rules")["groups"] for rule in group["rules"]}
    assert {rule["alert"] for rule in rules("alerts.yml", "alert")} <= loaded
    assert prometheus.ask("alerts")["alerts"] == []


def test_every_recorded_figure_has_data(prometheus: Prometheus) -> None:
    for rule in rules("recording.yml", "record"):
        name = rule["record"]
        until(lambda name=name: prometheus.value(name), timeout=90, what=f"{name} has data")  # type: ignore[misc]


def test_labels_are_instances_and_fixed_names_never_points(prometheus: Prometheus, stack: Stack) -> None:
    names = prometheus.ask("labels")
    assert not {"point", "topic", "address", "path"} & set(names)
    known = {"router", "localhost:9090", "gateway:8000", *stack.instances()}
    assert set(prometheus.ask("label/instance/values")) <= known
    series = int(prometheus.value('scrape_samples_scraped{job="dinrail"}')[0]["value"][1])
    assert series < 3000


def test_a_selected_point_is_told_and_no_longer_when_it_is_not(prometheus: Prometheus, stack: Stack) -> None:
    def select(*points: str) -> None:
        settings = stack.api.call("GET", "/api/settings")["document"]
        settings["prometheus"] = {"points": points, "budget": 2}
        stack.api.call("PUT", "/api/settings", settings, **{"If-Match": "*"})

    assert prometheus.value("dinrail_point_value") == []
    select(f"{INVERTER}.**")
    try:
        found = until(lambda: prometheus.value("dinrail_point_value"), timeout=60, what="values of points")
        assert {each["metric"]["instance"] for each in found} == {INVERTER}
        assert len(found) == 2
        for each in found:
            point = stack.api.call("GET", f"/api/points/{each['metric']['point']}")
            assert (point["unit"], point["quality"]) == (each["metric"].get("unit", ""), "good")
        assert prometheus.value("dinrail_points_over_budget > 0")
    finally:
        select()
    until(lambda: not prometheus.value("dinrail_point_value"), timeout=60, what="no value any longer")


def test_instances_router_and_broker_are_told(prometheus: Prometheus) -> None:
    assert prometheus.value(f'dinrail_instance_status{{instance="{INVERTER}", status="running"}} == 1')
    assert prometheus.value('dinrail_instance_counter_total{instance="router"}')
    until(lambda: prometheus.value("dinrail_broker_clients_connected > 3"), timeout=60, what="the broker's own figures")


def test_the_key_opens_the_metrics_and_nothing_else(prometheus: Prometheus, stack: Stack) -> None:
    key = stack.compose("exec", "-T", "gateway", "cat", "/metrics-key/token").strip()

    def status(path: str, text: str) -> int:
        request = urllib.request.Request(f"{stack.url}{path}", headers={"Authorization": f"Bearer {text}"})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    assert status("/metrics", key) == 200
    assert status("/metrics/points", key) == 200
    assert status("/api/instances", key) == 403
    assert status("/api/users", key) == 403
    assert status("/metrics", f"{key}x") == 401
    assert prometheus.targets()["dinrail"] == ("up", "")


@pytest.mark.parametrize(
    ("page", "panel"),
    [pytest.param(page, panel, id=f"{page['uid']}: {panel['title']}") for page in PAGES for panel in page["panels"]],
)
def test_a_panel_of_grafana_has_data(
    prometheus: Prometheus, stack: Stack, page: dict[str, Any], panel: dict[str, Any]
) -> None:
    sources, chosen = Sources(stack), dict[str, str]()
    for variable in page["templating"]["list"]:
        found = until(partial(sources.choices, variable), timeout=90, what=f"a choice of {variable['name']}")
        chosen[variable["name"]] = "|".join(found) if variable["multi"] else found[0]
    for target in panel["targets"]:
        until(partial(sources.result, target, chosen), timeout=90, what=f"data for {target['expr']}")


def test_a_gateway_that_starts_anew_is_scraped_again(prometheus: Prometheus, stack: Stack) -> None:
    stack.compose("restart", "gateway")
    until(lambda: stack.api.call("GET", "/healthz")["status"] == "ok", timeout=60, what="the gateway is back")
    began = float(prometheus.ask("query", query="time()")["result"][1])
    fresh = f'timestamp(up{{job="dinrail"}} == 1) > {began}'
    until(lambda: prometheus.value(fresh), timeout=60, what="scraped again")


def test_row_49_without_prometheus_everything_else_goes_on_and_it_is_scraped_again(
    prometheus: Prometheus, stack: Stack
) -> None:
    stack.compose("--profile", "observability", "kill", "prometheus")

    told = stack.api.call("GET", "/api/broker")["heard_at"]
    until(lambda: stack.api.call("GET", "/api/broker")["heard_at"] > told, timeout=40, what="the broker goes on")
    assert stack.api.call("GET", "/healthz") == {"status": "ok", "parts": {"broker": "ok", "docker": "ok"}}

    stack.compose("--profile", "observability", "start", "prometheus")
    until(lambda: set(prometheus.targets().values()) == {("up", "")}, timeout=90, what="every target is up again")
