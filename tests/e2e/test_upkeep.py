"""Users, audit, errors and self-checks in a real browser against the real gateway."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from stack import Stack
from stack.browser import PageMaker

pytestmark = [pytest.mark.docker, pytest.mark.timeout(120)]

NAME, PASSWORD = "night_shift", "correct horse battery"


@pytest.fixture
def no_extra_user(stack: Stack) -> Iterator[None]:
    yield
    if any(user["name"] == NAME for user in stack.api.call("GET", "/api/users")):
        stack.api.call("DELETE", f"/api/users/{NAME}")


def test_a_user_is_added_limited_and_removed_and_the_audit_tells(
    page: Page, open_page: PageMaker, stack: Stack, no_extra_user: None
) -> None:
    page.goto("/users")
    page.get_by_test_id("add-user").click()
    page.get_by_test_id("user-name").fill(NAME)
    page.get_by_test_id("user-password").fill("short")
    page.get_by_test_id("user-save").click()
    expect(page.locator("form")).to_contain_text(re.compile("character"))
    page.get_by_test_id("user-password").fill(PASSWORD)
    page.get_by_test_id("user-save").click()
    expect(page.get_by_test_id(f"user-{NAME}")).to_be_visible()

    other = open_page(login=False)
    login = {"username": NAME, "password": PASSWORD}
    assert other.request.post("/api/auth/login", data=login, headers={"Origin": stack.url}).ok
    other.goto("/instances")
    expect(other.get_by_test_id("panic")).to_be_disabled()
    expect(other.get_by_test_id("nav-users")).to_have_count(0)
    expect(other.get_by_test_id("nav-errors")).to_be_visible()

    page.get_by_test_id(f"user-{NAME}-drop").click()
    page.get_by_test_id("confirm").click()
    expect(page.get_by_test_id(f"user-{NAME}")).to_have_count(0)
    page.goto("/audit")
    expect(page.get_by_role("listitem").filter(has_text="removes a user").first).to_contain_text(NAME)
    assert other.request.get("/api/instances").status == 401, "he is logged out at once"


def test_the_last_admin_stays_and_it_says_why(page: Page) -> None:
    page.goto("/users")
    page.get_by_test_id("user-admin-drop").click()
    page.get_by_test_id("confirm").click()
    expect(page.get_by_role("dialog")).to_contain_text(re.compile("admin", re.IGNORECASE))
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("user-admin")).to_be_visible()


def test_a_token_is_shown_once_and_works(page: Page, stack: Stack, open_page: PageMaker) -> None:
    page.goto("/users")
    page.get_by_test_id("add-token").click()
    page.get_by_test_id("token-name").fill("flow")
    page.get_by_test_id("token-save").click()
    token = page.get_by_test_id("token-text").inner_text()
    stranger = open_page(login=False).request
    bearer = {"Authorization": f"Bearer {token}"}
    assert stranger.get("/api/points", headers=bearer).ok
    refused = stranger.post("/api/admin/panic", data={"level": "writes"}, headers=bearer)
    assert refused.status == 403, "a viewer's token does not stop the house"
    page.keyboard.press("Escape")
    page.get_by_test_id("token-flow-drop").click()
    expect(page.get_by_test_id("token-flow-drop")).to_have_count(0)
    assert stranger.get("/api/points", headers=bearer).status == 401


def test_self_checks_run_and_errors_are_listed(page: Page, stack: Stack) -> None:
    page.goto("/checks")
    page.get_by_test_id("run-checks").click()
    known = stack.api.call("GET", "/api/checks")
    for check in known:
        expect(page.get_by_test_id(f"check-{check['id']}")).to_have_attribute("data-state", re.compile("."))
    page.goto("/errors")
    total = stack.api.call("GET", "/api/errors")["total"]
    faults = page.locator("[data-testid^=fault-]")
    if total <= 20:
        expect(faults).to_have_count(total)
    else:  # of many only those that can be seen are drawn
        expect(faults.nth(10)).to_be_visible()


def test_a_backup_brings_back_what_was_changed(page: Page, stack: Stack) -> None:
    passphrase = "two words and more"
    page.goto("/backups")
    page.get_by_test_id("make-backup").click()
    page.get_by_test_id("passphrase").fill(passphrase)
    page.get_by_test_id("passphrase-repeat").fill("something else")
    expect(page.get_by_test_id("backup-save")).to_be_disabled()
    page.get_by_test_id("passphrase-repeat").fill(passphrase)
    page.get_by_test_id("backup-save").click()
    line = page.locator("[data-testid^=backup-dinrail]").first
    expect(line).to_be_visible(timeout=60_000)
    name = str(line.get_attribute("data-testid")).removeprefix("backup-")

    before = stack.api.instance("inverter_2")
    body = {key: before[key] for key in ("type", "title", "enabled", "runtime", "limits", "config")}
    stack.api.call(
        "PUT", "/api/instances/inverter_2", body | {"title": "spoilt"}, **{"If-Match": f'"{before["revision"]}"'}
    )
    page.get_by_test_id(f"restore-{name}").click()
    page.get_by_test_id("passphrase").fill("wrong words here")
    page.get_by_test_id("compare").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible(timeout=60_000)
    page.get_by_test_id("passphrase").fill(passphrase)
    page.get_by_test_id("compare").click()
    expect(page.get_by_role("dialog")).to_contain_text("spoilt", timeout=60_000)
    page.get_by_test_id("restore-now").click()
    expect(page.get_by_test_id("restored")).to_be_visible(timeout=60_000)
    assert stack.api.instance("inverter_2")["title"] == before["title"]


def test_an_instance_tells_of_its_last_hour_and_of_its_death(page: Page, stack: Stack) -> None:
    page.goto("/instances")
    page.get_by_test_id("instance-inverter_2-open").click()
    expect(page.get_by_test_id("instance-status")).to_contain_text("CPU")
    expect(page.get_by_test_id("instance-hour").get_by_role("img").first).to_have_attribute(
        "aria-label", re.compile("%")
    )
    stack.docker("kill", f"{stack.project}-inverter_2")
    expect(page.get_by_test_id("deaths").get_by_role("listitem").first).to_be_visible(timeout=40_000)
    stack.wait_status("inverter_2", "running", timeout=90)
