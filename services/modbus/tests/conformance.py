"""The Modbus adapter as a subject of the conformance battery: the simulated inverter and its meter."""

from __future__ import annotations

from typing import Any

from dinrail.testing.conformance import Subject as Contract
from dinrail_modbus.sim import Simulator

__all__ = ["Subject"]


class Subject(Contract):
    """One connection, two units."""

    command = ("-m", "dinrail_modbus")
    writable = "inverter.power_limit"
    good_values = (1500, 3000.0, 0, 4600)
    wrong_type_values = ("much", True, None, 0.5)
    out_of_range_values = (4601, -1, 1e30)
    read_only = "inverter.power"
    recovery_s = 10.0
    memory_mb = 35.0

    def __init__(self) -> None:
        self.simulator = Simulator(speed=60)

    def config(self) -> dict[str, Any]:
        inverter = [
            {"name": "power", "table": "input_registers", "address": 6, "type": "int32", "unit": "W"},
            {"name": "state", "table": "input_registers", "address": 0, "texts": {"4": "feeding"}},
            {"name": "serial", "address": 100, "type": "string", "length": 8},
            {"name": "power_limit", "address": 200, "writable": True, "min": 0, "max": 4600, "unit": "W"},
            {"name": "enable", "table": "coils", "address": 0, "type": "bool", "writable": True},
        ]
        meter = [{"name": "power", "table": "input_registers", "address": 18, "type": "float32"}]
        return {
            "endpoints": [{"host": "127.0.0.1", "port": self.simulator.port or 502}],
            "interval": 0.25,
            "devices": [
                {"unit_id": 1, "prefix": "inverter", "points": inverter},
                {"unit_id": 2, "prefix": "meter", "order": "CDAB", "points": meter},
            ],
        }

    def changed_config(self) -> dict[str, Any]:
        changed = self.config()
        changed["devices"][1]["points"].append(
            {"name": "frequency", "table": "input_registers", "address": 20, "type": "float32", "unit": "Hz"}
        )
        return changed

    def bad_config(self) -> tuple[dict[str, Any], str]:
        bad = self.config()
        bad["devices"][0]["points"][3]["table"] = "input_registers"
        return bad, "/devices/0/points/3/writable"

    async def start_device(self) -> None:
        await self.simulator.start()

    async def stop_device(self) -> None:
        await self.simulator.stop()

    def links(self) -> int:
        return self.simulator.server.links
