"""An alarm of a PLC reaches the receiver of a webhook through one route; what is handed in becomes a point."""

from __future__ import annotations

import json
import subprocess
import urllib.request
from collections.abc import Iterator

import pytest

from stack import Stack
from stack.compose import until

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]

ENABLE = "plc_keller.MAIN.fbBattery.bEnable"
ACKNOWLEDGE = "plc_keller.GVL_House.aAlarm.3.bAcknowledge"
ACTIVE = "plc_keller.GVL_House.aAlarm.3.bActive"
TOKEN = "e2e-token-of-a-test-that-is-long"


def told(stack: Stack) -> list[str]:
    return [line for line in stack.compose("logs", "--no-log-prefix", "webhook-sim").splitlines() if "POST" in line]


@pytest.fixture
def battery(stack: Stack) -> Iterator[None]:
    """Enabled again, the alarm acknowledged."""
    yield
    stack.api.write(ENABLE, True)
    stack.api.write(ACKNOWLEDGE, True)


def heard_in_the_house(stack: Stack) -> str:
    """What the broker of the house keeps of the alarm."""
    asked = ["mosquitto_sub", "-h", stack.address("home-broker"), "-t", "alarms/battery_locked", "-C", "1", "-W", "3"]
    return subprocess.run(asked, capture_output=True, text=True, check=False, timeout=10).stdout.strip()


def test_one_route_tells_an_alarm_to_the_webhook_and_to_the_broker_of_the_house(stack: Stack, battery: None) -> None:
    stack.wait_status("webhook", "running", timeout=60)
    until(lambda: stack.api.point(ACTIVE)["quality"] == "good", timeout=30, what="the alarm is watched")
    before = len(told(stack))

    stack.api.write(ENABLE, False)

    until(lambda: any('"active": true' in line for line in told(stack)[before:]), timeout=30, what="the alarm is told")
    until(lambda: heard_in_the_house(stack) == "true", timeout=30, what="the house is told")
    waiting = "webhook.status.alert_service.waiting"
    until(lambda: stack.api.point(waiting)["value"] == 0, timeout=30, what="no letter waits")


def test_what_is_handed_in_at_the_door_is_a_point(stack: Stack) -> None:
    before = stack.api.instance("webhook")
    body = {key: before[key] for key in ("type", "title", "enabled", "runtime", "limits", "config")}
    hook = {"name": "bell", "token": TOKEN, "values": [{"name": "pressed", "path": "event.pressed", "takes": "switch"}]}
    changed = body | {"config": body["config"] | {"incoming": [hook]}}
    shown = stack.api.call("PUT", "/api/instances/webhook", changed, **{"If-Match": stack.api.etag})
    assert TOKEN not in json.dumps(shown)
    until(lambda: stack.api.point("webhook.in.bell.count")["value"] == 0, timeout=60, what="it listens")

    def post() -> bool:
        told = json.dumps({"event": {"pressed": True}}).encode()
        kind = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{stack.url}/hooks/webhook/{TOKEN}", told, kind, method="POST")
        with urllib.request.urlopen(request, timeout=10) as answer:
            return bool(answer.status == 200)

    until(post, timeout=30, what="it is taken")
    until(lambda: stack.api.point("webhook.in.bell.pressed")["value"] is True, timeout=30, what="it is a point")

    stack.api.instance("webhook")
    stack.api.call("PUT", "/api/instances/webhook", body, **{"If-Match": stack.api.etag})
