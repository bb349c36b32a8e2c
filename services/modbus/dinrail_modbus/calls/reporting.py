"""`diagnostics`: what became of the requests to each unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dinrail.clock import Clock
from dinrail_modbus.link import Link
from dinrail_modbus.unit import Unit

__all__ = ["diagnostics"]


def diagnostics(units: Sequence[Unit], link: Link, clock: Clock) -> dict[str, Any]:
    """Per unit its counts, latencies in ms, points that are bad, and seconds until a lost one is asked again."""
    return {"connected": link.connected, "units": [_of(unit, link, clock) for unit in units]}


def _of(unit: Unit, link: Link, clock: Clock) -> dict[str, Any]:
    lost = unit.is_lost()
    return {
        "unit_id": unit.id,
        **link.diagnostics.of(unit.id).shown(),
        "points": len(unit.items),
        "bad": sum(bool(item.reason) for item in unit.items),
        "lost": lost,
        "reason": unit.error.reason.key if unit.error is not None else None,
        "retry_s": round(max(0.0, unit.backoff.due_at - clock.monotonic()), 1) if lost else None,
    }
