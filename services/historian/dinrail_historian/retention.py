"""Removes series whose time is over: they carry the day in the label `until`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlencode

import msgspec

from dinrail.clock import Clock
from dinrail.errors import DeviceError
from dinrail.http import HttpLinks

__all__ = ["Retention", "over"]

EVERY_S = 3600.0
FIRST_S = 20.0
NAMES = '__name__=~"dinrail|dinrail_quality|dinrail_text"'
WRITE = "/api/v1/write"


class _Values(msgspec.Struct):
    data: list[str] = []


_values = msgspec.json.Decoder(_Values)


class Retention:
    """For VictoriaMetrics, which removes series as a whole; another database has rules of its own for the label."""

    def __init__(self, links: HttpLinks, path: str, clock: Clock, count: Callable[[str, int], None]) -> None:
        self._links = links
        self._base = path.removesuffix(WRITE)
        self._clock = clock
        self._count = count

    async def run(self) -> None:
        """Look every hour until cancelled."""
        await self._clock.sleep(FIRST_S)
        while True:
            try:
                await self.sweep()
            except (DeviceError, msgspec.DecodeError):
                self._count("retention_failed", 1)
            await self._clock.sleep(EVERY_S)

    async def sweep(self) -> list[str]:
        """Remove what is over; returns the days whose series went."""
        asked = urlencode({"match[]": f"{{{NAMES}}}", "start": "2000-01-01T00:00:00Z"})
        answer = await self._ask("GET", f"/api/v1/label/until/values?{asked}")
        gone = over(_values.decode(answer).data, datetime.fromtimestamp(self._clock.now_ms() / 1000, UTC))
        for day in gone:
            matching = urlencode({"match[]": f'{{{NAMES},until="{day}"}}'})
            await self._ask("POST", f"/api/v1/admin/tsdb/delete_series?{matching}")
            self._count("retention_removed", 1)
        return gone

    async def _ask(self, method: str, target: str) -> bytes:
        answer = await self._links.request(method, f"{self._base}{target}", timeout=30.0)
        if answer.status >= 300:
            raise DeviceError(f"the database answers {answer.status}")
        return answer.body


def over(days: list[str], now: datetime) -> list[str]:
    """Days that are past; what is no day stays."""
    today = f"{now:%Y-%m-%d}"
    return sorted(day for day in days if len(day) == len(today) and day[:4].isdigit() and day <= today)
