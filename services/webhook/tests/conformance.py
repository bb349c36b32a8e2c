"""The webhook adapter as a subject of the conformance battery; receivers come and go without costing a link."""

from __future__ import annotations

from typing import Any

from dinrail.testing.conformance import Subject as Contract
from dinrail_webhook.sim import Receiver

__all__ = ["Subject"]

TARGET = {"name": "alert", "content": "text", "per_minute": 6000, "room": 10000}


class Subject(Contract):
    """One receiver."""

    command = ("-m", "dinrail_webhook")
    writable = "limit"
    good_values = (1.5, 2.5, 0.0, -3.0)
    wrong_type_values = ("much", True)
    read_only = "status.alert.waiting"
    has_device = False
    memory_mb = 40.0

    def __init__(self) -> None:
        self.receiver = Receiver()

    def config(self) -> dict[str, Any]:
        url = f"http://127.0.0.1:{self.receiver.port or 8088}/ok"
        limit = TARGET | {"name": "limit", "url": url, "takes": "number"}
        return {
            "targets": [TARGET | {"url": url, "secret": ""}, limit],
            "allow": ["127.0.0.1"],
        }

    def changed_config(self) -> dict[str, Any]:
        return self.config() | {"notifications": [{"name": "phone", "url": "ntfy://somewhere"}]}

    def bad_config(self) -> tuple[dict[str, Any], str]:
        return self.config() | {"allow": ["127.0.0.1", "not a host"]}, "/allow/1"

    def secrets(self) -> dict[str, str]:
        return {"/targets/0/secret": "whsec_c2lnbmluZy1zZWNyZXQtb2YtdGhlLXRlc3Q="}

    async def start_device(self) -> None:
        if self.receiver.port == 0:
            await self.receiver.listen()

    async def stop_device(self) -> None:
        await self.receiver.stop()

    def links(self) -> int:
        return 0
