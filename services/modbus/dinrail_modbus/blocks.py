"""A request that is polled again and again, and the points it delivers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dinrail_modbus.backoff import Backoff
from dinrail_modbus.config import DeviceConfig
from dinrail_modbus.planner import Request, plan
from dinrail_modbus.points import Item
from dinrail_modbus.tables import Table, has_bits

__all__ = ["Block", "plan_blocks"]

_TABLES: tuple[Table, ...] = ("coils", "discrete_inputs", "input_registers", "holding_registers")


class Block:
    """`places`: each item and where it lies in the answer; `raw`: the last answer, None when unknown.

    A part of a block that the device refused as a whole knows its `origin`; `hunts` counts how often that happened.
    """

    __slots__ = ("backoff", "hunts", "origin", "places", "raw", "request", "table")

    def __init__(self, table: Table, request: Request, items: Iterable[Item], origin: Block | None = None) -> None:
        self.table = table
        self.request = request
        self.places = [(item, item.span.start - request.start) for item in items if item.span in request.spans]
        self.origin = origin
        self.raw: bytes | None = None
        self.backoff = Backoff()
        self.hunts = 0

    @property
    def items(self) -> list[Item]:
        """The points this block delivers."""
        return [item for item, _ in self.places]

    def overlaps(self, item: Item) -> bool:
        """Whether a write to `item` changes what this block holds."""
        start, size = self.request.start, self.request.size
        return item.table == self.table and item.span.start < start + size and start < item.span.end

    def part(self, request: Request) -> Block:
        """The block of a request for some of the same points."""
        return Block(self.table, request, self.items, origin=self.origin or self)


def plan_blocks(items: Sequence[Item], device: DeviceConfig) -> list[Block]:
    """The fewest blocks that read `items` within what the device allows."""
    blocks: list[Block] = []
    for table in _TABLES:
        members = [item for item in items if item.table == table]
        limit, gap = device.max_registers, device.max_gap
        if has_bits(table):
            limit, gap = device.max_coils, device.max_gap * 16
        blocks += [
            Block(table, request, members)
            for request in plan((item.span for item in members), limit=limit, max_gap=gap)
        ]
    return blocks
