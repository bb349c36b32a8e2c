"""What is done with one instance from its page: cloned, renamed, held, killed with what stops, given other limits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from stack import Stack
from stack.api import ApiFailure
from stack.browser import serious
from stack.compose import until
from stack.demo import INVERTER, LIMIT

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]

MADE = ("inverter_9", "roof_9")


@pytest.fixture
def nothing_left(stack: Stack) -> Iterator[None]:
    yield
    known = {each["id"] for each in stack.api.call("GET", "/api/instances")}
    for name in known & set(MADE):
        until(lambda name=name: removed(stack, name), timeout=30, what=f"{name} is removed")  # type: ignore[misc]


def removed(stack: Stack, name: str) -> bool:
    """One whose renaming still goes on is busy for a moment."""
    try:
        stack.api.call("DELETE", f"/api/instances/{name}")
    except ApiFailure as refused:
        if "instance_busy" not in str(refused):
            raise
        return False
    return True


def more(page: Page, instance: str, what: str) -> None:
    """Open a dialog of the instance's menu."""
    page.goto(f"/instances/{instance}")
    page.get_by_test_id(f"instance-{instance}-more").click()
    page.get_by_test_id(f"instance-{instance}-{what}").click()


def started(stack: Stack, instance: str) -> str:
    at: str = stack.container(instance)["State"]["StartedAt"]
    return at


def test_a_clone_has_the_configuration_and_is_renamed(page: Page, stack: Stack, nothing_left: None) -> None:
    more(page, INVERTER, "clone")
    page.get_by_test_id("clone-id").fill("inverter_9")
    assert serious(page) == []
    page.get_by_test_id("clone-save").click()
    until(lambda: stack.api.instance("inverter_9"), timeout=30, what="the clone is there")
    made, source = stack.api.instance("inverter_9"), stack.api.instance(INVERTER)
    assert (made["enabled"], made["config"]) == (False, source["config"])

    more(page, "inverter_9", "rename")
    page.get_by_test_id("rename-id").fill(INVERTER)
    page.get_by_test_id("rename-save").click()
    expect(page.get_by_role("dialog")).to_contain_text("already")  # a taken id is told at the field
    page.get_by_test_id("rename-id").fill("roof_9")
    page.get_by_test_id("rename-save").click()
    until(lambda: stack.api.instance("roof_9"), timeout=60, what="it has its new name")
    page.get_by_test_id("rename-close").click()
    with pytest.raises(ApiFailure):
        stack.api.instance("inverter_9")


def test_a_maintenance_holds_writes_says_why_and_is_ended(page: Page, stack: Stack) -> None:
    more(page, INVERTER, "hold")
    page.get_by_test_id("hold-reason").fill("ladder on the roof")
    assert serious(page) == []
    page.get_by_test_id("hold-save").click()
    expect(page.get_by_test_id(f"instance-{INVERTER}-holds")).to_contain_text("ladder on the roof")
    with pytest.raises(ApiFailure) as refused:
        stack.api.write(LIMIT, 4300)
    assert "ladder on the roof" in str(refused.value)
    page.get_by_test_id(f"lift-{INVERTER}").click()
    expect(page.get_by_test_id(f"instance-{INVERTER}-holds")).to_have_count(0)
    until(lambda: stack.api.write(LIMIT, 4300) is not None, timeout=20, what="it takes writes again")


def test_a_kill_lists_the_routes_that_stop_and_it_starts_again(page: Page, stack: Stack) -> None:
    before = started(stack, INVERTER)
    page.goto(f"/instances/{INVERTER}")
    page.get_by_test_id(f"instance-{INVERTER}-kill").click()
    expect(page.get_by_test_id("kill-reach").get_by_role("listitem").first).to_be_visible()
    assert serious(page) == []
    page.get_by_test_id("confirm").click()
    until(lambda: started(stack, INVERTER) != before, timeout=60, what="killed and started again")
    stack.wait_status(INVERTER, "running", timeout=60)


def test_other_limits_hold_at_once_and_nothing_is_started_anew(page: Page, stack: Stack) -> None:
    before = started(stack, INVERTER)
    more(page, INVERTER, "limits")
    page.get_by_test_id("limit-cpu").get_by_role("textbox").fill("0.4")
    assert serious(page) == []
    page.get_by_test_id("limits-save").click()
    quota = 40_000
    until(lambda: stack.container(INVERTER)["HostConfig"]["CpuQuota"] == quota, timeout=30, what="the engine holds it")
    assert started(stack, INVERTER) == before
    page.get_by_test_id("limit-cpu").get_by_role("textbox").fill("")
    page.get_by_test_id("limits-save").click()
    until(lambda: stack.container(INVERTER)["HostConfig"]["CpuQuota"] != quota, timeout=30, what="that of its type")
