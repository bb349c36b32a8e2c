"""The adapter: polls every register, writes setpoint and mode."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from dinrail import Adapter, Context, Point
from dinrail.errors import CallRefused, ProtocolError
from dinrail.sample import Scalar

from .client import LineClient
from .config import Endpoint, LineConfig

__all__ = ["LineAdapter"]

POINTS = (
    Point("temperature", "REAL", unit="°C", min=-40, max=125),
    Point("setpoint", "REAL", unit="°C", min=5, max=30, writable=True),
    Point("mode", "USINT", max=2, texts={"0": "off", "1": "eco", "2": "full"}, writable=True),
    Point("pump", "BOOL", writable=True),
    Point("name", "STRING"),
)


class LineAdapter(Adapter[LineConfig]):
    """One line device."""

    config_type = LineConfig
    calls_without_link = frozenset({"about"})
    streams = ("scan",)
    connect_timeout = 1.0

    def __init__(self, config: LineConfig, context: Context) -> None:
        super().__init__(config, context)
        self._client = LineClient()

    def points(self) -> Iterable[Point]:
        """The fixed points and one per configured register."""
        return [*POINTS, *(Point(f"register.{name}", "DINT") for name in self.config.registers)]

    def deadbands(self) -> Mapping[str, float]:
        """One for the temperature."""
        return {"temperature": self.config.deadband}

    async def reload(self, config: LineConfig) -> bool:
        """Without a new link when the configuration says so."""
        return config.gentle_reload

    async def connect(self, endpoint: Endpoint) -> None:
        """Open the line and log in."""
        await self._client.open(endpoint.host, endpoint.port)
        await self._client.ask(f"AUTH {self.config.password}")

    async def poll(self) -> None:
        """Every point."""
        for point in self.points():
            answer = await self._client.ask(f"GET {point.path}")
            try:
                self.route_data(self.id, point.path, json.loads(answer))
            except ValueError:
                raise ProtocolError(f"{answer[:40]!r} is no value") from None

    async def write(self, point: Point, value: bool | int | float | str) -> Scalar:
        """Set and read back."""
        answer: Scalar = json.loads(await self._client.ask(f"SET {point.path} {json.dumps(value)}"))
        return answer

    async def close(self) -> None:
        """Hang up."""
        await self._client.close()

    async def browse(self, params: dict[str, Any]) -> Any:
        """Names the device knows."""
        return {"children": [point.path for point in self.points()], "parent": params.get("node")}

    async def scan(self, params: dict[str, Any]) -> Any:
        """Every number up to `last` is looked at, and told of on the way."""
        for number in range(params["last"] + 1):
            self.stream("scan", {"number": number})
        return {"watched": self.watched("scan")}

    async def call(self, method: str, params: dict[str, Any]) -> Any:
        """`repeat` gives a long text, `crash` an unexpected error, `about` what needs no device."""
        if method == "about":
            return self.config.endpoints[0].host
        if method == "repeat":
            return str(params["text"]) * int(params["times"])
        if method == "crash":
            raise RuntimeError("a bug of the adapter")
        raise CallRefused(f"unknown method {method[:64]!r}", method=method[:64])
