"""The adapter for this machine as a subject of the conformance battery; there is nothing it connects to."""

from __future__ import annotations

from typing import Any

from dinrail.testing.conformance import Subject as Contract

__all__ = ["Subject"]


class Subject(Contract):
    """The machine the tests run on."""

    command = ("-m", "dinrail_host")
    read_only = "memory.usage"
    has_device = False
    memory_mb = 40.0
    directory_from_device = True

    def config(self) -> dict[str, Any]:
        return {"interval": 1.0}

    def changed_config(self) -> dict[str, Any]:
        return self.config() | {"disks": [{"name": "system", "path": "/"}, {"name": "other", "path": "/proc"}]}

    def bad_config(self) -> tuple[dict[str, Any], str]:
        twice = [{"name": "system", "path": "/"}, {"name": "system", "path": "/proc"}]
        return self.config() | {"disks": twice}, "/disks/1/name"

    async def start_device(self) -> None:
        """It runs."""

    async def stop_device(self) -> None:
        """Nobody stops it."""

    def links(self) -> int:
        return 0
