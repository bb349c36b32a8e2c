"""The CAN adapter as a subject of the conformance battery: inverter and battery behind a socketcand server."""

from __future__ import annotations

from typing import Any

from dinrail.testing.conformance import Subject as Contract
from dinrail_can.sim import DBC, Simulator

__all__ = ["Subject"]


class Subject(Contract):
    """One bus."""

    command = ("-m", "dinrail_can")
    writable = "Limits.ChargeLimit"
    good_values = (20, 35.5, 5, 50)
    wrong_type_values = ("much", True, None)
    out_of_range_values = (101, -1, 1e30)
    read_only = "Inverter.Power"
    notice_s = 3.0
    recovery_s = 15.0
    memory_mb = 45.0
    directory_from_device = True

    def __init__(self) -> None:
        self.simulator = Simulator()

    def config(self) -> dict[str, Any]:
        return {
            "endpoints": [{"interface": "socketcand", "host": "127.0.0.1", "port": self.simulator.port or 29536}],
            "databases": [{"dbc": DBC}],
            "interval": 0.25,
            "signals": [{"path": "Limits.ChargeLimit", "writable": True}, {"path": "Inverter.*"}, {"path": "Meter.*"}],
            "batteries": [{"name": "battery"}],
        }

    def changed_config(self) -> dict[str, Any]:
        changed = self.config()
        changed["signals"].append({"path": "Outdoor.*"})
        return changed

    def bad_config(self) -> tuple[dict[str, Any], str]:
        bad = self.config()
        bad["signals"][0] |= {"min": 10, "max": 5}
        return bad, "/signals/0/min"

    async def start_device(self) -> None:
        await self.simulator.start()

    async def stop_device(self) -> None:
        await self.simulator.stop()

    def links(self) -> int:
        return self.simulator.links
