"""Reconciler: keeps every desired instance as it is desired, and touches nothing else.

Driven by the engine's events, by pulses, by the desired set and by operators; a full pass every 30 s
catches whatever was missed. Each instance has one task, so it has one operation at a time.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Collection, Coroutine, Sequence
from typing import Any, Literal, Protocol

from dinrail.clock import Clock, SystemClock
from dinrail.errors import DinrailError
from dinrail.reason import Reason
from dinrail_gateway.reconcile.devices import HostDevices
from dinrail_gateway.reconcile.order import HEAD_START, step_of
from dinrail_gateway.reconcile.slot import DOCKER, Request, Slot
from dinrail_gateway.reconcile.wanted import devices_of
from dinrail_gateway.reconcile.worker import PANIC_GRACE, ImageSource, Worker
from dinrail_gateway.runtime.interface import (
    DesiredInstance,
    EngineError,
    EngineUnknown,
    IdentityKeeper,
    ImageState,
    InstanceSpec,
    InstanceStats,
    LogLine,
    Observation,
    Runtime,
    RuntimeEvent,
    RuntimeName,
    TypeSource,
    UnknownInstance,
)

__all__ = ["Reconciler"]

FULL_PASS = 30.0
PROBE = 2.0
TICK = 1.0
SAMPLE = 2.0
START_SLOT = 5.0
LATE = 5.0
RETRY = 5.0
ENFORCE = 0.25

_CLOCK = SystemClock()


class TypesAndImages(TypeSource, ImageSource, Protocol):
    """Where types come from and which image runs one."""


class Reconciler:
    """See `Supervisor` in the runtime seam; bus_up and bus_answers keep a dead bus from looking like dead instances.

    runs: instances configured to run like this are this runtime's; router_lives, needs_router: see `Precedence`.
    """

    def __init__(
        self,
        *,
        runtime: Runtime,
        types: TypesAndImages,
        identities: IdentityKeeper,
        clock: Clock = _CLOCK,
        bus_up: Callable[[], bool] = lambda: True,
        bus_answers: Callable[[], Awaitable[bool]] | None = None,
        devices: HostDevices | None = None,
        runs: Collection[RuntimeName] = DOCKER,
        router_lives: Callable[[], bool] = lambda: True,
        needs_router: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._runtime = runtime
        self._runs = runs
        self._types = types
        self._clock = clock
        self._bus_up = bus_up
        self._devices = devices or HostDevices()
        self._slots: dict[str, Slot] = {}
        self._worker = Worker(
            runtime=runtime,
            images=types,
            identities=identities,
            clock=clock,
            bus_answers=bus_answers or _always,
            devices=self._devices,
            slots=self._slots,
            router_lives=router_lives,
            needs_router=needs_router,
            memory_used=self._memory_used,
        )
        self._callbacks: list[Callable[[str], None]] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._stats: dict[str, InstanceStats] = {}
        self._enforcing: asyncio.Task[None] | None = None
        self._informed = False
        self._looked = False
        self._look_now = asyncio.Event()
        self._log = logging.getLogger("dinrail.reconcile")
        self.docker_ok: Reason | None = Reason("engine_unknown", {}, "the engine was not asked yet")

    # -- life

    async def start(self) -> None:
        """Begin; returns when the first look at the engine was tried."""
        self._types.on_change(self._wake_all)
        await self._probe()
        if self.docker_ok is None:
            await self._full_pass()
        loops: list[Callable[[], Coroutine[Any, Any, None]]] = [
            self._listen,
            self._passes,
            self._probes,
            self._ticks,
            self._samples,
        ]
        self._tasks = [asyncio.create_task(self._forever(loop), name=f"reconcile {loop.__name__}") for loop in loops]

    async def stop(self) -> None:
        """Stop supervising; instances keep running."""
        enforcing = [self._enforcing] if self._enforcing is not None else []
        tasks = [*self._tasks, *enforcing, *(slot.task for slot in self._slots.values() if slot.task is not None)]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # -- wishes

    def desire(self, instances: Sequence[DesiredInstance]) -> None:
        """The whole desired set; only differences are acted on."""
        self._informed = True
        wanted = {desired.id: desired for desired in instances}
        for instance in wanted.keys() | self._slots.keys():
            slot = self._slot(instance)
            before, slot.desired = slot.desired, wanted.get(instance)
            if slot.desired == before and before is not None:
                continue
            slot.ports = devices_of(slot.desired) if slot.desired is not None and slot.wanted else []
            if before is None or slot.desired is None or slot.desired.enabled != before.enabled:
                slot.watch.reset()
            slot.wake.set()

    def hold(self, reason: Reason | None) -> None:
        """Panic: stop every instance and keep all stopped until None."""
        self._worker.held = reason
        for slot in self._slots.values():
            slot.watch.reset()
        if self._enforcing is not None:
            self._enforcing.cancel()
            self._enforcing = None
        if reason is None:
            self._wake_all()
            return
        self._enforcing = asyncio.create_task(self._forever(self._enforce), name="panic")

    async def _enforce(self) -> None:
        """Begin the steps, then kill whatever still runs: one may hang in a long soft stop of before, or in a start."""
        for step in range(1, 5):
            for slot in list(self._slots.values()):
                if _step(slot) == step:
                    slot.wake.set()
            await self._clock.sleep(HEAD_START)
        await self._clock.sleep(PANIC_GRACE)
        while True:
            left = [slot for slot in self._slots.values() if slot.found is not None and (slot.running or slot.busy)]
            await asyncio.gather(*(self._end(slot) for slot in left))
            await self._clock.sleep(ENFORCE)

    async def _end(self, slot: Slot) -> None:
        if slot.found is None:
            return
        with contextlib.suppress(DinrailError):  # an engine that hangs is asked again
            await self._runtime.kill(slot.found.id)
        slot.dirty = True
        slot.wake.set()

    def suspend(self, instances: Collection[str]) -> None:
        """Stop exactly these and keep them stopped, whatever is desired."""
        before, self._worker.suspended = self._worker.suspended, frozenset(instances)
        for instance in before ^ self._worker.suspended:
            slot = self._slots.get(instance)
            if slot is not None:
                slot.watch.reset()
                slot.wake.set()

    async def restart(self, instance: str) -> None:
        """Soft stop, then start."""
        slot = self._known(instance)
        if instance in self._worker.suspended:
            raise EngineError(f"{instance} is suspended", key="instance_suspended", instance=instance)
        if slot.desired is None or not slot.desired.enabled or self._worker.held is not None:
            raise EngineError(f"{instance} is not to run", key="instance_disabled", instance=instance)
        await self._order(slot, "restart")

    async def recreate(self, instance: str) -> None:
        """Soft stop, another container, start; one that is not to run only loses the container it has."""
        await self._order(self._known(instance), "recreate")

    def specs(self) -> dict[str, tuple[str, InstanceSpec]]:
        """Instances with a container: its id, and how it shall be. Those at work now are left out."""
        found = {}
        for instance, slot in self._slots.items():
            if slot.found is not None and not slot.busy and (spec := self._worker.spec(slot)) is not None:
                found[instance] = (slot.found.id, spec)
        return found

    async def kill(self, instance: str) -> None:
        """End it by SIGKILL; the watchdog starts it again."""
        slot = self._known(instance)
        if slot.stopping and slot.found is not None:
            await self._runtime.kill(slot.found.id)  # its task waits for a soft stop; this ends the wait
        else:
            await self._order(slot, "kill")

    # -- what others tell

    def heard(self, instance: str) -> None:
        """A pulse of this instance arrived."""
        slot = self._slots.get(instance)
        if slot is not None:
            first = slot.watch.heard is None
            slot.watch.pulse(self._clock.monotonic())
            self._worker.leave_start(slot)
            if first:
                self._tell(slot)
                self._wake_waiting(instance)

    def excuse(self) -> None:
        """Pulses could not arrive until now (the bus was away): nobody is overdue for it."""
        now = self._clock.monotonic()
        for slot in self._slots.values():
            slot.watch.excuse(now)

    # -- what is known

    def on_change(self, callback: Callable[[str], None]) -> None:
        """Call with the instance id whenever its observation changed."""
        self._callbacks.append(callback)

    def observation(self, instance: str) -> Observation:
        """What is known of one instance."""
        slot = self._slots.get(instance)
        if slot is None:
            return Observation(instance=instance, container="absent")
        return self._observe(slot)

    def stats(self) -> dict[str, InstanceStats]:
        """The latest sample per instance."""
        return dict(self._stats)

    async def logs(self, instance: str, lines: int) -> list[LogLine]:
        """The last lines of its container, or of its last death when that is gone."""
        slot = self._known(instance)
        if slot.found is not None:
            return await self._runtime.logs(slot.found.id, lines)
        return slot.deaths[-1].lines[-lines:] if slot.deaths else []

    # -- loops

    async def _forever(self, loop: Callable[[], Coroutine[Any, Any, None]]) -> None:
        while True:
            try:
                await loop()
            except Exception as error:  # noqa: BLE001 - a fault of ours must not end the supervision
                self._log.exception("%s: %s", loop.__name__, error)
            await self._clock.sleep(RETRY)

    async def _listen(self) -> None:
        async for told in self._runtime.events():
            self._take(told)

    def _take(self, told: RuntimeEvent) -> None:
        slot = self._slots.get(told.instance)
        if slot is not None and slot.found is not None and slot.found.id == told.container:
            slot.dirty = True
            slot.oom = slot.oom or told.kind == "oom"
            slot.wake.set()
        elif slot is None or not slot.busy:
            self._look_now.set()

    async def _passes(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._look_now.wait(), FULL_PASS)
                await self._clock.sleep(0.2)  # several events, one look
            self._look_now.clear()
            if self.docker_ok is None:
                await self._full_pass()

    async def _full_pass(self) -> None:
        try:
            await self._look()
            await self._types.refresh()
        except DinrailError as error:
            self._log.debug("full pass: %s", error.message)

    async def _look(self) -> None:
        turns = {instance: slot.turn for instance, slot in self._slots.items() if not slot.busy}
        everything = await self._runtime.found()
        for instance in everything.keys() | self._slots.keys():
            known = instance in self._slots
            slot = self._slot(instance)
            if known and (slot.busy or turns.get(instance, 0) != slot.turn):
                slot.dirty = True  # it was worked on meanwhile, the list is older than that
            else:
                slot.adopt(everything.get(instance, []))
            if not self._looked and slot.running and slot.found is not None:
                slot.alive = slot.found.id
                slot.watch.run(self._clock.monotonic())
            slot.wake.set()
        self._looked = True

    async def _probes(self) -> None:
        while True:
            await self._clock.sleep(PROBE)
            await self._probe()

    async def _probe(self) -> None:
        before, self.docker_ok = self.docker_ok, await self._runtime.probe()
        if (before is None) == (self.docker_ok is None):
            return
        if self.docker_ok is None:
            self._log.info("the engine answers")
            self._look_now.set()
            for slot in self._slots.values():
                slot.dirty = slot.excused = True
                slot.wake.set()
        else:
            self._log.warning("%s", self.docker_ok.message)
        for slot in self._slots.values():
            self._tell(slot)

    async def _ticks(self) -> None:
        expected = self._clock.monotonic()
        while True:
            await self._clock.sleep(TICK)
            expected, late = self._clock.monotonic(), self._clock.monotonic() - expected - TICK
            if late > LATE or not self._bus_up():
                self.excuse()
            for slot in self._slots.values():
                self._due(slot, expected)

    def _due(self, slot: Slot, now: float) -> None:
        if slot.starting_slot and slot.watch.started is not None and now - slot.watch.started > START_SLOT:
            self._worker.leave_start(slot)
        if (slot.until is not None and now >= slot.until) or slot.watch.overdue(now) is not None:
            slot.wake.set()
        if slot.ports and self._replugged(slot):
            slot.wake.set()

    def _replugged(self, slot: Slot) -> bool:
        before, slot.device_ids = slot.device_ids, [self._devices.identity(path) for path in slot.ports]
        return slot.device_ids != before

    async def _samples(self) -> None:
        while True:
            running = {slot.instance: slot.found for slot in self._slots.values() if slot.found and slot.running}
            try:
                taken = await self._runtime.stats(running)
            except DinrailError:
                taken = {}
            self._stats = {name: sample for name, sample in taken.items() if name in self._slots}
            await self._clock.sleep(SAMPLE)

    # -- slots

    def _slot(self, instance: str) -> Slot:
        slot = self._slots.get(instance)
        if slot is None:
            slot = self._slots[instance] = Slot(instance, self._runs)
            slot.task = asyncio.create_task(self._tend(slot), name=f"tend {instance}")
        return slot

    def _known(self, instance: str) -> Slot:
        slot = self._slots.get(instance)
        if slot is None:
            raise UnknownInstance(f"there is no instance {instance}", instance=instance)
        return slot

    async def _order(self, slot: Slot, verb: Literal["restart", "recreate", "kill"]) -> None:
        if self.docker_ok is not None:
            raise EngineUnknown(self.docker_ok.message)
        request = Request(verb)
        slot.requests.append(request)
        slot.wake.set()
        await request.done

    async def _tend(self, slot: Slot) -> None:
        while True:
            await slot.wake.wait()
            slot.wake.clear()
            if not self._informed or not self._looked or self.docker_ok is not None:
                slot.finish(EngineUnknown("the engine does not answer"))
                continue
            slot.busy = True
            try:
                await self._worker.settle(slot, self._tell)
            except DinrailError as error:
                self._give_up(slot, error)
            except Exception as error:  # noqa: BLE001 - a fault of ours must not end an instance's supervision
                self._log.exception("%s: %s", slot.instance, error)
                self._give_up(slot, EngineError(f"{type(error).__name__}: {error}", key="internal"))
            finally:
                slot.busy = False
                slot.turn += 1
            self._tell(slot)
            if slot.desired is None and slot.found is None and not slot.surplus and not slot.secrets_left:
                self._slots.pop(slot.instance, None)
                return

    def _give_up(self, slot: Slot, error: DinrailError) -> None:
        """For now: try again soon."""
        slot.finish(error)
        slot.dirty = True
        slot.until = self._clock.monotonic() + RETRY
        if slot.trouble != error.reason:
            slot.trouble = error.reason
            self._log.warning("%s: %s", slot.instance, error.message)

    def _wake_waiting(self, instance: str) -> None:
        for slot in self._slots.values():
            if slot.desired is not None and instance in slot.desired.after:
                slot.wake.set()

    def _wake_all(self) -> None:
        for slot in self._slots.values():
            slot.wake.set()

    def _observe(self, slot: Slot) -> Observation:
        return slot.observe(
            image=self._image_state(slot.desired),
            engine=self.docker_ok,
            held=self._worker.held,
            now=self._clock.monotonic(),
            now_ms=self._clock.now_ms(),
        )

    def _memory_used(self, instance: str) -> int | None:
        sample = self._stats.get(instance)
        return sample.memory_bytes if sample is not None else None

    def _image_state(self, desired: DesiredInstance | None) -> ImageState:
        entry = self._types.types().get(desired.definition.type) if desired is not None else None
        return entry.image if entry is not None else "missing"

    def _tell(self, slot: Slot) -> None:
        seen = self._observe(slot)
        if seen != slot.last:
            slot.last = seen
            for callback in self._callbacks:
                callback(slot.instance)


def _step(slot: Slot) -> int:
    if slot.desired is not None:
        return step_of(slot.desired.definition.type)
    return step_of(slot.found.type if slot.found is not None else "")


async def _always() -> bool:
    return True
