"""The history of the demo: charts fill themselves, and a database that was away leaves no gap."""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from stack import Stack
from stack.api import ApiFailure
from stack.compose import until
from stack.demo import POWER

pytestmark = [pytest.mark.docker, pytest.mark.timeout(420)]

BUCKET_S = 10
AWAY_S = 120
ENOUGH = 10
MOST = 50
SWITCH = "plc_keller.MAIN.fbBattery.bEnable"


def asked(stack: Stack, points: list[str], start: float, end: float, fn: str) -> list[list[float | None]]:
    """Values of each point by bucket."""
    question = [("point", point) for point in points] + [("step", str(BUCKET_S)), ("fn", fn)]
    question += [("from", str(int(start) * 1000)), ("to", str(int(end) * 1000))]
    answer: dict[str, Any] = stack.api.call("GET", f"/api/history?{urlencode(question)}")
    return [each["values"] for each in answer["series"]]


def busiest(stack: Stack) -> list[str]:
    """Points of the field that are told about most often, once there is enough to tell."""

    def probe() -> list[str]:
        known = [
            each for each in stack.api.call("GET", "/api/history/points") if not each["point"].startswith("history.")
        ]
        known.sort(key=lambda each: -each["samples"])
        often = [each["point"] for each in known[:MOST] if each["samples"] >= ENOUGH]
        now = time.time()
        counts = asked(stack, often, now - 300, now, "count") if often else []
        return [point for point, values in zip(often, counts, strict=True) if any(values)]  # not words alone

    return until(probe, timeout=120, what=f"points with {ENOUGH} samples", every=3)


def test_a_chart_of_the_demo_fills_itself(stack: Stack) -> None:
    stack.wait_status("history", "running", timeout=90)
    points, now = busiest(stack), time.time()
    for values in asked(stack, points[:5], now - 300, now, "avg"):
        assert [value for value in values if value is not None]


def test_a_point_shows_its_course_and_gives_its_samples_as_a_file(page: Page, stack: Stack) -> None:
    """Pressed in the list of data: a chart of a number, changes of a switch, and the samples as CSV."""

    def told() -> float:
        now = time.time()
        return sum(count or 0 for count in asked(stack, [POWER], now - 300, now, "count")[0])

    until(lambda: told() >= ENOUGH, timeout=120, what="samples of the inverter", every=2)
    page.goto(f"/points?q={POWER}")
    page.get_by_test_id(f"point-{POWER}").click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_test_id("course").locator("canvas")).to_be_visible(timeout=45_000)
    with page.expect_download() as downloaded:
        drawer.get_by_test_id("as-csv").click()
    head, *rows = downloaded.value.path().read_text().splitlines()
    assert head == "time,ts,point,value"
    assert len(rows) >= ENOUGH
    assert {row.split(",")[2] for row in rows} == {POWER}

    page.goto(f"/points?q={SWITCH}")
    page.get_by_test_id(f"point-{SWITCH}").click()
    changes = page.get_by_role("dialog").get_by_test_id("changes").get_by_role("row")
    expect(changes.nth(1)).to_contain_text(re.compile("On|Off"), timeout=45_000)


def test_a_database_that_was_away_leaves_no_gap(stack: Stack) -> None:
    points = busiest(stack)
    began = time.time()
    stack.compose("kill", "database")
    degraded = stack.wait_status("history", "degraded", timeout=60)
    assert degraded["status"]["reason"]["key"] == "history_database_away"
    with pytest.raises(ApiFailure) as away:
        asked(stack, points, began - 60, began, "avg")
    assert (away.value.status, away.value.key) == (503, "history_away")
    assert stack.api.point(points[0])["quality"] == "good", "everything else works without it"
    until(lambda: time.time() - began > AWAY_S, timeout=AWAY_S + 10, what="a while")
    stack.compose("start", "database")
    stack.wait_status("history", "running", timeout=60)
    start, end = (int(moment) // BUCKET_S * BUCKET_S for moment in (began, time.time()))

    def told() -> list[float]:
        """Samples of all points in each bucket."""
        counts = asked(stack, points, start, end, "count")
        return [sum(value or 0 for value in bucket) for bucket in zip(*counts, strict=True)]

    assert len(told()) >= AWAY_S // BUCKET_S, "the question reaches over all the time it was away"
    until(lambda: all(told()), timeout=60, what="what waited arrives", every=2)
    assert stack.api.point("history.samples.lost")["value"] == 0
