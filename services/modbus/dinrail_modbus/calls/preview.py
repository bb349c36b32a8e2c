"""`plan`: the requests a configuration leads to, what they cost on the line, and whether the intervals can hold."""

from __future__ import annotations

from collections import defaultdict
from typing import Annotated, Any

import msgspec

from dinrail_modbus.blocks import CLASSES, Block, plan_blocks
from dinrail_modbus.calls.params import other_config, typed
from dinrail_modbus.config import ModbusConfig, PollClass
from dinrail_modbus.cost import Costs
from dinrail_modbus.load import Load, loads
from dinrail_modbus.points import items_of
from dinrail_modbus.profiles.expansion import expand_all
from dinrail_modbus.tables import read_function

__all__ = ["preview"]

SHOWN = 2000  # requests; figures are always of all


class Params(msgspec.Struct, forbid_unknown_fields=True):
    """`config`: another configuration; `round_trip_ms`: instead of what was measured or is usual."""

    config: dict[str, Any] | None = None
    round_trip_ms: Annotated[float, msgspec.Meta(gt=0, le=30_000)] | None = None


class Planned(msgspec.Struct, frozen=True):
    """One request of one unit and its cost."""

    unit: int
    block: Block
    seconds: float
    sent: int
    received: int

    def shown(self) -> dict[str, Any]:
        """As JSON."""
        request = self.block.request
        return {
            "unit_id": self.unit,
            "class": self.block.poll,
            "table": self.block.table,
            "function": read_function(self.block.table),
            "address": request.start,
            "count": request.size,
            "points": len(self.block.places),
            "unused": request.unused,
            "bytes": self.sent + self.received,
            "ms": round(self.seconds * 1000, 3),
        }


def preview(params: dict[str, Any], running: ModbusConfig, measured: float | None) -> dict[str, Any]:
    """`{"config"?, "round_trip_ms"?}` → requests, and per poll class requests, bytes, seconds and whether it holds.

    `measured`: mean latency so far, in seconds. Needs no link. Raises CallRefused or ConfigError.
    """
    asked = typed(params, Params)
    config = other_config(asked.config, running)
    if asked.round_trip_ms is not None:
        source, known = "given", asked.round_trip_ms / 1000
    elif measured is not None and config.endpoints[0] == running.endpoints[0]:
        source, known = "measured", _beside_the_wire(running, measured)
    else:
        source, known = "assumed", None
    costs = Costs(config.endpoints[0], known)
    planned = _planned(config, costs)
    by_class: dict[PollClass, list[Planned]] = defaultdict(list)
    for one in planned:
        by_class[one.block.poll].append(one)
    used = [poll for poll in CLASSES if by_class[poll]]
    verdicts = loads([_load(config, poll, by_class[poll]) for poll in used])
    return {
        "endpoint": str(config.endpoints[0]),
        "round_trip_ms": round(costs.round_trip * 1000, 3),
        "source": source,
        "classes": [
            {
                "class": poll,
                "interval": verdict.load.interval,
                "requests": len(by_class[poll]),
                "registers": sum(_registers(one) for one in by_class[poll]),
                "unused": sum(one.block.request.unused for one in by_class[poll]),
                "bytes": sum(one.sent + one.received for one in by_class[poll]),
                "bus_s": round(verdict.load.seconds, 6),
                "share": round(verdict.load.share, 6),
                "done_after_s": None if verdict.done_after is None else round(verdict.done_after, 6),
                "holds": verdict.holds,
            }
            for poll, verdict in zip(used, verdicts, strict=True)
        ],
        "share": round(sum(verdict.load.share for verdict in verdicts), 6),
        "holds": all(verdict.holds for verdict in verdicts),
        "requests": [one.shown() for one in planned[:SHOWN]],
        "left_out": max(0, len(planned) - SHOWN),
    }


def _planned(config: ModbusConfig, costs: Costs) -> list[Planned]:
    planned = []
    for device in (expansion.device for expansion in expand_all(config)):
        for block in plan_blocks(items_of(device), device):
            sent, received = costs.sizes(block.table, block.request.size)
            seconds = costs.seconds(sent, received, device.pause)
            planned.append(Planned(device.unit_id, block, seconds, sent, received))
    return planned


def _beside_the_wire(config: ModbusConfig, measured: float) -> float:
    """What of a mean latency is not the bytes' own time on a serial line."""
    alone = [one.seconds for one in _planned(config, Costs(config.endpoints[0], 0.0))]
    return max(0.0, measured - sum(alone) / len(alone)) if alone and config.endpoints[0].serial else measured


def _load(config: ModbusConfig, poll: PollClass, planned: list[Planned]) -> Load:
    return Load(config.interval_of(poll), sum(one.seconds for one in planned), max(one.seconds for one in planned))


def _registers(one: Planned) -> int:
    return one.block.request.size
