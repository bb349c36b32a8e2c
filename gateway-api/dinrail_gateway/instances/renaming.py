"""Another id for an instance: its topics move with it, routes follow, nothing of the old name stays on the bus."""

from __future__ import annotations

from collections.abc import Callable

from dinrail.clock import Clock
from dinrail_gateway.dashboards.renaming import bound_to
from dinrail_gateway.dashboards.renaming import renamed as renamed_in_widgets
from dinrail_gateway.dashboards.service import DashboardService
from dinrail_gateway.errors import ApiError, Conflict, NoAnswer
from dinrail_gateway.instances.operations import Operations
from dinrail_gateway.instances.rollout import Rollout
from dinrail_gateway.instances.service import InstanceService
from dinrail_gateway.jobs.service import Job, JobService
from dinrail_gateway.routes.items import on_text
from dinrail_gateway.routes.mentions import mentioning, renamed
from dinrail_gateway.routes.service import RouteService
from dinrail_gateway.runtime.interface import Supervisor

__all__ = ["Renaming"]

STOP_S = 40.0
CLEAR_S = 90.0
LOOK_S = 0.2
Moved = Callable[[str, str], None]


class Renaming:
    """A job: stop under the old id, take the new one, start, clear what lay on the bus, change the routes."""

    def __init__(
        self,
        instances: InstanceService,
        operations: Operations,
        *,
        routes: RouteService,
        rollout: Rollout,
        supervisor: Supervisor,
        jobs: JobService,
        dashboards: DashboardService,
        moved: tuple[Moved, ...],
        clock: Clock,
    ) -> None:
        """moved: what keeps something by id, called with the old and the new one."""
        self._instances = instances
        self._operations = operations
        self._routes = routes
        self._rollout = rollout
        self._supervisor = supervisor
        self._jobs = jobs
        self._dashboards = dashboards
        self._moved = moved
        self._clock = clock

    def begin(self, old: str, new: str, *, routes: bool, by: str) -> Job:
        """Begin, or the same job when it is under way already; raises ApiError when it cannot be."""
        wish = {"id": new, "routes": routes}
        if (under_way := self._jobs.same("rename", old, wish)) is not None:
            return under_way
        self._instances.entry(old)
        self._instances.require_new(new)
        for instance in (old, new):
            self._operations.turns.require_free(instance)
        if self._rollout.leaves(new):
            message = f"what an earlier {new!r} left is still being cleared"
            raise Conflict(message, key="instance_busy", id=new, operation="remove")

        async def work(job: Job) -> None:
            with self._operations.turns.take("rename", old, new):
                await self._rename(job, old, new, routes=routes)

        return self._jobs.begin("rename", old, by=by, wish=wish, work=work)

    async def _rename(self, job: Job, old: str, new: str, *, routes: bool) -> None:
        enabled = self._instances.entry(old).enabled
        job.at("stopping", 0.1)
        if enabled:
            await self._instances.switch(old, False)
        try:
            await self._until(lambda: self._stopped(old), STOP_S, "stop_without_effect")
            job.at("renaming", 0.4)
            self._carry(old, new)
            try:
                await self._instances.rename(old, new, enabled=enabled)
            except BaseException:
                self._carry(new, old)
                raise
        except BaseException:
            if enabled and old in self._instances.ids():
                await self._instances.switch(old, True)
            raise
        job.at("routes", 0.6)
        job.result["routes"] = mentioning(self._routes.document, old)
        job.result["routes_changed"] = routes and await self._change_routes(job, old, new)
        await self._change_widgets(job, old, new)
        job.at("clearing", 0.7)
        await self._until(lambda: not self._rollout.leaves(old), CLEAR_S, "instance_not_cleared")

    async def _change_routes(self, job: Job, old: str, new: str) -> bool:
        if not job.result["routes"]:
            return False
        try:
            await self._routes.change(on_text(lambda document: renamed(document, old, new)), revision=None, by=job.by)
        except ApiError as error:
            # The instance has its name; which routes still say the old one is told.
            job.result["routes_refused"] = error.reason.message
            return False
        return True

    async def _change_widgets(self, job: Job, old: str, new: str) -> None:
        """Always: a binding means the device, there is nothing to decide about it."""
        bound = bound_to(self._dashboards.store.value, old)
        if not bound:
            return
        try:
            await self._dashboards.change(
                lambda running: renamed_in_widgets(running, old, new), role="admin", by=job.by, action="rename"
            )
            job.result["widgets"] = len(bound)
        except ApiError as error:
            job.result["widgets_refused"] = error.reason.message

    def _carry(self, old: str, new: str) -> None:
        for moved in self._moved:
            moved(old, new)

    def _stopped(self, instance: str) -> bool:
        return self._supervisor.observation(instance).container not in ("running", "unknown")

    async def _until(self, done: Callable[[], bool], seconds: float, key: str) -> None:
        end = self._clock.monotonic() + seconds
        while not done():
            if self._clock.monotonic() > end:
                raise NoAnswer(f"not within {seconds:g} s", key=key, seconds=seconds)
            await self._clock.sleep(LOOK_S)
