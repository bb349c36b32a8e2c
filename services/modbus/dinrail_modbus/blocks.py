"""A request that is polled again and again, and the points it delivers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf

from dinrail_modbus.backoff import Backoff
from dinrail_modbus.config import DeviceConfig, PollClass
from dinrail_modbus.planner import Request, Span, plan, single
from dinrail_modbus.points import Item
from dinrail_modbus.tables import ADDRESSES, Table, has_bits

__all__ = ["CLASSES", "Block", "plan_blocks"]

CLASSES: tuple[PollClass, ...] = ("fast", "normal", "slow")
"""The fastest first."""

_TABLES: tuple[Table, ...] = ("coils", "discrete_inputs", "input_registers", "holding_registers")


class Block:
    """`places`: each item and where it lies in the answer; `raw`: the last answer, None when unknown.

    A part of a block that the device refused as a whole knows its `origin`; `hunts` counts how often that happened, and
    from `whole_at` (monotonic) the origin is tried again though no part of it is to blame.
    """

    __slots__ = ("backoff", "hunts", "origin", "places", "poll", "raw", "request", "table", "whole_at")

    def __init__(
        self,
        table: Table,
        request: Request,
        items: Iterable[Item],
        origin: Block | None = None,
        *,
        poll: PollClass = "normal",
    ) -> None:
        self.table = table
        self.poll = poll
        self.request = request
        self.places = [(item, item.span.start - request.start) for item in items if item.span in request.spans]
        self.origin = origin
        self.raw: bytes | None = None
        self.backoff = Backoff()
        self.hunts = 0
        self.whole_at = inf

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
        return Block(self.table, request, self.items, origin=self.origin or self, poll=self.poll)


def plan_blocks(items: Sequence[Item], device: DeviceConfig) -> list[Block]:
    """The fewest blocks that read `items` within what the device allows; poll classes do not share any."""
    if device.broadcast:
        return []
    blocks: list[Block] = []
    for poll in CLASSES:
        for table in _TABLES:
            members = [item for item in items if item.table == table and item.poll == poll]
            requests = _requests([item.span for item in members], device, bits=has_bits(table))
            blocks += [Block(table, request, members, poll=poll) for request in requests]
    return blocks


def _requests(spans: Sequence[Span], device: DeviceConfig, *, bits: bool) -> list[Request]:
    if device.planning == "single":
        return single(spans)
    limit = device.max_coils if bits else device.max_registers
    gap = {"gaps": device.max_gap * (16 if bits else 1), "block": ADDRESSES, "strict": 0}[device.planning]
    pages = _pages(spans, 0 if bits else device.page)
    return [request for page in pages for request in plan(page, limit=limit, max_gap=gap)]


def _pages(spans: Sequence[Span], page: int) -> list[list[Span]]:
    """Spans by the page they begin in; all together without pages."""
    found: dict[int, list[Span]] = {}
    for span in sorted(spans):
        found.setdefault(span.start // page if page else 0, []).append(span)
    return list(found.values())
