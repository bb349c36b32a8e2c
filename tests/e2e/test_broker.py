"""The broker in the browser: who is on it, and an access that is made, used by a program of its own, and withdrawn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from integration.broker_lab import Client
from playwright.sync_api import Page, expect

from stack import Stack
from stack.compose import until

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]

NAME = "e2e-script"
GRANTED = "smarthome/set/e2e_target/limit"


@pytest.fixture
def access(page: Page, stack: Stack) -> Iterator[dict[str, str]]:
    """An access made in the browser that reads values and writes to one instance."""
    page.goto(f"{stack.url}/clients")
    page.get_by_test_id("add-client").click()
    page.locator("[name=client-name]").fill(NAME)
    write = page.get_by_test_id("rights-write")
    write.fill("e2e_target")
    write.press("Enter")
    page.get_by_test_id("save-client").click()
    yield {what: page.get_by_test_id(f"access-{what}").inner_text() for what in ("username", "client_id", "password")}
    listed = {each["name"] for each in stack.api.call("GET", "/api/broker/clients")}
    if NAME in listed:
        stack.api.call("DELETE", f"/api/broker/clients/{NAME}")


def test_an_access_does_what_it_was_granted_and_ends_at_once_when_it_is_withdrawn(
    page: Page, stack: Stack, access: dict[str, str]
) -> None:
    page.get_by_test_id("access-done").click()
    program = Client(stack.ports["MQTT"], access["username"], access["password"], client_id=access["client_id"])
    assert program.connect() == "Success"
    assert program.subscribe("smarthome/#") == "Granted QoS 1"
    assert program.publish(GRANTED).startswith(("Success", "No matching subscribers"))
    assert program.publish("smarthome/set/another/limit") == "Not authorized"
    assert program.publish("dinrail/panic") == "Not authorized"

    page.goto(f"{stack.url}/broker")
    line = page.get_by_test_id(f"connection-{access['username']}")
    expect(line).to_contain_text(NAME, timeout=20_000)
    expect(line).to_contain_text("Outside program")
    expect(line).to_contain_text("MQTT 5")
    expect(page.get_by_test_id("figure-clients_connected")).not_to_contain_text("–", timeout=30_000)

    page.goto(f"{stack.url}/clients")
    expect(page.get_by_test_id(f"client-{NAME}")).to_contain_text("Connected", timeout=30_000)
    page.get_by_test_id(f"client-{NAME}-delete").click()
    page.get_by_test_id("confirm").click()
    expect(page.get_by_test_id(f"client-{NAME}")).to_have_count(0)
    assert program.lost.get(timeout=10)
    program.close()
    again = Client(stack.ports["MQTT"], access["username"], access["password"], client_id=access["client_id"])
    assert again.connect() == "Not authorized"
    again.close()


def test_a_new_password_shuts_out_the_old_one(page: Page, stack: Stack, access: dict[str, str]) -> None:
    page.get_by_test_id("access-done").click()
    page.get_by_test_id(f"client-{NAME}-rotate").click()
    page.get_by_test_id("confirm").click()
    fresh = page.get_by_test_id("access-password").inner_text()
    assert fresh != access["password"]
    page.get_by_test_id("access-done").click()

    old = Client(stack.ports["MQTT"], access["username"], access["password"], client_id=access["client_id"])
    assert old.connect() == "Not authorized"
    old.close()
    new = Client(stack.ports["MQTT"], access["username"], fresh, client_id=access["client_id"])
    assert new.connect() == "Success"
    new.close()


def test_the_page_shows_the_parts_and_moving_figures(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/broker")
    expect(page.get_by_test_id("connection-gateway")).to_contain_text("Part of DINrail", timeout=20_000)
    expect(page.get_by_test_id("figure-messages_received")).to_contain_text("messages/s", timeout=60_000)
    expect(page.get_by_test_id("broker-away")).to_have_count(0)
    told = stack.api.call("GET", "/api/broker")["heard_at"]
    until(lambda: stack.api.call("GET", "/api/broker")["heard_at"] > told, timeout=30, what="the next figures")
