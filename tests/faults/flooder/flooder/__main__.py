"""Floods when its configuration says so; otherwise one value a second."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Annotated

import msgspec

from dinrail import Adapter, Point, option
from dinrail.runner import main
from dinrail.runner.pacing import TokenBucket

POINTS = [f"value_{number}" for number in range(50)]
RATE = 20_000
AT_MOST = 40_000
TICK_S = 0.01


class Nowhere(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """There is no device."""


class Config(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Whether it misbehaves."""

    endpoints: Annotated[list[Nowhere], option("Endpoints")] = msgspec.field(default_factory=lambda: [Nowhere()])
    flood: Annotated[bool, option("Flood")] = True


class Unpaced(TokenBucket):
    """The bug: there is always a token."""

    def take(self) -> bool:
        """Yes."""
        return True


class Flooder(Adapter[Config]):
    """20,000 messages a second until it has sent 40,000."""

    config_type = Config

    def points(self) -> Iterable[Point]:
        return [Point(name, "LINT") for name in POINTS]

    async def connect(self, endpoint: Nowhere) -> None:
        await self.clock.sleep(1.0)  # so that it is seen to run before

    async def run(self) -> None:
        sent = 0
        while True:
            many = round(RATE * TICK_S) if self.config.flood and sent < AT_MOST else len(POINTS)
            for number in range(sent, sent + many):
                self.route_data(self.id, POINTS[number % len(POINTS)], number)
            sent += many
            self.polled()
            await self.clock.sleep(TICK_S if self.config.flood and sent < AT_MOST else 1.0)

    async def close(self) -> None:
        pass


if __name__ == "__main__":
    sys.modules["flooder"].__file__ = __file__
    from dinrail.runner import outlet

    outlet.TokenBucket = Unpaced  # type: ignore[misc]
    sys.exit(main(Flooder))
