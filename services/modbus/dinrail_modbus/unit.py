"""One unit id: which of its blocks are due, who is to blame when one fails, and its writes.

A request without an answer is its block's fault when another one is answered, and the unit's when a second one is not:
the unit is then left alone for 1, 2, 5, 10, 30 s and probed by one short request, with another block each time.
An exception is always the block's, except those of a gateway without a device.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import Enum
from math import inf

from dinrail.clock import Clock
from dinrail.errors import DeviceError, NotConnected, Timeout
from dinrail.reason import Reason
from dinrail.sample import Scalar
from dinrail_modbus.backoff import Backoff
from dinrail_modbus.blocks import Block, plan_blocks
from dinrail_modbus.client import ExceptionAnswer
from dinrail_modbus.codec import COIL_OFF
from dinrail_modbus.config import DeviceConfig, PollClass
from dinrail_modbus.hunt import REFUSED, hunt
from dinrail_modbus.link import Link
from dinrail_modbus.planner import Request
from dinrail_modbus.points import Item, items_of
from dinrail_modbus.readings import Readings, Route

__all__ = ["Unit"]

NO_DEVICE = (10, 11)
SILENCE = 2  # requests without an answer, one after the other
WHOLE_S, WHOLE_AT_MOST_S = 30.0, 3600.0  # until a divided request is tried in one again; doubled each time
HASTE = 4  # probes and second requests wait a quarter of the time-out, every fourth probe all of it


class Outcome(Enum):
    """What became of a request."""

    READ = 1
    REFUSED = 2
    SILENT = 3


class Unit:
    """`error`: why nothing of the device can be read, None while it answers; `trouble`: what else is wrong with it."""

    def __init__(self, device: DeviceConfig, link: Link, clock: Clock, route: Route) -> None:
        self.id = device.unit_id
        self.items = items_of(device)
        self.blocks = plan_blocks(self.items, device)
        self.error: DeviceError | None = None
        self.trouble = Reason("")
        self._silence: DeviceError | None = None
        self.backoff = Backoff()
        self.answered_at = 0.0
        self.broadcast = device.broadcast
        self._pause = device.pause
        self._multiple = device.write_function == "multiple"
        self._link = link
        self._clock = clock
        self._readings = Readings(clock, route)

    @property
    def classes(self) -> frozenset[PollClass]:
        """Poll classes it has, or may have once its device was asked; empty when there is nothing to read."""
        return frozenset(block.poll for block in self.blocks)

    def is_lost(self) -> bool:
        """Whether the device does not answer; it is then probed instead of polled."""
        return self.error is not None

    def forget(self) -> None:
        """Believe nothing read over an earlier connection."""
        for block in self.blocks:
            block.raw = None
        for item in self.items:
            item.reason = ""

    async def greet(self, patience: float) -> None:
        """Learn whether the device is there; raises DeviceError when it is not."""
        block = min(self.blocks, key=_failures)
        try:
            await self._read(block, block.request, patience)
        except NotConnected:
            raise
        except DeviceError as error:
            if isinstance(error, ExceptionAnswer) and not _is_silence(error):
                self._found()
                return
            block.backoff.fail(self._clock.monotonic())
            self._lose(error)
            raise
        self._found()

    async def poll(self, poll: PollClass, let_pass: Callable[[], Awaitable[None]]) -> int:
        """Read every block of a class that is due; returns how many were read. Raises NotConnected only.

        `let_pass` is awaited before each request: more urgent readings, of this unit too, may come in between.
        """
        read = silent = 0
        answered = False
        self._try_whole()
        for block in sorted(self._blocks_of(poll), key=_failures):
            await let_pass()
            if self.is_lost():
                return read
            if block not in self.blocks or not block.backoff.is_due(self._clock.monotonic()):
                continue
            outcome = await self._refresh(block, hasty=silent > 0)
            read += outcome is Outcome.READ
            silent += outcome is Outcome.SILENT
            answered = answered or outcome is not Outcome.SILENT
            if silent == SILENCE and not answered:
                break
        if silent and not answered and not await self._answers_otherwise(poll):
            self._lose(self._silence)
        return read

    async def probe(self) -> bool:
        """One short request to a unit that is lost; whether it answers. Raises NotConnected only."""
        block = min(self.blocks, key=_failures)
        outcome = await self._refresh(block, hasty=self.backoff.failures % HASTE != 0)
        if outcome is Outcome.SILENT:
            self._lose(self.error)
        return outcome is not Outcome.SILENT

    async def write(self, item: Item, value: bool | int | float | str) -> Scalar:
        """Write before any further poll request; returns what the device then holds, None when that is unknown."""
        link, span, patience = self._link, item.span, self._patience(hasty=self.is_lost())
        data = item.codec.encode(value, bytes(2))  # refused before anything is sent
        if self.broadcast:
            async with link.turn(self.id, pause=self._pause, urgent=True):
                await self._send(item, data, patience)
            return None
        async with link.turn(self.id, pause=self._pause, urgent=True):
            if item.codec.partial and item.table == "holding_registers":
                old = await link.read(self.id, item.table, span.start, span.size, timeout=patience)
                data = item.codec.encode(value, old)
                await link.pause(self._pause)
            await self._send(item, data, patience)
            self._found()
            for block in self.blocks:
                if block.overlaps(item):
                    block.raw = None
            await link.pause(self._pause)
            try:
                held = await link.read(self.id, item.table, span.start, span.size, timeout=patience)
            except DeviceError:
                return None
        self._readings.wrote(item, held)
        return item.value

    async def _answers_otherwise(self, poll: PollClass) -> bool:
        """Ask for a block of another class before the whole unit is blamed."""
        others = [block for block in self.blocks if block.poll != poll and not block.backoff.failures]
        return bool(others) and await self._refresh(others[0], hasty=True) is not Outcome.SILENT

    def _blocks_of(self, poll: PollClass) -> list[Block]:
        return [block for block in self.blocks if block.poll == poll]

    async def _send(self, item: Item, data: bytes, patience: float) -> None:
        try:
            if item.table == "coils":
                on = data != COIL_OFF
                await self._link.write_coil(
                    self.id,
                    item.span.start,
                    on,
                    multiple=self._multiple,
                    timeout=patience,
                    broadcast=self.broadcast,
                )
            else:
                await self._link.write_registers(
                    self.id,
                    item.span.start + item.codec.place,
                    data,
                    multiple=self._multiple,
                    timeout=patience,
                    broadcast=self.broadcast,
                )
        except Timeout as error:
            raise Timeout(error.message, key="write_outcome_unknown", unit=self.id) from None

    async def _refresh(self, block: Block, *, hasty: bool) -> Outcome:
        """Read one block and hand its values on; raises NotConnected."""
        try:
            data = await self._read(block, block.request, self._patience(hasty=hasty))
        except NotConnected:
            raise
        except DeviceError as error:
            if _is_silence(error):
                self._silence = error
                self._blame(block, error)
                return Outcome.SILENT
            self._found()
            if isinstance(error, ExceptionAnswer) and error.code in REFUSED and len(block.request.spans) > 1:
                await self._divide(block)
            else:
                self._blame(block, error)
            return Outcome.REFUSED
        self._found()
        self._succeeded(block, data)
        return Outcome.READ

    def _patience(self, *, hasty: bool) -> float:
        return self._link.timeout / (HASTE if hasty else 1)

    async def _read(self, block: Block, request: Request, patience: float) -> bytes:
        async with self._link.turn(self.id, pause=self._pause):
            return await self._link.read(self.id, block.table, request.start, request.size, timeout=patience)

    def _succeeded(self, block: Block, data: bytes) -> None:
        if block.backoff.failures:
            block.backoff.reset()
            if block.origin is not None:
                self._restore(block.origin)
        self._readings.take(block, data)

    async def _divide(self, block: Block) -> None:
        """Replace a refused block by what the device does answer and by single points it does not have."""
        try:
            verdict = await hunt(lambda request: self._read(block, request, self._patience(hasty=False)), block.request)
        except NotConnected:
            raise
        except DeviceError as error:
            self._blame(block, error)
            return
        origin = block.origin or block
        origin.hunts += 1
        self.blocks.remove(block)
        for request, data in verdict.good:
            part = block.part(request)
            self.blocks.append(part)
            self._readings.take(part, data)
        for request, refusal in verdict.guilty:
            part = block.part(request)
            part.backoff.failures = origin.hunts - 1  # a device that changes its mind often is asked less often
            self.blocks.append(part)
            self._blame(part, refusal)
        if not verdict.guilty:  # it does not like gaps, or it was a whim
            origin.whole_at = self._clock.monotonic() + min(WHOLE_S * 2.0 ** (origin.hunts - 1), WHOLE_AT_MOST_S)

    def _try_whole(self) -> None:
        now = self._clock.monotonic()
        for origin in {block.origin for block in self.blocks if block.origin is not None}:
            if now >= origin.whole_at:
                self._restore(origin)

    def _restore(self, origin: Block) -> None:
        """The device answers what it refused before: go back to the fewest requests."""
        origin.raw = None
        origin.whole_at = inf
        origin.backoff.reset()
        self.blocks = [block for block in self.blocks if block.origin is not origin] + [origin]

    def _blame(self, block: Block, error: DeviceError) -> None:
        block.raw = None
        block.backoff.fail(self._clock.monotonic())
        self._readings.spoil(block.items, error.reason.key)

    def _lose(self, error: DeviceError | None) -> None:
        self.error = error = error or Timeout(f"unit {self.id} does not answer", unit=self.id)
        self.backoff.fail(self._clock.monotonic())
        for block in self.blocks:
            block.raw = None  # an answer like the last one must make its points good again
        self._readings.spoil(self.items, error.reason.key)

    def _found(self) -> None:
        self.answered_at = self._clock.monotonic()
        if self.is_lost():
            self.error = None
            self.backoff.reset()
            for block in self.blocks:
                block.backoff.retry_now()


def _failures(block: Block) -> int:
    return block.backoff.failures


def _is_silence(error: DeviceError) -> bool:
    return isinstance(error, Timeout) or (isinstance(error, ExceptionAnswer) and error.code in NO_DEVICE)
