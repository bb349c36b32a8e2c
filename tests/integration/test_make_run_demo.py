"""`DINRAIL_DEMO=1 make run`: the demo's devices, instances and routes without Docker, from the start to Ctrl-C."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from integration.test_make_run import ROOT, Box

from stack.api import Api

sys.path.insert(0, str(ROOT / "compose" / "scripts"))

import demo_processes

SERVICES = ("ads", "can", "historian", "modbus", "mqtt", "serial")
pytestmark = [
    pytest.mark.timeout(400),
    pytest.mark.skipif(shutil.which("mosquitto", path="/usr/sbin:/usr/bin") is None, reason="needs mosquitto"),
]


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    box = Box(tmp_path)
    box.furnish()
    box.settings = {"DINRAIL_DEMO": "1", "DINRAIL_SERVICES": " ".join(SERVICES)}
    yield box
    if box.started is not None and box.started.poll() is None:
        box.interrupt()
    for pid in box.processes():
        os.kill(pid, signal.SIGKILL)


@pytest.fixture
def bin_(tmp_path: Path) -> Path:
    """Where everything is installed, as far as names go."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in SERVICES:
        (folder / f"dinrail-{name}").touch()
        (folder / f"dinrail-{name}-sim").touch()
    return folder


def test_every_instance_has_its_device_and_every_device_an_address_of_its_own(bin_: Path) -> None:
    found = demo_processes.devices(bin_)
    assert len({device.address for device in found}) == len(found) >= 6
    entries = demo_processes.instances(bin_)
    hosts = {endpoint["host"] for entry in entries for endpoint in entry["config"].get("endpoints", ())}
    assert hosts == {device.address for device in found if device.name != "mqtt-sim"}
    assert "history" not in {entry["id"] for entry in entries}, "there is no database here"
    (bin_ / "dinrail-serial-sim").unlink()
    assert "bms_2" not in {entry["id"] for entry in demo_processes.instances(bin_)}


def test_the_historian_writes_to_the_database_of_this_machine(bin_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DINRAIL_HISTORY", "http://127.0.0.1:9123")
    config = next(each["config"] for each in demo_processes.instances(bin_) if each["type"] == "historian")
    assert config == {"url": "http://127.0.0.1:9123/api/v1/write"}


def test_addresses_of_the_web_are_those_of_devices_here(bin_: Path) -> None:
    for name in ("dinrail-webhook", "dinrail-webhook-sim"):
        (bin_ / name).touch()
    address = next(each.address for each in demo_processes.devices(bin_) if each.name == "webhook-sim")
    config = next(each["config"] for each in demo_processes.instances(bin_) if each["type"] == "webhook")
    assert config["targets"][0]["url"] == f"http://{address}:8088/alarm"
    assert config["allow"] == [address]


def addresses(api: Api) -> set[str]:
    """Every point there is."""
    found: set[str] = set()
    while True:
        page = api.call("GET", f"/api/points?limit=1000&offset={len(found)}")
        found |= {point["address"] for point in page["items"]}
        if len(found) >= page["total"] or not page["items"]:
            return found


def test_devices_of_a_broker_are_told_where_it_is(bin_: Path) -> None:
    found = {each.name: each for each in demo_processes.devices(bin_)}
    address = found["home-broker"].address
    assert f"listener 1883 {address}" in Path(found["home-broker"].command[-1]).read_text()
    assert found["mqtt-sim"].command[1:] == ["--host", address, "--port", "1883"]
    config = next(each["config"] for each in demo_processes.instances(bin_) if each["id"] == "home_mqtt")
    assert (config["endpoints"][0]["host"], config["allow"]) == (address, [address])


def test_it_runs_from_simulated_devices_and_leaves_nothing(box: Box) -> None:
    api = box.run()
    wanted = {"inverter_1", "inverter_2", "plc_keller", "plc_garage", "bms_2", "can_battery", "history", "home_mqtt"}
    assert wanted <= {entry["id"] for entry in api.call("GET", "/api/instances")}
    for instance in sorted(wanted):
        box.until(lambda name=instance: api.instance(name)["status"]["status"] == "running", 90)
    box.until(lambda: api.point("calc.house.solar_kw")["quality"] == "good", 60)
    box.until(lambda: known(api) >= {"calc.house.solar_kw", "history.samples.lost"}, 60)
    # The database knows a point some seconds before it answers with its values.
    box.until(lambda: charted(api, "calc.house.solar_kw"), 60)
    box.until(lambda: api.point("home_mqtt.bedroom.battery")["value"] == 87, 60)
    assert set(api.call("GET", "/api/pages")["pages"]) == {"home", "batteries", "solar", "rooms"}
    widgets = api.call("GET", "/api/widgets")["widgets"].values()
    bound = {binding["source"] for widget in widgets for binding in widget["bindings"].values()}
    box.until(lambda: bound <= addresses(api), 60)
    box.interrupt()
    box.until(lambda: not box.processes(), 30)


def charted(api: Api, point: str) -> list[float]:
    """What a chart of the last ten minutes has to show."""
    now = int(time.time() * 1000)
    chart = api.call("GET", f"/api/history?point={point}&from={now - 600_000}&to={now}&step=10")
    return [value for value in chart["series"][0]["values"] if value is not None]


def known(api: Api) -> set[str]:
    """Points of the history; its answer is half a minute old at most."""
    return {each["point"] for each in api.call("GET", "/api/history/points")}
