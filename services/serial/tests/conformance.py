"""The serial adapter as a subject of the conformance battery: two batteries and a meter behind a serial server."""

from __future__ import annotations

from typing import Any

from dinrail.testing.conformance import Subject as Contract
from dinrail_serial.sim import DalySpeaker, JbdSpeaker, MeterSpeaker, Pack, SimulatedLine

__all__ = ["Subject"]


class Subject(Contract):
    """One line."""

    command = ("-m", "dinrail_serial")
    writable = "right.charge_mos"
    good_values = (False, True, False, True)
    wrong_type_values = ("much", 2, 0.5, None)
    out_of_range_values = ()
    read_only = "right.soc"
    recovery_s = 10.0
    memory_mb = 35.0
    directory_from_device = True

    def __init__(self) -> None:
        self.line = SimulatedLine([DalySpeaker(Pack(), 2), JbdSpeaker(Pack(8)), MeterSpeaker()])

    def config(self) -> dict[str, Any]:
        return {
            "endpoints": [{"transport": "tcp", "host": "127.0.0.1", "port": self.line.port or 4001}],
            "interval": 0.5,
            "batteries": [
                {"name": "left", "type": "daly-a5", "address": 2},
                {"name": "right", "type": "jbd", "writes": ["charge_mos"]},
            ],
        }

    def changed_config(self) -> dict[str, Any]:
        meter = {"name": "meter", "request": "P?\\r\\n", "patterns": ["P=(?P<power>[-+0-9]+)"]}
        return self.config() | {"meters": [meter]}

    def bad_config(self) -> tuple[dict[str, Any], str]:
        bad = self.config()
        bad["batteries"][1]["address"] = 3
        return bad, "/batteries/1/address"

    async def start_device(self) -> None:
        if self.line.port == 0 or self.line._server is None:
            await self.line.listen()

    async def stop_device(self) -> None:
        await self.line.stop()

    def links(self) -> int:
        return self.line.links
