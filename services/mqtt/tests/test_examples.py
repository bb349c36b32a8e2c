"""The demo's instance is a valid configuration of a broker the demo has, with the devices that are simulated."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import msgspec

from broker_rig import Beside, BrokerRig
from dinrail.testing.context import eventually
from dinrail_mqtt.config import MqttConfig
from dinrail_mqtt.sim import Home
from external_broker import ExternalBroker

EXAMPLES = Path(__file__).parents[1] / "examples"


def demo() -> dict[str, object]:
    config: dict[str, object] = json.loads((EXAMPLES / "demo-home.json").read_text())["config"]
    return config


def test_the_broker_is_one_of_the_demo() -> None:
    config = msgspec.convert(demo(), MqttConfig)
    assert f"\n  {config.endpoints[0].host}:\n" in (EXAMPLES / "demo.yaml").read_text()
    assert config.allow == [config.endpoints[0].host]


async def test_every_device_of_the_demo_says_something_and_can_be_switched(
    broker: ExternalBroker, rig: Callable[..., BrokerRig], beside: Beside
) -> None:
    parts = {name: part for name, part in demo().items() if name in ("devices", "subscriptions", "publications")}
    home = Home("127.0.0.1", broker.port, interval=0.2)
    await asyncio.to_thread(home.start)
    try:
        mqtt = rig(broker.port, **parts)
        await eventually(lambda: mqtt.value("washer.ENERGY.Voltage") == 231)
        await eventually(lambda: mqtt.value("boiler.switch_0.output") is True)
        await eventually(lambda: mqtt.value("bedroom.battery") == 87)
        await eventually(lambda: mqtt.value("garden.pump") is False)
        for device in ("washer", "boiler", "bedroom", "garden"):
            assert mqtt.value(f"{device}.online") is True
        await mqtt.write("boiler.switch_0.output", value=False)
        await mqtt.write("garden.pump", value=True)
        await eventually(lambda: (mqtt.value("boiler.switch_0.output"), mqtt.value("garden.pump")) == (False, True))
        await mqtt.write("alarms.battery_locked", value=True)
        await eventually(lambda: beside.on("alarms/battery_locked") == [b"true"])
    finally:
        await asyncio.to_thread(home.stop)
