"""One PLC runtime: delivers while its program runs, halts at once when it does not, and begins anew."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from functools import partial

from dinrail.adapter import Context
from dinrail.errors import DeviceError, NotConnected, ProtocolError, Timeout
from dinrail.reason import Reason
from dinrail_ads.baseline import Changed
from dinrail_ads.config import AdsConfig
from dinrail_ads.faults import AdsRefusal
from dinrail_ads.guard import Guard, ProgramChanged, read_guard
from dinrail_ads.program import GONE, Program
from dinrail_ads.readings import Readings
from dinrail_ads.sums import release_handles
from dinrail_ads.transport import Transport
from dinrail_ads.watching import Watching
from dinrail_ads.wire.commands import AdsState

__all__ = ["Runtime", "not_running"]

LOOK_S = 0.5
PAUSES = (0.0, 0.0, 0.0, 1.0, 2.0, 5.0)
"""Seconds before it begins anew, by how often in a row a program changed within a moment."""
CALM_S = 5.0


def not_running(port: int, state: int) -> Reason:
    """Why a runtime in this state delivers nothing."""
    config = state in (AdsState.CONFIG, AdsState.RECONFIG)
    name = AdsState(state).name if state in AdsState._value2member_map_ else str(state)
    key = "plc_in_config" if config else "plc_stopped"
    return Reason(key, {"port": port, "state": name}, f"AMS port {port} is in {name}")


class Runtime:
    """Lives as long as the adapter; `attach` gives it the transport of a new connection, `run` delivers on it.

    `explain` makes a reason of an error; `others` tells whether another runtime was answered since a time.
    """

    def __init__(
        self,
        config: AdsConfig,
        port: int,
        prefix: str,
        context: Context,
        *,
        changed: Callable[[], None],
        explain: Callable[[AdsRefusal, int], Awaitable[Reason]],
        others: Callable[[Runtime, float], bool],
    ) -> None:
        self.port = port
        self.prefix = prefix
        self.program = Program(port, prefix, context.clock, context.log)
        self.reason: Reason | None = Reason("not_connected", {}, "not connected yet")
        """Why its points are bad; None while it delivers."""
        self.watching: Watching | None = None
        self.transport: Transport | None = None
        self.readings = Readings(context.clock, partial(context.route_data, context.id))
        self.heard = float("-inf")
        """Monotonic seconds of the last answer."""
        self.late = 0
        """Polls in a row that took longer than their interval."""
        self._config = config
        self._context = context
        self._clock = context.clock
        self._changed = changed
        self._explain = explain
        self._others = others
        self._spent: Watching | None = None
        self._wake = asyncio.Event()
        self._state_due = 0.0
        self._restarts = 0
        self._began = float("-inf")

    @property
    def delivers(self) -> bool:
        """Whether values flow."""
        return self.watching is not None and self.reason is None

    def attach(self, transport: Transport) -> None:
        """Use another connection; nothing of the one before is good there."""
        self.detach()
        self.transport = transport
        self._restarts = 0
        self.program.doubt()

    def detach(self) -> None:
        """The connection is gone; the runner makes the points bad."""
        self._retire()
        self.transport = None
        self.reason = self.reason or Reason("not_connected", {}, "not connected")
        self._state_due = 0.0

    async def leave(self) -> None:
        """Give the PLC back what it holds for us; raises DeviceError."""
        self._retire()
        await self._give_back()

    async def learn(self) -> None:
        """Have the tables of the program that runs now; raises DeviceError."""
        if await self.program.learn(self._link(), self._config):
            self._context.points_changed()

    async def configure(self, config: AdsConfig) -> None:
        """Take another configuration of points and subscribe anew."""
        self._config = config
        self.program.baseline.forget()
        await self.program.choose(config)
        self._retire()
        self._state_due = 0.0
        self._wake.set()

    async def run(self) -> None:
        """Deliver until the link fails; raises Timeout or NotConnected."""
        pump = asyncio.create_task(self._pump(self._link()))
        try:
            while True:
                if pump.done():
                    pump.result()
                await self._look()
                await self._rest()
        finally:
            pump.cancel()
            await asyncio.gather(pump, return_exceptions=True)

    def signal(self, sign: ProgramChanged) -> None:
        """The program is another one: nothing is good from this moment on."""
        self.program.sign = self.program.sign or sign.sign
        self._restarts = self._restarts + 1 if self._clock.monotonic() - self._began < CALM_S else 0
        self._halt(Reason("program_changed", {"port": self.port}, sign.message))
        self._hurry()

    def confirm(self, tags: Iterable[str] | None) -> list[Changed]:
        """A person takes changed points as they are now; they turn good with the next read."""
        confirmed = self.program.confirm(tags)
        for change in confirmed:
            item = self.program.items.get(change.tag)
            if item is not None and item.piece is not None:
                item.piece.raw = b""
        if confirmed and self.watching is not None:
            self.watching.look_again()
            self._wake.set()
        return confirmed

    def hurry(self) -> None:
        """Poll again as soon as something is due."""
        self._wake.set()

    async def _look(self) -> None:
        since = self._clock.monotonic()
        try:
            await self._watch_state()
            if self.watching is not None:
                self._count_late(await self.watching.poll())
                self.heard = self._clock.monotonic()
        except ProgramChanged as sign:
            self.signal(sign)
        except Timeout as error:
            if not self._others(self, since):
                raise
            self._halt(error.reason)
        except NotConnected:
            raise
        except AdsRefusal as error:
            self._halt(await self._explain(error, self.port))
        except DeviceError as error:
            self._halt(error.reason)

    async def _watch_state(self) -> None:
        if self._clock.monotonic() < self._state_due and self.watching is not None:
            return
        self._state_due = self._clock.monotonic() + LOOK_S
        state = await self._link().state()
        self.heard = self._clock.monotonic()
        if state != AdsState.RUN:
            self._halt(not_running(self.port, state))
        elif self.watching is None:
            await self._begin()
        else:
            await self.watching.guard.verify(self._link())

    async def _begin(self) -> None:
        transport, program = self._link(), self.program
        await self._clock.sleep(PAUSES[min(self._restarts, len(PAUSES) - 1)])
        self._began = self._clock.monotonic()
        earlier = self._spent if self._spent is not None and self._spent.transport is not transport else None
        if earlier is None:
            await self._give_back()
        try:
            await self.learn()
        except AdsRefusal:
            raise
        except ProtocolError:  # tables that are no good now are hardly better in a moment, and cost the PLC much
            self._restarts += 1
            raise
        guard = await read_guard(transport)
        if not program.fits(guard):
            await release_handles(transport, guard.handles)
            raise ProgramChanged("another one while it was subscribed to")
        if earlier is not None:
            self._spent = None
            if earlier.guard.identity == guard.identity:  # in another program the numbers are somebody else's
                await earlier.release(transport)
        self.readings.spoil(program.ghosts.values(), GONE)
        items = list(program.items.values())
        self.watching = watching = self._watch(transport, guard)
        await watching.start(items)
        if self.watching is watching:
            self.reason = None
            self._changed()

    def _watch(self, transport: Transport, guard: Guard) -> Watching:
        config = self._config
        watching = Watching(
            transport,
            guard,
            self.readings,
            self._clock,
            block=config.block,
            budget=config.notifications // len(config.runtimes),
            excused=self.program.excused,
        )
        watching.signalled = self._hurry
        return watching

    async def _give_back(self) -> None:
        """What the last subscription holds at the PLC; after a download it knows nothing of it any more."""
        spent, self._spent = self._spent, None
        if spent is None:
            return
        try:
            await spent.stop()
        except AdsRefusal:
            return

    def _retire(self) -> None:
        if self.watching is not None:
            self.watching.over = True
        self._spent, self.watching = self.watching or self._spent, None

    def _halt(self, reason: Reason) -> None:
        self._retire()
        self.readings.spoil(self.program.items.values(), reason.key)
        if self.reason is None or self.reason.key != reason.key:
            self.reason = reason
            self._changed()

    def _hurry(self) -> None:
        self._state_due = 0.0
        self._wake.set()

    def _count_late(self, late: int) -> None:
        self.late = self.late + 1 if late else 0
        if late:
            self._context.count("late_polls", late)

    async def _rest(self) -> None:
        due = self._state_due
        if self.watching is not None:
            due = min(due, self.watching.due())
        wait = due - self._clock.monotonic()
        if wait > 0 and not self._wake.is_set():
            try:
                async with asyncio.timeout(wait):
                    await self._wake.wait()
            except TimeoutError:
                return
        self._wake.clear()
        await asyncio.sleep(0)

    async def _pump(self, transport: Transport) -> None:
        while True:
            await transport.arrived.wait()
            samples = transport.take()
            try:
                if self.watching is not None:
                    self.watching.arrive(samples)
            except ProgramChanged as sign:
                self.signal(sign)

    def _link(self) -> Transport:
        if self.transport is None:
            raise NotConnected("no connection")
        return self.transport
