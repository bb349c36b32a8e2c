"""What one asks statistics with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from dinrail_gateway.errors import BadRequest
from dinrail_gateway.history.earlier import Compare
from dinrail_gateway.history.statistics import SIGNED, Measured

__all__ = ["EnergyQuery"]

Point = Annotated[str, Field(max_length=1024)]
ROLES = ("consumption", "grid_import", "grid_export", "battery_charge", "battery_discharge")


class EnergyQuery(BaseModel):
    """Points by what they measure; `grid` and `battery` have a sign, which way is said by `…_positive`."""

    model_config = ConfigDict(extra="forbid")

    start: Annotated[int, Field(alias="from")]
    to: int
    step: Literal["day", "week", "month"] = "day"
    tz: Annotated[str, Field(max_length=64)] = "UTC"
    compare: Compare = "before"
    solar: Annotated[list[Point], Field(max_length=16)] = []
    consumption: Point = ""
    grid: Point = ""
    grid_positive: Literal["import", "export"] = "import"
    grid_import: Point = ""
    grid_export: Point = ""
    battery: Point = ""
    battery_positive: Literal["charge", "discharge"] = "charge"
    battery_charge: Point = ""
    battery_discharge: Point = ""

    def measured(self, canonical: Callable[[Sequence[str]], list[str]]) -> list[Measured]:
        """Each point with its role; raises BadRequest."""
        return [each._replace(point=canonical([each.point])[0]) for each in self._named()]

    def _named(self) -> Iterator[Measured]:
        yield from (Measured("solar", point) for point in self.solar if point)
        yield from (Measured(role, point) for role in ROLES if (point := getattr(self, role)))
        for name, (above, below) in SIGNED.items():
            point = getattr(self, name)
            if not point:
                continue
            if getattr(self, above) or getattr(self, below):
                raise BadRequest(f"{name} or {above} and {below}, not both", key="flow_named_twice", flow=name)
            turned = getattr(self, f"{name}_positive") != above.removeprefix(f"{name}_")
            yield Measured(above, point, "negative" if turned else "positive")
            yield Measured(below, point, "positive" if turned else "negative")
