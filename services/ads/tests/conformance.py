"""The ADS adapter as a subject of the conformance battery: the simulated cellar, sent and polled values."""

from __future__ import annotations

from typing import Any

from dinrail.testing.conformance import Subject as Contract
from dinrail_ads.sim import Simulator, keller

__all__ = ["Subject"]


class Subject(Contract):
    """One runtime."""

    command = ("-m", "dinrail_ads")
    writable = "MAIN.fbBattery.fMinSoc"
    good_values = (20, 35.5, 5, 50)
    wrong_type_values = ("much", True, None)
    out_of_range_values = (101, -1, 1e30)
    read_only = "MAIN.fbBattery.fSoc"
    notice_s = 3.0
    recovery_s = 10.0
    memory_mb = 45.0
    directory_from_device = True

    def __init__(self) -> None:
        self.simulator = Simulator(keller(), speed=10)

    def config(self) -> dict[str, Any]:
        return {
            "endpoints": [{"host": "127.0.0.1", "port": self.simulator.port or 48898, "net_id": "127.0.0.1.1.1"}],
            "interval": 0.25,
            "timeout": 1.0,
            "user": "Administrator",
            "marked": False,
            "points": [
                {"path": "MAIN.fbBattery.fMinSoc", "writable": True, "min": 0, "max": 100},
                {"path": "MAIN.fbBattery.*"},
                {"path": "MAIN.fbHeating.aRoom.*.fActual", "mode": "poll"},
            ],
        }

    def changed_config(self) -> dict[str, Any]:
        changed = self.config()
        changed["points"].append({"path": "GVL_House.stOutdoor"})
        return changed

    def bad_config(self) -> tuple[dict[str, Any], str]:
        bad = self.config()
        bad["points"][0]["min"] = 200
        return bad, "/points/0/min"

    def secrets(self) -> dict[str, str]:
        return {"/password": "a-password-of-the-plc"}

    async def start_device(self) -> None:
        await self.simulator.start()

    async def stop_device(self) -> None:
        await self.simulator.stop()

    def links(self) -> int:
        return self.simulator.server.links
