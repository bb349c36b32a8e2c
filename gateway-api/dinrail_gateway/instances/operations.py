"""Start, stop, restart, kill, logs and statistics of running instances."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from dinrail.clock import Clock
from dinrail.errors import DinrailError
from dinrail.reason import Reason
from dinrail_gateway.errors import Conflict, NotFound, Unavailable
from dinrail_gateway.instances.schemas import LogView, ReachView, StatsView
from dinrail_gateway.instances.service import InstanceService
from dinrail_gateway.instances.suspension import Suspension
from dinrail_gateway.instances.turns import Turns
from dinrail_gateway.points.space import DataSpace
from dinrail_gateway.runtime.interface import InstanceStats, Supervisor
from dinrail_gateway.status.schemas import StatusView
from dinrail_gateway.status.service import StatusBook
from dinrail_gateway.types.schemas import ReasonView
from dinrail_gateway.vitals.troubles import Trouble

__all__ = ["Operations", "SampleRates"]

WINDOW_S = 2.0


class SampleRates:
    """Samples per second and instance, over windows of at least two seconds."""

    def __init__(self, space: DataSpace, clock: Clock) -> None:
        self._space = space
        self._clock = clock
        self._at = clock.monotonic()
        self._counts: dict[str, int] = {}
        self._rates: dict[str, float] = {}

    def rates(self) -> dict[str, float]:
        """Instance → samples per second; instances never seen are missing."""
        now = self._clock.monotonic()
        passed = now - self._at
        if passed >= WINDOW_S:
            counts = {name: family.received for name, family in self._space.families().items()}
            self._rates = {
                name: round((count - self._counts.get(name, 0)) / passed, 1) for name, count in counts.items()
            }
            self._at, self._counts = now, counts
        return self._rates


class Operations:
    """What an operator does with instances."""

    def __init__(
        self,
        instances: InstanceService,
        supervisor: Supervisor,
        status: StatusBook,
        space: DataSpace,
        *,
        suspension: Suspension,
        named_by: Callable[[str], list[str]],
        shown_on: Callable[[str], list[str]],
        last_error: Callable[[str], Trouble | None],
        clock: Clock,
    ) -> None:
        """named_by: labels of the routes that name an instance; shown_on: the page of each widget bound to it;
        last_error: what went wrong with it last.
        """
        self._last_error = last_error
        self.turns = Turns()
        self._named_by = named_by
        self._shown_on = shown_on
        self._suspension = suspension
        self._instances = instances
        self._supervisor = supervisor
        self._status = status
        self._space = space
        self._rates = SampleRates(space, clock)

    async def start(self, instance: str) -> StatusView:
        """Want it running; one that is wanted already but does not run is started at once."""
        self._require_free(instance)
        with self.turns.take("start", instance):
            switched = await self._instances.switch(instance, True)
            if not switched and self._supervisor.observation(instance).container != "running":
                await self._ask(self._supervisor.restart, instance)
        return self._status.view(instance)

    async def stop(self, instance: str) -> StatusView:
        """Want it stopped; its end follows in the background."""
        with self.turns.take("stop", instance):
            await self._instances.switch(instance, False)
        return self._status.view(instance)

    async def restart(self, instance: str) -> StatusView:
        """Soft stop and start; returns when both are done."""
        if not self._instances.entry(instance).enabled:
            raise Conflict(f"{instance!r} is switched off", key="instance_disabled", id=instance)
        self._require_free(instance)
        self._instances.require_links(instance)
        with self.turns.take("restart", instance):
            await self._ask(self._supervisor.restart, instance)
        return self._status.view(instance)

    def reach(self, instance: str) -> ReachView:
        """Who depends on it."""
        self._instances.entry(instance)
        routes, pages = self._named_by(instance), self._shown_on(instance)
        return {"critical": bool(routes), "routes": routes, "widgets": len(pages), "pages": len(set(pages))}

    async def kill(self, instance: str, *, confirmed: bool) -> StatusView:
        """SIGKILL, also in the middle of another operation; the watchdog starts it again.

        What routes depend on wants to be confirmed.
        """
        reach = self.reach(instance)
        if self._supervisor.observation(instance).container != "running":
            raise Conflict(f"{instance!r} is not running", key="instance_not_running", id=instance)
        if reach["critical"] and not confirmed:
            message = f"{len(reach['routes'])} routes depend on {instance!r}; confirm that it is killed"
            extra = {"reach": reach}
            raise Conflict(message, key="kill_unconfirmed", extra=extra, id=instance, routes=len(reach["routes"]))
        await self._ask(self._supervisor.kill, instance)
        return self._status.view(instance)

    async def reactivate(self, instance: str) -> StatusView:
        """Let it go on after a flood: read by the router, let in by the broker, started."""
        self._instances.entry(instance)
        with self.turns.take("reactivate", instance):
            await self._suspension.reactivate(instance)
        return self._status.view(instance)

    async def logs(self, instance: str, lines: int) -> LogView:
        """The last lines of its output."""
        self._instances.entry(instance)
        try:
            found = await self._supervisor.logs(instance, lines)
        except DinrailError as error:
            raise Unavailable.of(error.reason) from None
        return {"lines": [{"ts": line.ts, "level": line.level, "message": line.message} for line in found]}

    def stats(self) -> list[StatsView]:
        """Resources of every configured instance."""
        sampled, rates = self._supervisor.stats(), self._rates.rates()
        return [
            self._stats_view(name, sampled.get(name) or InstanceStats(id=name), rates.get(name))
            for name in self._instances.ids()
        ]

    def _stats_view(self, instance: str, stats: InstanceStats, rate: float | None) -> StatsView:
        family = self._space.families().get(instance)
        trouble = self._last_error(instance)
        view: StatsView = {
            "id": instance,
            "status": self._status.view(instance)["status"],
            "cpu_percent": stats.cpu_percent,
            "cpu_limit": stats.cpu_limit,
            "cpu_throttled_percent": stats.cpu_throttled_percent,
            "cpu_throttled_s": stats.cpu_throttled_s,
            "memory_bytes": stats.memory_bytes,
            "memory_limit": stats.memory_limit,
            "disk_read_bps": stats.disk_read_bps,
            "disk_write_bps": stats.disk_write_bps,
            "net_rx_pps": stats.net_rx_pps,
            "net_tx_pps": stats.net_tx_pps,
            "net_rx_bps": stats.net_rx_bps,
            "net_tx_bps": stats.net_tx_bps,
            "pids": stats.pids,
            "samples_per_s": rate,
            "points": len(family.entries) if family else None,
            "uptime_s": stats.uptime_s,
            "restarts": self._supervisor.observation(instance).restarts,
            "oom_kills": stats.oom_kills,
            "last_error": None if trouble is None else {"ts": trouble.ts, "reason": _reason(trouble.reason)},
        }
        return view

    def _require_free(self, instance: str) -> None:
        if self._suspension.reason(instance) is not None:
            message = f"{instance!r} is suspended because of a flood; reactivate it"
            raise Conflict(message, key="instance_suspended", id=instance)

    async def _ask(self, verb: Callable[[str], Awaitable[None]], instance: str) -> None:
        try:
            await verb(instance)
        except DinrailError as error:
            if error.reason.key == "unknown_instance":
                raise NotFound.of(error.reason) from None
            raise Unavailable.of(error.reason) from None


def _reason(reason: Reason) -> ReasonView:
    return {"key": reason.key, "params": reason.params, "message": reason.message}
