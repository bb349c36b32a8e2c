"""Row 49 on the real stack: neighbours that are switched on and die are told, harm nothing, and are forgotten again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from stack import Stack
from stack.compose import until
from stack.demo import POWER

pytestmark = [pytest.mark.docker, pytest.mark.timeout(240)]

PARTS = ("prometheus", "nodered", "nodered-door")


@pytest.fixture(scope="module")
def neighbours(stack: Stack) -> Iterator[Stack]:
    """Prometheus and Node-RED run; Grafana is switched on too, and there is none."""
    stack.profiles = "observability,nodered,grafana"
    stack.compose("up", "-d", "gateway", *PARTS)
    until(lambda: stack.api.call("GET", "/healthz")["status"] == "ok", timeout=90, what="the gateway is back")
    until(lambda: stack.api.call("GET", "/api/node-red")["alive"], timeout=90, what="Node-RED answers")
    until(lambda: not away(stack) - {"grafana_away"}, timeout=60, what="nothing is missed")
    yield stack
    stack.compose("rm", "-s", "-f", *PARTS)
    stack.profiles = ""
    stack.compose("up", "-d", "gateway")
    until(lambda: stack.api.call("GET", "/healthz")["status"] == "ok", timeout=90, what="the gateway is back")


def away(stack: Stack) -> set[str]:
    """Keys of what is told of neighbours."""
    keys = {problem["key"] for problem in stack.api.call("GET", "/api/problems")}
    return keys & {"prometheus_away", "grafana_away", "node_red_away", "node_red_safe"}


def core_goes_on(stack: Stack) -> None:
    before = stack.api.point(POWER)["ts"]
    until(lambda: stack.api.point(POWER)["ts"] > before, timeout=20, what="values go on")
    assert stack.api.call("GET", "/healthz") == {"status": "ok", "parts": {"broker": "ok", "docker": "ok"}}


@pytest.mark.parametrize(
    ("part", "key", "said"),
    [
        ("prometheus", "prometheus_away", "Prometheus does not answer: no figures over time and no alerts meanwhile."),
        ("nodered", "node_red_away", "Node-RED does not answer. Everything else goes on."),
    ],
)
def test_row_49_a_dead_neighbour_is_told_with_words_and_heals(
    neighbours: Stack, page: Page, part: str, key: str, said: str
) -> None:
    page.goto("/broker")
    neighbours.compose("kill", part)

    until(lambda: key in away(neighbours), timeout=60, what=f"{part} is missed")
    core_goes_on(neighbours)
    page.get_by_test_id("problems").click()
    expect(page.get_by_test_id("problem").filter(has_text=said)).to_be_visible()
    expect(page.get_by_test_id("problem").filter(has_text=said)).to_contain_text("It is found again by itself.")

    neighbours.compose("start", part)
    until(lambda: key not in away(neighbours), timeout=90, what=f"{part} is back")
    expect(page.get_by_test_id("problem").filter(has_text=said)).to_have_count(0)
    log = neighbours.compose("logs", "--no-color", "gateway")
    name = key.removesuffix("_away")
    assert f"{name} does not answer" in log
    assert f"{name} answers again" in log


def test_row_49_a_neighbour_that_hangs_is_away_too(neighbours: Stack) -> None:
    neighbours.compose("pause", "prometheus")
    until(lambda: "prometheus_away" in away(neighbours), timeout=60, what="it is missed")
    core_goes_on(neighbours)
    neighbours.compose("unpause", "prometheus")
    until(lambda: "prometheus_away" not in away(neighbours), timeout=60, what="it is back")


def test_one_that_is_switched_on_and_never_came_is_told_after_a_minute(neighbours: Stack) -> None:
    until(lambda: away(neighbours) == {"grafana_away"}, timeout=120, what="Grafana is missed, nobody else")


def test_row_49_of_one_that_is_switched_off_nothing_is_told(neighbours: Stack) -> None:
    """The others stay, so that what is looked for can be told from what is not."""
    neighbours.profiles = "observability,nodered"
    neighbours.compose("up", "-d", "gateway")
    until(lambda: neighbours.api.call("GET", "/healthz")["status"] == "ok", timeout=90, what="the gateway is back")
    neighbours.compose("stop", "prometheus")
    until(lambda: away(neighbours) == {"prometheus_away"}, timeout=120, what="a minute later one is missed")
    neighbours.compose("start", "prometheus")
    until(lambda: away(neighbours) == set(), timeout=60, what="nothing is missed")
