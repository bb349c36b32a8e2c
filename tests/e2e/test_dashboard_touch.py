"""Dashboards under fingers: nothing too small to hit, charts that are pushed and pinched, a page that still scrolls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from stack import Stack
from stack.browser import PageMaker
from stack.demo import LIMIT, POWER

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]

PAGE = "fingers"
#: Where there is one row only, half of it has to do.
SMALL = """() => [...document.querySelectorAll('article')].flatMap(article =>
    [...article.querySelectorAll('button, a[href], input, select, [role=slider], [role=switch]')]
        .map(each => each.closest('label') ?? each)
        .map(each => [each, each.getBoundingClientRect()])
        .filter(([, box]) => box.width > 0)
        .filter(([, box]) => Math.min(box.width, box.height) < (article.clientHeight < 100 ? 24 : 44) - 0.5)
        .map(([each, box]) => `${article.dataset.type}: ${each.tagName} ${each.ariaLabel ?? each.textContent} ` +
            `${Math.round(box.width)} x ${Math.round(box.height)}`))"""

HEADER = """() => [...document.querySelectorAll('header button, header a')]
    .map(each => [each, each.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0)
    .filter(([, box]) => Math.min(box.width, box.height) < 43.5 || box.left < 0 || box.right > innerWidth)
    .map(([each, box]) => `${each.ariaLabel ?? each.textContent} ${JSON.stringify(box)}`)"""


def widget(kind: str, y: int, high: int, source: str = POWER, *, wide: int = 4) -> dict[str, Any]:
    box = {"x": 0, "y": y, "w": wide, "h": high}
    bindings = {"series_1" if kind == "chart" else "value": {"source": source, "type": "REAL"}}
    return {"type": kind, "title": kind, "bindings": bindings, "layout": box, "layouts": {"phone": box}}


@pytest.fixture
def fingers(stack: Stack, open_page: PageMaker) -> Iterator[Page]:
    """A phone with a page of a chart above controls; afterwards all dashboards are as they were."""
    before = stack.api.call("GET", "/api/pages")["rev"]
    switch = LIMIT.rsplit(".", 1)[0] + ".enable"
    widgets = {
        "f_chart": widget("chart", 0, 4),
        "f_slider": widget("slider", 4, 2, LIMIT),
        "f_setpoint": widget("setpoint", 6, 2, LIMIT, wide=2),
        "f_switch": widget("switch", 8, 2, switch, wide=2),
        "f_select": widget("select", 10, 2, switch),
        "f_low_switch": widget("switch", 12, 1, switch, wide=2),
        "f_low_setpoint": widget("setpoint", 13, 1, LIMIT, wide=2),
    }
    body = {"rev": before, "page": {"title": "Fingers", "order": 50}, "widgets": widgets}
    stack.api.call("PUT", f"/api/pages/{PAGE}/content", body)
    page = open_page(width=390, touch=True)
    page.goto(f"/pages/{PAGE}")
    expect(page.get_by_test_id("widget-f_chart").locator("canvas")).to_be_visible(timeout=45_000)
    expect(page.get_by_test_id("widget-f_low_setpoint").locator("input")).to_be_visible()
    yield page
    stack.api.call("POST", f"/api/dashboards/versions/{before}/restore", {})


def swipe(session: CDPSession, *fingers: tuple[tuple[float, float], tuple[float, float]]) -> None:
    """Each finger goes from one place to another, all at the same time."""
    steps = 8
    for step in range(steps + 1):
        points = [
            {"x": x + (to_x - x) * step / steps, "y": y + (to_y - y) * step / steps, "id": number}
            for number, ((x, y), (to_x, to_y)) in enumerate(fingers)
        ]
        kind = "touchStart" if step == 0 else "touchMove"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_whatever_is_pressed_is_as_large_as_a_finger(fingers: Page, stack: Stack) -> None:
    page = fingers
    assert page.evaluate(SMALL) == []
    assert page.evaluate(HEADER) == []
    for id_ in stack.api.call("GET", "/api/pages")["pages"]:
        page.goto(f"/pages/{id_}")
        expect(page.locator("article").first).to_be_visible()
        expect(page.locator("article .mantine-Skeleton-root")).to_have_count(0)
        assert page.evaluate(SMALL) == [], id_


def test_a_chart_is_pinched_pushed_and_reset_and_the_page_scrolls_past_it(fingers: Page) -> None:
    page = fingers
    session = page.context.new_cdp_session(page)
    chart = page.get_by_test_id("widget-f_chart")
    box = chart.locator(".u-over").bounding_box()
    assert box is not None
    x, y, wide = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, box["width"]
    reset = chart.get_by_test_id("reset-zoom")
    range_ = chart.get_by_test_id("range")
    expect(reset).to_have_count(0)

    swipe(session, ((x - 20, y), (x - wide / 3, y)), ((x + 20, y), (x + wide / 3, y)))
    expect(reset).to_be_visible()
    expect(range_).to_have_value("past")
    reset.tap()
    expect(reset).to_have_count(0)
    expect(range_).not_to_have_value("past")

    swipe(session, ((x - wide / 4, y), (x + wide / 4, y)))
    expect(reset).to_be_visible()
    # What is flung swallows a tap that follows too soon.
    reset.click()
    expect(reset).to_have_count(0)

    swipe(session, ((x, y + 40), (x, y - 60)))
    page.wait_for_function("() => window.scrollY > 20")
    expect(reset).to_have_count(0)
