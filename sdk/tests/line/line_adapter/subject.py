"""The line adapter as a subject of the conformance battery."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dinrail.testing.conformance import Subject
from line_adapter.device import LineDevice

__all__ = ["LineSubject"]

PASSWORD = "l1ne-s3cret"


class LineSubject(Subject):
    """With a device of its own; `mutant` names a misbehaving variant."""

    command = ("-m", "line_adapter")
    writable = "setpoint"
    good_values = (21.5, 22.0, 18.25)
    wrong_type_values = ("warm", True, None)
    out_of_range_values = (4.9, 30.1, -1e9)
    read_only = "temperature"
    recovery_s = 8.0

    def __init__(self, mutant: str = "") -> None:
        self.environment = {"PYTHONPATH": str(Path(__file__).parents[1]), "LINE_MUTANT": mutant}
        self.device = LineDevice(PASSWORD)

    def config(self) -> dict[str, Any]:
        return {"endpoints": [{"host": "127.0.0.1", "port": self.device.port}], "registers": ["a", "gone"]}

    def changed_config(self) -> dict[str, Any]:
        return self.config() | {"registers": ["a", "b"]}

    def bad_config(self) -> tuple[dict[str, Any], str]:
        return {"endpoints": [{"host": "127.0.0.1", "port": 0}]}, "/endpoints/0/port"

    def secrets(self) -> dict[str, str]:
        return {"/password": PASSWORD}

    async def start_device(self) -> None:
        await self.device.start()

    async def stop_device(self) -> None:
        await self.device.stop()

    def links(self) -> int:
        return self.device.lines
