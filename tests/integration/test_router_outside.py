"""What the world outside does to a router: it brings back what was written, and its clock jumps."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from integration.router_lab import Instance, Mosquitto, until
from integration.test_router import IMAGES, Lab, counters

FAKETIME = "faketime/libfaketime.so.1"
HOUR = 3600
MOST_ROUNDS = 20_000


@pytest.fixture(params=[pytest.param("", id="program"), IMAGES[0]])
def lab(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Lab]:
    lab = Lab(tmp_path, Mosquitto(tmp_path, image=request.param))
    yield lab
    lab.stop()


class Echo:
    """An instance that says what is written to one of its points on another, as a bridge does."""

    def __init__(self, instance: Instance, written: str, said: str) -> None:
        self.rounds = 0
        self._instance = instance
        self._said = said
        instance.on(f"smarthome/set/{instance.name}/{written}", lambda message: self._answer(message.payload))

    def _answer(self, payload: bytes) -> None:
        self.rounds += 1
        if self.rounds < MOST_ROUNDS:
            self._instance.say(self._said, json.loads(payload)["value"])


def told(lab: Lab, label: str) -> Any:
    return next((each for each in counters(lab)["routes"] if each["id"] == label), {})


def test_row_9_a_loop_through_the_outside_holds_its_own_route_alone(lab: Lab) -> None:
    routes = [
        {"id": "there", "from": "plc.a", "to": "mqtt.out", "transform": "offset(1)", "max_rate": 50},
        {"id": "back", "from": "mqtt.in", "to": "plc.b", "max_rate": 5000},
        {"id": "other", "from": "bt.x", "to": "webhook.x"},
    ]
    router = lab.routing(
        json.dumps({"sources": {"plc": {"rate": 5000}, "mqtt": {"rate": 5000}}, "routes": routes}).encode()
    )
    bridge, controller = Echo(lab["mqtt"], "out", "in"), Echo(lab["plc"], "b", "a")
    lab["plc"].say("a", 1)
    router.says("route there: held", 20)
    until(lambda: told(lab, "there").get("open"), "the counters say that it is held", 20)
    held = controller.rounds
    assert 50 < bridge.rounds < MOST_ROUNDS
    assert not told(lab, "other").get("open")
    lab["bt"].say("x", 7)
    lab["webhook"].wait_written("x", 7)
    time.sleep(1)
    assert controller.rounds == held
    until(lambda: told(lab, "there")["dropped"].get("rate"), "what came meanwhile is counted", 15)


@pytest.mark.parametrize("lab", [""], indirect=True, ids=["program"])  # whichever broker: it is the router's clock
@pytest.mark.parametrize("jump", [HOUR, -HOUR, -50 * 365 * 24 * HOUR], ids=["an hour on", "an hour back", "to 1976"])
def test_row_24_a_clock_that_jumps_stops_no_timer_and_loses_no_value(lab: Lab, tmp_path: Path, jump: int) -> None:
    offset = tmp_path / "offset"
    offset.write_text("+0\n")
    library = next(Path("/usr/lib").glob(f"*-linux-gnu*/{FAKETIME}"))
    faked = {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(offset),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    routes = [
        {"id": "window", "from": "bt.a", "to": "plc.sum", "transform": "sum(3s)"},
        {"id": "plain", "from": "bt.a", "to": ["plc.a", "calc.a"]},
    ]
    router = lab.routing(json.dumps({"routes": routes}).encode(), faked)
    lab["bt"].say("a", 1)
    lab["plc"].wait_written("a", 1)
    offset.write_text(f"{jump:+d}\n")
    lab["bt"].say("a", 2, age=-jump)  # every part of the box has the same clock
    lab["plc"].wait_written("a", 1, 2)
    lab["plc"].wait_written("sum", 3)
    assert abs(lab.wait_calculated("a", 2)["ts"] / 1000 - time.time() - jump) < 60
    pulses = sum(each.topic == "dinrail/router/pulse" for each in lab.observer.messages)
    until(
        lambda: sum(each.topic == "dinrail/router/pulse" for each in lab.observer.messages) > pulses + 1,
        "its pulse goes on",
        15,
    )
    lab["bt"].say("a", 3, age=-jump)
    lab["plc"].wait_written("a", 1, 2, 3)
    lab["plc"].wait_written("sum", 3, 3)
    assert router.log.read_text().count("connected to") == 1
