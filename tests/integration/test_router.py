"""The router alone on a file, as a process, against Mosquitto 2.0 and 2.1 with the rights it is shipped with."""

from __future__ import annotations

import json
import signal
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from integration.router_lab import INSTANCES, VERSION, Client, Instance, Mosquitto, RouterProcess, until

from dinrail.parts import PartReader

MISSION = b"""{"routes": [
  {"from": "bt.bms_001.voltage", "to": "plc.MAIN.fbBattery.fVoltage", "transform": "scale(0.001)"},
  {"from": "plc.MAIN.alarm_active", "to": ["mqtt.alarms/critical", "webhook.alert_service"]}
]}"""
CALCULATED = b"""{"routes": [
  {"id": "c", "from": "bt.*.voltage", "to": ["calc.{1}.volt", "plc.{1}"], "transform": "scale(0.001) | round(1)"}
]}"""


class Lab:
    """A broker, four instances, an observer, and routers on one file."""

    def __init__(self, folder: Path, broker: Mosquitto) -> None:
        self.folder = folder
        self.broker = broker
        self.file = folder / "routing.json"
        self.routers: list[RouterProcess] = []
        broker.start()
        self.instances = {name: Instance(name, broker.port) for name in INSTANCES}
        self.observer = Client("observer", broker.port, "smarthome/calc/#", "dinrail/#")

    def __getitem__(self, name: str) -> Instance:
        return self.instances[name]

    def router(self, routes: bytes | None = None, env: dict[str, str] | None = None) -> RouterProcess:
        """A router, started on these routes."""
        if routes is not None:
            self.replace(routes)
        self.routers.append(RouterProcess(self.folder, self.broker.port, self.file, env))
        return self.routers[-1]

    def routing(self, routes: bytes, env: dict[str, str] | None = None) -> RouterProcess:
        """A router that has its routes and its session."""
        router = self.router(routes, env)
        self.wait_state("connected", rev=zlib.crc32(routes))
        return router

    def replace(self, routes: bytes) -> None:
        """As the gateway replaces a file: by rename."""
        new = self.file.with_suffix(".new")
        new.write_bytes(routes)
        new.replace(self.file)

    def wait_state(self, name: str, **config: Any) -> Any:
        """Until the router says so, with that in its `config`."""

        def fits() -> Any:
            state = self.observer.last("dinrail/router/state")
            return (
                state
                if state and state["state"] == name and config.items() <= state.get("config", {}).items()
                else None
            )

        return until(fits, f"state {name} {config}")

    def wait_calculated(self, path: str, value: Any, quality: str = "good") -> Any:
        """Until a calculated point shows that."""

        def fits() -> Any:
            sample = self.observer.last(f"smarthome/calc/{path}")
            return sample if sample and (sample["value"], sample["quality"]) == (value, quality) else None

        return until(fits, f"calc.{path} shows {value}", 20)

    def stop(self) -> None:
        """Everything down."""
        for router in self.routers:
            router.process.kill()
            router.process.wait(10)
        for client in (self.observer, *self.instances.values()):
            client.stop()
        self.broker.kill()


IMAGES = [
    pytest.param(f"dinrail/{name}:{VERSION}", marks=pytest.mark.docker, id=name) for name in ("broker", "broker-2.0")
]


@pytest.fixture(params=[pytest.param("", id="program"), IMAGES[0]])
def lab(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Lab]:
    lab = Lab(tmp_path, Mosquitto(tmp_path, image=request.param))
    yield lab
    lab.stop()


def test_the_file_of_the_mission_works_as_it_stands(lab: Lab) -> None:
    lab.routing(MISSION)
    lab["bt"].say("bms_001/voltage", 53100)
    lab["plc"].say("MAIN/alarm_active", True)
    lab["plc"].wait_written("MAIN/fbBattery/fVoltage", 53.1)
    lab["mqtt"].wait_written("alarms/critical", True)
    lab["webhook"].wait_written("alert_service", True)


def test_values_known_before_it_starts_are_delivered_once_and_stale_ones_never(lab: Lab) -> None:
    lab["bt"].say("a/voltage", 51000)
    lab["bt"].say("b/voltage", 52000, age=400)
    router = lab.routing(CALCULATED)
    lab["plc"].wait_written("a", 51.0)
    lab.wait_calculated("a/volt", 51.0)
    assert router.end()[0] == 0
    lab.router()
    lab["plc"].wait_written("a", 51.0, 51.0)
    assert lab["plc"].written("b") == []


def test_a_restarted_broker_gets_everything_back_and_no_command_comes_twice(lab: Lab) -> None:
    lab.routing(CALCULATED)
    lab["bt"].say("a/voltage", 51000)
    lab["plc"].wait_written("a", 51.0)
    lab.wait_calculated("a/volt", 51.0)
    lab.broker.kill()
    lab.observer.messages.clear()
    time.sleep(1)
    lab.broker.start()
    lab.observer.wait_subscribed(2)
    for name in ("bt", "plc"):
        lab[name].wait_subscribed(2)
    lab.wait_calculated("a/volt", 51.0)
    lab.wait_state("connected")
    until(lambda: lab.observer.last("dinrail/calc/points/0"), "the directory of calculated points")
    lab["bt"].say("a/voltage", 52000)
    lab["plc"].wait_written("a", 51.0, 52.0)
    lab.wait_calculated("a/volt", 52.0)


def test_a_bad_file_leaves_the_routes_and_says_where_it_is_wrong(lab: Lab) -> None:
    router = lab.routing(CALCULATED)
    bad = CALCULATED.replace(b"round(1)", b"ruond(1)")
    lab.replace(bad)
    state = lab.wait_state("connected", rev=zlib.crc32(CALCULATED), rejected_rev=zlib.crc32(bad))
    params = state["config"]["rejected"]["params"]
    assert (params["path"], params["line"], params["route"]) == ("/routes/0/transform", 2, "c")
    column = bad.splitlines()[1].index(b"ruond") + 1
    router.says(f"routing.json:2:{column}: error: route c: unknown operator 'ruond'; did you mean \"round\"?")
    lab["bt"].say("a/voltage", 51000)
    lab.wait_calculated("a/volt", 51.0)
    for broken in (b"", b"{", CALCULATED[:-5], b'{"routes": 5}'):
        lab.replace(broken)
        lab.wait_state("connected", rev=zlib.crc32(CALCULATED), rejected_rev=zlib.crc32(broken))
    lab["bt"].say("a/voltage", 51100)
    lab.wait_calculated("a/volt", 51.1)
    lab.replace(CALCULATED.replace(b"0.001", b"0.01"))
    lab.wait_calculated("a/volt", 511.0)


def test_a_file_edited_in_place_is_taken(lab: Lab) -> None:
    lab.routing(CALCULATED)
    lab["bt"].say("a/voltage", 51000)
    lab.wait_calculated("a/volt", 51.0)
    lab.file.write_bytes(CALCULATED.replace(b"{1}.volt", b"{1}.kv").replace(b"0.001", b"0.000001"))
    lab.wait_calculated("a/kv", 0.1)
    until(lambda: any(each.topic == "smarthome/calc/a/volt" and not each.payload for each in lab.observer.messages),
          "the old point is cleared")  # fmt: skip


def test_it_waits_for_file_and_broker_and_says_so(lab: Lab) -> None:
    lab.broker.kill()
    router = lab.router()
    router.says(f"waiting for {lab.file}")
    router.says("no broker")
    assert not router.healthy()
    lab.replace(CALCULATED)
    router.says("1 of 1 routes in force")
    lab.broker.start()
    lab["bt"].wait_subscribed(2)
    lab["bt"].say("a/voltage", 51000)
    lab.wait_calculated("a/volt", 51.0)
    until(router.healthy, "the health check is content")


def test_a_killed_router_is_told_lost_and_its_successor_goes_on(lab: Lab) -> None:
    router = lab.routing(CALCULATED)
    router.end(signal.SIGKILL)
    lab.wait_state("lost")
    lab.router()
    lab.wait_state("connected")
    lab["bt"].say("a/voltage", 51000)
    lab.wait_calculated("a/volt", 51.0)


def test_a_soft_stop_is_quick_and_says_stopped(lab: Lab) -> None:
    router = lab.routing(CALCULATED)
    code, seconds = router.end()
    assert (code, seconds < 2) == (0, True), router.log.read_text()
    lab.wait_state("stopped")


@pytest.mark.parametrize("lab", IMAGES, indirect=True)  # Mosquitto 2.0.11 of Debian 12 does not tell the older
def test_of_two_routers_the_older_stays_away(lab: Lab) -> None:
    first = lab.routing(CALCULATED)
    second = lab.router()
    first.says("taken over", 20)
    second.says("connected to")
    time.sleep(3)
    assert first.log.read_text().count("connected to") == 1
    lab["bt"].say("a/voltage", 51000)
    lab["plc"].wait_written("a", 51.0)


def test_an_instance_that_is_not_there_is_counted_and_shown(lab: Lab) -> None:
    lab["plc"].stop()
    lab.routing(CALCULATED)
    lab["bt"].say("a/voltage", 51000)

    def counted() -> Any:
        route = counters(lab)["routes"][0]
        return route if route["dropped"] == {"no_receiver": 1} else None

    route = until(counted, "the drop is counted")
    assert (route["received"], route["delivered"], route["last_error"]["address"]) == (2, 1, "plc.a")


def test_a_burst_arrives_complete_in_order_and_is_counted(lab: Lab) -> None:
    routes = CALCULATED.replace(b', "plc.{1}"', b"").replace(b'"id": "c"', b'"id": "c", "max_rate": 1000000')
    lab.routing(routes.replace(b'"routes"', b'"sources": {"bt": {"rate": 1000000}}, "routes"'))
    for value in range(5000):
        lab["bt"].say("a/voltage", value * 1000)
        lab["bt"].say("a/voltage", 0, raw=b"garbage")
    lab.wait_calculated("a/volt", 4999)
    values = [
        json.loads(each.payload)["value"] for each in lab.observer.messages if each.topic == "smarthome/calc/a/volt"
    ]
    assert values == list(range(5000))
    source = until(
        lambda: next((each for each in counters(lab)["sources"] if each["received"] == 10_000), None), "counters"
    )
    assert (source["delivered"], source["dropped"]) == (5000, {"malformed": 5000})


def counters(lab: Lab) -> Any:
    part = until(lambda: lab.observer.last("dinrail/router/counters/0"), "counters")
    return json.loads(PartReader().feed(json.dumps(part).encode()) or b"{}")
