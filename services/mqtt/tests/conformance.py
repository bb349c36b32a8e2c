"""The MQTT adapter as a subject of the conformance battery: a second Mosquitto with a simulated home on it."""

from __future__ import annotations

import asyncio
from typing import Any

from dinrail.testing.conformance import Subject as Contract
from dinrail_mqtt.sim import Home
from external_broker import ExternalBroker

__all__ = ["Subject"]


class Subject(Contract):
    """One broker."""

    command = ("-m", "dinrail_mqtt")
    writable = "heating.target"
    good_values = (19, 21.5, 5, 30)
    wrong_type_values = ("much", True, None)
    out_of_range_values = (31, -1, 1e30)
    read_only = "kitchen.temperature"
    directory_from_device = True
    recovery_s = 15.0
    memory_mb = 45.0

    def __init__(self) -> None:
        self.broker = ExternalBroker()
        self.home: Home | None = None

    def config(self) -> dict[str, Any]:
        return {
            "endpoints": [{"host": "127.0.0.1", "port": self.broker.port}],
            "allow": ["127.0.0.1"],
            "devices": [
                {"name": "plug", "kind": "tasmota", "topic": "plug"},
                {"name": "lamp", "kind": "zigbee2mqtt", "topic": "zigbee2mqtt/lamp"},
            ],
            "subscriptions": [
                {"filter": "home/kitchen/temperature", "name": "kitchen.temperature", "type": "LREAL", "unit": "°C"}
            ],
            "publications": [
                {
                    "name": "heating.target",
                    "topic": "heating/set",
                    "state": "heating/target",
                    "min": 5,
                    "max": 30,
                    "unit": "°C",
                }
            ],
        }

    def changed_config(self) -> dict[str, Any]:
        changed = self.config()
        lamp = {"filter": "zigbee2mqtt/lamp", "name": "lamp_raw", "format": "json"}
        changed["subscriptions"].append(lamp | {"values": [{"name": "brightness", "path": "brightness"}]})
        return changed

    def bad_config(self) -> tuple[dict[str, Any], str]:
        bad = self.config()
        bad["subscriptions"][0]["filter"] = "home/#/temperature"
        return bad, "/subscriptions/0/filter"

    async def start_device(self) -> None:
        await self.broker.start()
        if self.home is None:
            self.home = Home("127.0.0.1", self.broker.port, interval=0.3)
            self.home.start()

    async def stop_device(self) -> None:
        home, self.home = self.home, None
        if home is not None:
            await asyncio.to_thread(home.stop)
        await self.broker.stop()

    def links(self) -> int:
        return max(0, self.broker.links() - (self.home is not None))
