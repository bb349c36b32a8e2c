"""Lists of points nothing else shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dinrail.directory import Point
from dinrail_gateway.dashboards.templates.items import Bound, Item, bound

__all__ = ["MAX_ROWS", "side_by_side", "table_of"]

MAX_ROWS = 40
LONG = 7


def table_of(points: Sequence[Point], named: Mapping[str, str], title: str) -> list[Item]:
    """None for nothing, two side by side for many; longer ones are cut, the rest is found in the tree of points."""
    if not points:
        return []
    shown = points[:MAX_ROWS]
    bindings = [bound(point, named[point.path]) for point in shown]
    return side_by_side(bindings, title)


def side_by_side(rows: Sequence[Bound], title: str) -> list[Item]:
    """The rows in one table or in two."""
    half = -(-len(rows) // 2) if len(rows) > LONG else len(rows)
    parts = [part for part in (rows[:half], rows[half:]) if part]
    return [
        Item(
            "table",
            title if len(parts) == 1 else f"{title} {number}",
            {f"row_{at}": row for at, row in enumerate(part, 1)},
            {"show_age": False, "show_quality": False},
            rows=len(part),
        )
        for number, part in enumerate(parts, 1)
    ]
