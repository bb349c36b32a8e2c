"""The historian as a subject of the conformance battery; a database that comes and goes costs no link."""

from __future__ import annotations

from typing import Any

from dinrail.testing.conformance import Subject as Contract
from dinrail.testing.database import Database

__all__ = ["Subject"]


class Subject(Contract):
    """One database."""

    command = ("-m", "dinrail_historian")
    read_only = "samples.waiting"
    has_device = False
    memory_mb = 45.0
    changes_directory = False

    def __init__(self) -> None:
        self.database = Database()

    def config(self) -> dict[str, Any]:
        return {"url": f"{self.database.url}/api/v1/write", "password": "", "flush": 0.5}

    def changed_config(self) -> dict[str, Any]:
        return self.config() | {"policies": [{"points": ["plc.**"], "store": "change"}]}

    def bad_config(self) -> tuple[dict[str, Any], str]:
        return self.config() | {"policies": [{"points": ["plc.**", "a..b"]}]}, "/policies/0/points/1"

    def secrets(self) -> dict[str, str]:
        return {"/password": "a secret of the database"}

    async def start_device(self) -> None:
        if not self.database.pid:
            await self.database.start()

    async def stop_device(self) -> None:
        await self.database.kill()

    def links(self) -> int:
        return 0
