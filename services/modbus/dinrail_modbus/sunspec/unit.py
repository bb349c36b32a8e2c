"""A unit whose points come from the device's own chain of models.

Each model's header is read along with its values. When it is no longer there, the chain has moved (new firmware):
nothing of that answer is used, every point turns bad and the chain is walked again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from dinrail.clock import Clock
from dinrail.errors import DeviceError, NotConnected, ProtocolError
from dinrail.reason import Reason
from dinrail.sample import Scalar
from dinrail_modbus.blocks import CLASSES
from dinrail_modbus.blocks import Block as Poll
from dinrail_modbus.config import DeviceConfig, PollClass
from dinrail_modbus.link import Link
from dinrail_modbus.planner import Span, plan
from dinrail_modbus.points import Item
from dinrail_modbus.profiles.expansion import points_below
from dinrail_modbus.readings import Route
from dinrail_modbus.sunspec.chain import Block, find_base, find_chain
from dinrail_modbus.sunspec.layout import counters, far_factors, fixed_size, points_of
from dinrail_modbus.sunspec.model import load_model
from dinrail_modbus.unit import Unit

__all__ = ["SunSpecUnit"]

NOT_IMPLEMENTED = -0x8000
MOVED, MISSING = "sunspec_moved", "sunspec_missing"


class _Found(NamedTuple):
    """A model of the device, the prefix of its points, what its counting points say, and scale factors by address
    that are too far from some of its values to be read with them.
    """

    block: Block
    prefix: str
    counts: tuple[tuple[str, int], ...]
    factors: tuple[tuple[int, int], ...]


class SunSpecUnit(Unit):
    """Discovers at the first poll after every connection; `changed` is called when its points have become others."""

    def __init__(
        self, device: DeviceConfig, link: Link, clock: Clock, route: Route, changed: Callable[[], None]
    ) -> None:
        super().__init__(device, link, clock, route)
        self._device = device
        self._own = (self.items, self.blocks)
        self._changed = changed
        self._chain: list[_Found] = []
        self.chain: list[Block] = []
        """The models found, in the device's order."""
        self.is_asked = False
        """Whether the device has been looked for once, found or not."""
        self._is_current = False
        self._moved = False

    @property
    def classes(self) -> frozenset[PollClass]:
        return super().classes | {"normal", "slow"}

    def forget(self) -> None:
        super().forget()
        self._is_current = False

    async def greet(self, patience: float) -> None:
        """Learn whether the device is there; its answer may be a refusal."""
        try:
            await find_base(lambda address, size: self._registers(address, size, patience))
        except NotConnected:
            raise
        except DeviceError as error:
            self._lose(error)
            raise
        self._found()

    async def poll(self, poll: PollClass, let_pass: Callable[[], Awaitable[None]]) -> int:
        """Find the points first, when that is due; then as every unit."""
        if not self._is_current and not await self._discover():
            return 0
        read = await super().poll(poll, let_pass)
        if poll == "slow" and not self._moved:
            await self._compare_factors()
        if self._moved:
            self._readings.spoil(self.items, MOVED)
            await self._discover()
        return read

    async def probe(self) -> bool:
        """As every unit, or by another look for the points when those are not known."""
        return await super().probe() if self._is_current and self.blocks else await self._discover()

    async def write(self, item: Item, value: bool | int | float | str) -> Scalar:
        """As every unit, after a look whether the model is still there; raises ProtocolError when it is not."""
        for block in self.chain:
            if block.address <= item.span.start < block.address + 2 + block.length:
                header = await self._registers(block.address, 2, self._patience(hasty=False))
                if header != block.header:
                    self._is_current = False
                    raise ProtocolError(f"model {block.model} is no longer there", key=MOVED, unit=self.id)
        return await super().write(item, value)

    def _succeeded(self, block: Poll, data: bytes) -> None:
        request = block.request
        for model in self.chain if block.table == "holding_registers" else ():
            at = 2 * (model.address - request.start)
            if at >= 0 and at + 4 <= len(data) and data[at : at + 4] != model.header:
                self._moved = True
        if self._moved:
            self._blame(block, ProtocolError("the SunSpec models have moved", key=MOVED))
        else:
            super()._succeeded(block, data)

    async def _discover(self) -> bool:
        found = await self._look()
        if not self.is_asked:
            self.is_asked = True
            self._changed()
        return found

    async def _look(self) -> bool:
        try:
            chain = await self._walk()
        except NotConnected:
            raise
        except DeviceError as error:
            if error.reason.key == MISSING:
                self.trouble = error.reason
                if self._own[1]:  # registers of its own it has nevertheless
                    self._found()
                    self._is_current = True
                    return True
            self._lose(error)
            return False
        self._found()
        self.trouble = Reason("")
        if chain != self._chain or self._moved:
            self._chain = chain
            self._adopt()
        self._moved, self._is_current = False, True
        return True

    async def _walk(self) -> list[_Found]:
        patience = self._patience(hasty=self.is_lost())
        found: list[_Found] = []
        taken: dict[str, int] = {}
        for block in await find_chain(lambda address, size: self._registers(address, size, patience)):
            spec = load_model(block.model)
            if spec is None:
                continue
            taken[spec.prefix] = taken.get(spec.prefix, 0) + 1
            prefix = spec.prefix if taken[spec.prefix] == 1 else f"{spec.prefix}_{taken[spec.prefix]}"
            counts: tuple[tuple[str, int], ...] = ()
            offsets = counters(spec)
            if offsets and fixed_size(spec) <= block.length + 2:
                start, end = min(offsets.values()), max(offsets.values()) + 1
                data = await self._registers(block.address + start, end - start, patience)
                counts = tuple(
                    (name, int.from_bytes(data[2 * (at - start) : 2 * (at - start) + 2], "big"))
                    for name, at in offsets.items()
                )
            far = far_factors(spec, block, dict(counts), self._device.max_registers)
            found.append(_Found(block, prefix, counts, await self._factors(far, patience)))
        return found

    async def _factors(self, addresses: Sequence[int], patience: float) -> tuple[tuple[int, int], ...]:
        """What these registers hold; those that are not implemented are left out."""
        found = []
        for address in addresses:
            factor = int.from_bytes(await self._registers(address, 1, patience), "big", signed=True)
            if factor != NOT_IMPLEMENTED:
                found.append((address, factor))
        return tuple(found)

    async def _compare_factors(self) -> None:
        """Values far from their factor were scaled by one read before: it must still be the same."""
        for found in self._chain:
            addresses = [address for address, _ in found.factors]
            try:
                now = await self._factors(addresses, self._patience(hasty=False))
            except NotConnected:
                raise
            except DeviceError:
                return  # the poll tells what is wrong with the device
            self._moved = self._moved or now != found.factors

    def _adopt(self) -> None:
        """Items and blocks of the chain; a request never goes across two models."""
        device = self._device
        self.chain = [found.block for found in self._chain]
        own_items, own_blocks = self._own
        items: list[Item] = []
        blocks: list[Poll] = []
        for found in self._chain:
            spec = load_model(found.block.model)
            if spec is None:
                continue
            counts, factors = dict(found.counts), dict(found.factors)
            reach = device.max_registers
            points = points_of(spec, found.block, found.prefix, counts, reach=reach, factors=factors)
            members = [Item(point, device) for point in points_below(device, points)]
            items += members
            blocks += self._plan(found.block, members)
        self.items = [*items, *own_items]
        self.blocks = [*blocks, *own_blocks]
        self.is_asked = True
        self._changed()

    def _plan(self, model: Block, items: Sequence[Item]) -> list[Poll]:
        polls: list[Poll] = []
        for poll in CLASSES:
            members = [item for item in items if item.poll == poll]
            spans = [Span(model.address, 2), *(item.span for item in members)]
            requests = plan(spans, limit=self._device.max_registers, max_gap=self._device.max_gap)
            polls += [Poll("holding_registers", request, members, poll=poll) for request in requests]
        return [poll for poll in polls if poll.places]

    async def _registers(self, address: int, size: int, patience: float) -> bytes:
        async with self._link.turn(self.id, pause=self._pause):
            return await self._link.read(self.id, "holding_registers", address, size, timeout=patience)
