"""Carries one instance's steps out, one at a time, and writes its deaths down."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

import msgspec

from dinrail.clock import Clock
from dinrail.documents import Limits
from dinrail.errors import DinrailError
from dinrail.reason import Param, Reason
from dinrail_gateway.reconcile.devices import HostDevices
from dinrail_gateway.reconcile.plan import Facts, Step, plan
from dinrail_gateway.reconcile.precedence import Precedence
from dinrail_gateway.reconcile.slot import Refused, Request, Slot
from dinrail_gateway.reconcile.wanted import instance_spec
from dinrail_gateway.runtime.interface import (
    Death,
    EngineError,
    IdentityKeeper,
    InstanceSpec,
    LogLine,
    Runtime,
)

__all__ = ["PANIC_GRACE", "ImageSource", "Worker"]

GRACE = 10.0
PANIC_GRACE = 1.5
STARTS_AT_ONCE = 4
KEPT_LINES = 50
LIMITS_AGAIN = 10.0


class ImageRef(Protocol):
    """An image that can be run."""

    @property
    def tag(self) -> str:
        """Its name."""
        ...

    @property
    def id(self) -> str:
        """Its content."""
        ...

    @property
    def command(self) -> list[str]:
        """What to run, where it is not the image that says so."""
        ...


class ImageSource(Protocol):
    """Tells which image to run for a type."""

    def image(self, type_: str) -> ImageRef | None:
        """None while there is none."""
        ...


class Worker:
    """Does for any slot what the plan says; `bus_answers` tells a dead instance from a dead bus."""

    def __init__(
        self,
        *,
        runtime: Runtime,
        images: ImageSource,
        identities: IdentityKeeper,
        clock: Clock,
        bus_answers: Callable[[], Awaitable[bool]],
        devices: HostDevices,
        slots: Mapping[str, Slot],
        router_lives: Callable[[], bool],
        needs_router: Callable[[str], bool],
        memory_used: Callable[[str], int | None],
    ) -> None:
        self._runtime = runtime
        self._images = images
        self._identities = identities
        self._clock = clock
        self._bus_answers = bus_answers
        self._devices = devices
        self._memory_used = memory_used
        self._starts = asyncio.Semaphore(STARTS_AT_ONCE)
        self._log = logging.getLogger("dinrail.reconcile")
        self._precedence = Precedence(
            slots, clock=clock, may_run=self._may_run, router_lives=router_lives, needs_router=needs_router
        )
        self.held: Reason | None = None
        self.suspended: frozenset[str] = frozenset()

    async def settle(self, slot: Slot, changed: Callable[[Slot], None]) -> None:
        """Do step after step until nothing is left to do now; raises EngineUnknown when the engine went away."""
        while True:
            await self._look(slot)
            if slot.requests:
                await self._obey(slot, slot.requests.popleft())
                continue
            spec = self._spec(slot)
            waits = self._waits(slot, spec)
            step = plan(self._facts(slot, spec, waits=waits is not None))
            slot.until = step.until
            changed(slot)
            if step.verb == "nothing":
                slot.trouble = waits
                if not slot.running:
                    self.leave_start(slot)
                slot.finish()
                return
            if step.verb in ("create", "start") and not slot.starting_slot:
                await self._starts.acquire()
                slot.starting_slot = True
                continue
            try:
                await self._do(slot, step, spec)
            except EngineError as error:
                if step.verb not in ("create", "start"):
                    raise
                self._bury(slot, Reason(f"{step.verb}_failed", {"detail": error.message}, error.message), [])
                await self._discard(slot, step.container)

    def spec(self, slot: Slot) -> InstanceSpec | None:
        """How its container shall be; None while there is no image."""
        return self._spec(slot)

    def leave_start(self, slot: Slot) -> None:
        """The start is over (first pulse, death, or long enough): another one may begin."""
        if slot.starting_slot:
            slot.starting_slot = False
            self._starts.release()

    def _spec(self, slot: Slot) -> InstanceSpec | None:
        if slot.desired is None or not slot.wanted:
            return None
        image = self._images.image(slot.desired.definition.type)
        if image is None:
            return None
        password = self._identities.instance_password(slot.instance)
        return instance_spec(
            slot.desired,
            password=password,
            image=image.tag,
            image_id=image.id,
            command=image.command,
            identity=self._devices.identity,
        )

    def _waits(self, slot: Slot, spec: InstanceSpec | None) -> Reason | None:
        """Whom its start waits for; the wait is over with the start, and begins anew with the next one."""
        if spec is None or slot.running or not self._may_run(slot):
            slot.waiting_since = None
            return None
        return self._precedence.wait(slot)

    def _facts(self, slot: Slot, spec: InstanceSpec | None, *, waits: bool) -> Facts:
        desired = slot.desired
        now = self._clock.monotonic()
        limits = self._runtime.limit_figures(desired.definition.limits if desired is not None else Limits())
        fits = slot.found is not None and slot.found.limits == limits
        if slot.refused is not None and (not slot.running or fits or limits != slot.refused.limits):
            slot.refused = None
        return Facts(
            wanted=slot.wanted,
            active=self._may_run(slot),
            mark=self._runtime.spec_hash(spec) if spec is not None else "",
            limits=limits,
            limits_again=slot.refused.until if slot.refused is not None else None,
            found=slot.found,
            surplus=slot.surplus,
            known=slot.secrets_left,
            may_start=slot.watch.next_start,
            waits=waits,
            overdue=slot.watch.overdue(now) is not None,
            now=now,
        )

    def _may_run(self, slot: Slot) -> bool:
        wanted = slot.desired is not None and slot.desired.enabled
        return wanted and self.held is None and slot.instance not in self.suspended

    async def _do(self, slot: Slot, step: Step, spec: InstanceSpec | None) -> None:
        if step.verb == "create" and spec is not None:
            slot.secrets_left = True
            self._log.info("%s: creating its container from %s", slot.instance, spec.image)
            slot.found = await self._runtime.look(await self._runtime.create(spec))
        elif step.verb == "start":
            await self._start(slot, step.container)
        elif step.verb == "stop":
            await self._stop(slot, step.container)
        elif step.verb == "kill":
            await self._kill_hung(slot, step.container)
        elif step.verb == "remove":
            await self._runtime.remove(step.container)
            slot.surplus = tuple(other for other in slot.surplus if other != step.container)
            if slot.found is not None and slot.found.id == step.container:
                slot.found = None
        elif step.verb == "forget":
            await self._runtime.forget(slot.instance)
            slot.secrets_left = False
        elif step.verb == "limits" and slot.desired is not None:
            await self._limit(slot, step.container, slot.desired.definition.limits)

    async def _limit(self, slot: Slot, container: str, limits: Limits) -> None:
        """What runs is never killed by a new limit: one below what it uses waits for its next start."""
        figures = self._runtime.limit_figures(limits)
        used = self._memory_used(slot.instance) if slot.running else None
        wanted = figures.get("Memory", 0)
        if used is not None and 0 < wanted < used and slot.found is not None:
            left = msgspec.structs.replace(limits, memory_mb=slot.found.limits.get("Memory", 0) >> 20)
            if self._runtime.limit_figures(left) != slot.found.limits:
                await self._runtime.limits(container, left)  # all others
                slot.dirty = True
            params: dict[str, Param] = {"limit_mb": wanted >> 20, "used_mb": -(-used >> 20)}
            text = "its new memory limit of {limit_mb} MB is below the {used_mb} MB it uses"
            self._refuse(slot, figures, Reason("limit_below_use", params, text.format(**params)))
            return
        try:
            await self._runtime.limits(container, limits)
        except EngineError as error:
            self._refuse(slot, figures, error.reason)
        else:
            slot.refused = None
            slot.dirty = True

    def _refuse(self, slot: Slot, figures: dict[str, int], reason: Reason) -> None:
        if slot.refused is None or slot.refused.reason.key != reason.key:
            self._log.warning("%s: its limits are not changed: %s", slot.instance, reason.message)
        slot.refused = Refused(figures, reason, self._clock.monotonic() + LIMITS_AGAIN)

    async def _start(self, slot: Slot, container: str) -> None:
        slot.oom = False
        slot.cause = None
        await self._runtime.start(container)
        slot.alive = container
        slot.watch.run(self._clock.monotonic())
        slot.dirty = True
        self._log.info("%s: started", slot.instance)

    async def _discard(self, slot: Slot, container: str) -> None:
        """Away with a container that cannot start: its network or device may be another one by now."""
        if container:
            await self._runtime.remove(container)
            slot.found = None

    async def _stop(self, slot: Slot, container: str) -> None:
        slot.stopping = True
        try:
            await self._runtime.stop(container, GRACE if self.held is None else PANIC_GRACE)
            slot.alive = ""
            slot.watch.ended()
            slot.dirty = True
            self._log.info("%s: stopped", slot.instance)
        finally:
            slot.stopping = False
            self.leave_start(slot)

    async def _kill_hung(self, slot: Slot, container: str) -> None:
        if not await self._bus_answers():
            slot.watch.excuse(self._clock.monotonic())
            return
        slot.cause = slot.watch.overdue(self._clock.monotonic())
        self._log.warning("%s: %s, killing it", slot.instance, slot.cause.message if slot.cause else "hangs")
        await self._runtime.kill(container)
        slot.dirty = True

    async def _obey(self, slot: Slot, request: Request) -> None:
        """Do it; its future is resolved when everything that follows from it is done as well."""
        container = slot.found.id if slot.found is not None and slot.running else ""
        slot.obeyed.append(request)
        if request.verb != "kill":
            if container:
                await self._stop(slot, container)
            if request.verb == "recreate" and slot.found is not None:
                await self._runtime.remove(slot.found.id)
                slot.found = None
            slot.watch.reset()
        elif container:
            slot.cause = Reason("killed", {}, "killed by an operator")
            await self._runtime.kill(container)
            slot.dirty = True

    async def _look(self, slot: Slot) -> None:
        """Refresh what was found, and notice a death."""
        if slot.found is not None and (slot.dirty or slot.found.state == "unknown"):
            slot.dirty = False
            try:
                slot.found = await self._runtime.look(slot.found.id)
            except DinrailError:
                slot.dirty = True
                raise
        ended, slot.excused = slot.excused, False
        if slot.alive and not slot.running:
            slot.alive = ""
            if ended or self.held is not None:
                slot.watch.ended()
            else:
                await self._died(slot)

    async def _died(self, slot: Slot) -> None:
        found = slot.found
        lines: list[LogLine] = []
        if found is not None:
            with contextlib.suppress(EngineError):
                lines = await self._runtime.logs(found.id, KEPT_LINES)
        if slot.cause is not None:
            reason = slot.cause
        elif found is None:
            reason = Reason("container_removed", {}, "its container was removed")
        elif found.oom or slot.oom:
            limit = found.limits.get("Memory", 0) // (1024 * 1024)
            reason = Reason("oom", {"memory_mb": limit}, f"out of memory, its limit is {limit} MB")
        elif found.ended_by == "pids_exceeded":
            pids = found.limits.get("PidsLimit", 0)
            reason = Reason("pids_exceeded", {"pids": pids}, f"more processes and threads than its limit of {pids}")
        else:
            code = found.exit_code if found.exit_code is not None else -1
            reason = Reason("exited", {"code": code}, f"ended by itself with code {code}")
        self._bury(slot, reason, lines)

    def _bury(self, slot: Slot, reason: Reason, lines: list[LogLine]) -> None:
        now = self._clock.monotonic()
        slot.cause = None
        self.leave_start(slot)
        if reason.key == "killed":
            slot.watch.killed(now)
        else:
            slot.watch.died(now)
        slot.restarts += 1
        code = slot.found.exit_code if slot.found is not None else None
        slot.deaths.append(Death(ts=self._clock.now_ms(), reason=reason, exit_code=code, lines=lines))
        wait = (slot.watch.next_start or now) - now
        self._log.warning("%s: %s; next start in %g s", slot.instance, reason.message, wait)
