"""A real Home Assistant finds what it is shown, by itself, and sets what it may set, with acknowledgement."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dinrail.directory import Point
from dinrail.documents import Status
from dinrail.parts import split_document
from dinrail.sample import Sample, encode_sample
from dinrail.testing import FakeBroker
from dinrail.testing.conformance import Rig, Subject
from external_broker import ExternalBroker
from home_assistant_core import HomeAssistantCore

pytestmark = [
    pytest.mark.timeout(300),
]
BMS = [Point("voltage", "REAL", unit="V"), Point("soc", "REAL", unit="%"), Point("charging", "BOOL")]
MODES = {"0": "Automatik", "1": "Ruhe {nachts}"}
INVERTER = [
    Point("limit", "INT", unit="W", min=0, max=4600, writable=True),
    Point("enable", "BOOL", writable=True),
    Point("mode", "INT", texts=MODES, writable=True),
]
MODE = "select.inverter_1_mode"
LIMIT = "number.inverter_1_limit"


class Announced(Subject):
    """The adapter on the broker Home Assistant uses too."""

    command = ("-m", "dinrail_mqtt")
    read_only = ""

    def __init__(self, external: ExternalBroker) -> None:
        self.external = external

    def config(self) -> dict[str, Any]:
        return {
            "endpoints": [{"host": "127.0.0.1", "port": self.external.port}],
            "allow": ["127.0.0.1"],
            "homeassistant": {"points": ["bms.**", "inverter_1"], "writable": ["inverter_1.*"]},
        }

    def changed_config(self) -> dict[str, Any]:
        return self.config() | {"homeassistant": {"points": ["bms.soc"]}}

    def bad_config(self) -> tuple[dict[str, Any], str]:
        return {}, ""

    async def start_device(self) -> None:
        """It runs."""

    async def stop_device(self) -> None:
        """It is taken down by the test."""

    def links(self) -> int:
        return self.external.links()


class Bus:
    """Two other instances on the bus, played."""

    def __init__(self, broker: FakeBroker) -> None:
        self.broker = broker
        self.ts = 1_800_000_000_000

    def list(self, instance: str, points: list[Point]) -> None:
        for number, payload in enumerate(split_document(points, 1)):
            self.broker.publish(f"dinrail/{instance}/points/{number}", payload, retain=True)

    def status(self, instance: str, status: Any) -> None:
        body = msgspec.json.encode(Status(status, self.ts))
        self.broker.publish(f"dinrail/{instance}/status", body, retain=True)

    def sample(self, address: str, value: bool | float) -> None:
        self.ts += 1
        topic = f"smarthome/{address.replace('.', '/')}"
        self.broker.publish(topic, encode_sample(Sample(value, self.ts)), retain=True)

    async def answer(self, address: str, reply: dict[str, Any]) -> Any:
        """Wait for a write request, answer it; what was asked for."""
        asked = await self.broker.wait_for(f"smarthome/set/{address.replace('.', '/')}", timeout=30)
        packet = asked.packet
        self.broker.publish(packet.response_topic, msgspec.json.encode(reply), correlation=packet.correlation_data)
        self.broker.published.clear()
        return msgspec.json.decode(asked.payload)["value"]


@pytest.fixture
async def external() -> AsyncIterator[ExternalBroker]:
    async with ExternalBroker() as broker:
        yield broker


@pytest.fixture
async def home(tmp_path: Path, external: ExternalBroker) -> AsyncIterator[HomeAssistantCore]:
    async with HomeAssistantCore(tmp_path) as core:
        await core.use_broker(external.port)
        yield core


async def test_home_assistant_finds_reads_and_writes(external: ExternalBroker, home: HomeAssistantCore) -> None:
    broker = FakeBroker()
    async with Rig(Announced(external), broker) as rig:
        bus = Bus(broker)
        for instance, points in (("bms", BMS), ("inverter_1", INVERTER)):
            bus.list(instance, points)
            bus.status(instance, "running")
        for address, value in (
            ("bms.voltage", 53.1), ("bms.soc", 71), ("bms.charging", True), ("inverter_1.limit", 3000),
            ("inverter_1.enable", False), ("inverter_1.mode", 1),
        ):  # fmt: skip
            bus.sample(address, value)
        rig.seen.configure(rig.subject.config())
        await rig.launch()

        await home.until("sensor.bms_voltage", "53.1")
        await home.until("binary_sensor.bms_charging", "on")
        await home.until("switch.inverter_1_enable", "off")
        await home.until(LIMIT, "3000")
        states = await home.states()
        voltage, soc = states["sensor.bms_voltage"]["attributes"], states["sensor.bms_soc"]["attributes"]
        assert (voltage["device_class"], voltage["unit_of_measurement"]) == ("voltage", "V")
        assert (soc["device_class"], soc["state_class"]) == ("battery", "measurement")
        limit = states[LIMIT]["attributes"]
        assert (limit["min"], limit["max"], limit["unit_of_measurement"]) == (0, 4600, "W")

        broker.published.clear()
        await home.call("number.set_value", entity_id=LIMIT, value=1500)
        assert await bus.answer("inverter_1.limit", {"ok": True, "value": 1500}) == 1500
        bus.sample("inverter_1.limit", 1500)
        await home.until(LIMIT, "1500")
        await home.call("switch.turn_on", entity_id="switch.inverter_1_enable")
        refused = {"ok": False, "error": {"key": "blocked", "params": {}, "message": "panic"}}
        assert await bus.answer("inverter_1.enable", refused) is True
        assert await home.state("switch.inverter_1_enable") == "off"

        assert states[MODE]["attributes"]["options"] == list(MODES.values())
        assert await home.state(MODE) == "Ruhe {nachts}"
        await home.call("select.select_option", entity_id=MODE, option="Automatik")
        assert await bus.answer("inverter_1.mode", {"ok": True, "value": 0}) == 0
        bus.sample("inverter_1.mode", 0)
        await home.until(MODE, "Automatik")

        bus.status("bms", "disconnected")
        await home.until("sensor.bms_voltage", "unavailable")
        assert await home.state(LIMIT) == "1500"
        bus.status("bms", "running")
        await home.until("sensor.bms_voltage", "53.1")

        rig.seen.configure(rig.subject.changed_config())
        await home.until("sensor.bms_voltage", "")
        await home.until(LIMIT, "")
        await home.until("sensor.bms_soc", "71")
        rig.process.signal(9)
        await home.until("sensor.bms_soc", "unavailable")


async def test_what_may_be_written_now_is_no_sensor_any_more_and_who_leaves_in_order_leaves_nothing_good(
    external: ExternalBroker, home: HomeAssistantCore
) -> None:
    broker = FakeBroker()
    async with Rig(Announced(external), broker) as rig:
        bus = Bus(broker)
        bus.list("inverter_1", INVERTER)
        bus.status("inverter_1", "running")
        bus.sample("inverter_1.limit", 3000)
        bus.sample("inverter_1.enable", value=False)
        base = rig.subject.config()
        rig.seen.configure(base | {"homeassistant": {"points": ["inverter_1"]}})
        await rig.launch()
        await home.until("sensor.inverter_1_limit", "3000")

        rig.seen.configure(base | {"homeassistant": {"points": ["inverter_1"], "writable": ["inverter_1.*"]}})
        await home.until(LIMIT, "3000")
        await home.until("sensor.inverter_1_limit", "")
        await home.until("binary_sensor.inverter_1_enable", "")
        await home.until("switch.inverter_1_enable", "off")

        rig.process.signal(15)
        await home.until(LIMIT, "unavailable")


async def test_what_is_removed_in_dinrail_or_selected_no_more_leaves_home_assistant(
    external: ExternalBroker, home: HomeAssistantCore
) -> None:
    broker = FakeBroker()
    async with Rig(Announced(external), broker) as rig:
        bus = Bus(broker)
        for instance, points in (("bms", BMS), ("inverter_1", INVERTER)):
            bus.list(instance, points)
            bus.status(instance, "running")
        bus.sample("bms.soc", 71)
        bus.sample("inverter_1.limit", 3000)
        rig.seen.configure(rig.subject.config())
        await rig.launch()
        await home.until("sensor.bms_soc", "71")
        await home.until(LIMIT, "3000")

        broker.publish("dinrail/inverter_1/points/0", b"", retain=True)
        broker.publish("dinrail/inverter_1/status", b"", retain=True)
        await home.until(LIMIT, "")
        assert await home.state("sensor.bms_soc") == "71"

        rig.seen.configure(rig.subject.config() | {"homeassistant": {}})
        await home.until("sensor.bms_soc", "")


async def test_after_the_broker_was_away_home_assistant_shows_what_is_so_now(
    external: ExternalBroker, home: HomeAssistantCore
) -> None:
    broker = FakeBroker()
    async with Rig(Announced(external), broker) as rig:
        bus = Bus(broker)
        bus.list("bms", BMS)
        bus.status("bms", "running")
        for address, value in (("bms.voltage", 53.1), ("bms.soc", 71), ("bms.charging", True)):
            bus.sample(address, value)
        rig.seen.configure(rig.subject.config())
        await rig.launch()
        await home.until("sensor.bms_soc", "71")
        await external.stop()  # with everything it had kept
        for soc in range(70, 40, -1):
            bus.sample("bms.soc", soc)
        bus.sample("bms.charging", value=False)
        await home.until("sensor.bms_soc", "unavailable")
        await external.start()
        await home.until("sensor.bms_soc", "41")
        await home.until("binary_sensor.bms_charging", "off")
        await home.until("sensor.bms_voltage", "53.1")
