"""An adapter that misbehaves, as a person sees it: held to its share, killed for a leak, after a hang, flooding."""

from __future__ import annotations

import pytest
from faults.hogs import Hogs, hogs
from playwright.sync_api import Page, expect

from stack import Stack
from stack.compose import until

__all__ = ["hogs"]

pytestmark = [pytest.mark.docker, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def zoo(hogs: Hogs) -> Hogs:
    """One that takes all the CPU it gets, one that leaks, one that hangs, one that floods the bus."""
    hogs.add("greedy", "cpu", cpu=0.2)
    hogs.add("leaky", "memory", memory_mb=56)
    hogs.add("stuck", "hang")
    hogs.add("noisy", "flood")
    return hogs


def test_one_held_to_its_share_is_shown_so(page: Page, zoo: Hogs) -> None:
    page.goto("/instances/greedy")
    status = page.get_by_test_id("instance-status")
    expect(status).to_contain_text("of 20", timeout=60_000)
    expect(status).to_contain_text("Held back", timeout=60_000)
    expect(status).to_contain_text("Running", timeout=60_000)


def test_a_leak_is_told_with_its_limit_and_the_restarts(page: Page, zoo: Hogs) -> None:
    until(lambda: len(zoo.deaths("leaky")) >= 2, timeout=120, what="it was killed twice")
    page.goto("/instances/leaky")
    deaths = page.get_by_test_id("deaths")
    expect(deaths.get_by_role("listitem").first).to_contain_text("memory limit of 56 MB", timeout=60_000)
    deaths.get_by_role("button").first.click()
    expect(deaths.locator("pre").first).to_contain_text("memory")


def test_a_hang_is_told_and_over(page: Page, stack: Stack, zoo: Hogs) -> None:
    until(lambda: zoo.deaths("stuck"), timeout=90, what="it was taken for dead")
    zoo.change("stuck", fault="none")
    page.goto("/instances/stuck")
    expect(page.get_by_test_id("deaths").get_by_role("listitem").first).to_contain_text("no longer responds")
    expect(page.get_by_test_id("instance-status")).to_contain_text("Running", timeout=90_000)


def test_a_flood_shows_a_red_card_with_what_to_press(page: Page, stack: Stack, zoo: Hogs) -> None:
    stack.wait_status("noisy", "suspended_by_spam", timeout=90)
    page.goto("/instances")
    card = page.get_by_test_id("instance-noisy-spam")
    expect(card).to_be_visible()
    expect(card).to_contain_text("messages per second where")
    zoo.change("noisy", fault="none")
    card.get_by_test_id("instance-noisy-reactivate").click()
    stack.wait_status("noisy", "running", timeout=90)
    expect(page.get_by_test_id("instance-noisy-spam")).to_have_count(0)
