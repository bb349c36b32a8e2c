"""A source that floods is cut off with its reason shown, its neighbours do not notice, a person lets it in again."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stack import Stack
from stack.compose import until
from stack.demo import INVERTER, POWER

pytestmark = [pytest.mark.docker, pytest.mark.timeout(300)]

NOISY = "noisy"
FOLDER = Path(__file__).parent / "flooder"
LONGEST_GAP_S = 6.0  # of a neighbour that is polled once a second


class Neighbour:
    """Follows the times of a neighbour's samples while something happens."""

    def __init__(self, stack: Stack) -> None:
        self._point = lambda: int(stack.api.point(POWER)["ts"])
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.times: list[int] = []

    def __enter__(self) -> Neighbour:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.25):
            self.times.append(self._point())

    @property
    def longest_gap(self) -> float:
        """Seconds between two samples."""
        return max(later - sooner for sooner, later in zip(self.times, self.times[1:], strict=False)) / 1000


@pytest.fixture
def flooder(stack: Stack) -> Iterator[dict[str, Any]]:
    """An instance of the flooding adapter as it is to be added; everything of it is gone afterwards."""
    version = stack.environment()["DINRAIL_VERSION"]
    image = f"dinrail/flooder:{version}"
    stack.docker("build", "-q", "--build-arg", f"DINRAIL_VERSION={version}", "-t", image, str(FOLDER), timeout=120)
    until(
        lambda: any(
            each["type"] == "flooder" and each["image"] == "ready" for each in stack.api.call("GET", "/api/types")
        ),
        timeout=60,
        what="the type is known",
    )
    yield {"id": NOISY, "type": "flooder", "title": "Noisy", "enabled": True, "config": {"flood": True}}
    if NOISY in [each["id"] for each in stack.api.call("GET", "/api/instances")]:
        stack.api.call("DELETE", f"/api/instances/{NOISY}")
    until(lambda: NOISY not in stack.instances(), timeout=30, what="its container is gone")
    stack.docker("image", "rm", "-f", image)


def breaker(stack: Stack) -> dict[str, Any]:
    sources = stack.api.call("GET", "/api/routes/counters")["sources"]
    return next((each["breaker"] for each in sources if each["id"] == NOISY and each["breaker"]), {})


def locked_out(stack: Stack) -> bool:
    """Whether the broker's own file says that nobody gets in under its name."""
    file = stack.compose("exec", "-T", "gateway", "cat", "/broker-security/dynamic-security.json")
    clients = {client["username"]: client for client in json.loads(file)["clients"]}
    return bool(clients[NOISY].get("disabled"))


def test_row_15_a_flooding_adapter_is_cut_off_and_let_in_again(stack: Stack, flooder: dict[str, Any]) -> None:
    before = stack.instances()[INVERTER]
    with Neighbour(stack) as neighbour:
        stack.api.call("POST", "/api/instances", flooder)
        found = stack.wait_status(NOISY, "suspended_by_spam", timeout=60)
        reason = found["status"]["reason"]
        assert reason["key"] == "spam"
        assert reason["params"]["rate"] > reason["params"]["limit"]
        evidence = until(lambda: breaker(stack), timeout=20, what="the breaker is told")
        assert evidence["state"] == "open"
        assert evidence["topics"][0]["topic"].startswith("smarthome/noisy/value_")
        until(lambda: stack.container(NOISY)["State"]["Running"] is False, timeout=20, what="its container stopped")
        until(lambda: locked_out(stack), timeout=20, what="the broker does not let it in")
        until(
            lambda: {each["quality"] for each in stack.api.call("GET", "/api/points?prefix=noisy")["items"]} == {"bad"},
            timeout=30,
            what="its points are bad",
        )
    assert neighbour.longest_gap < LONGEST_GAP_S
    assert stack.instances()[INVERTER] == before
    assert stack.container(INVERTER)["State"]["Running"] is True

    definition = stack.api.instance(NOISY)
    quiet = {key: definition[key] for key in ("type", "title", "enabled", "runtime", "limits")}
    stack.api.call(
        "PUT", f"/api/instances/{NOISY}", {**quiet, "config": {"flood": False}}, **{"If-Match": stack.api.etag}
    )
    stack.wait_status(NOISY, "suspended_by_spam", timeout=10)
    stack.api.call("POST", f"/api/routes/sources/{NOISY}/reactivate")
    stack.wait_status(NOISY, "running", timeout=60)
    until(lambda: stack.api.point(f"{NOISY}.value_7")["quality"] == "good", timeout=20, what="its points are good")
    assert not locked_out(stack)
