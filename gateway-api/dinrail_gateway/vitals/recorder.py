"""Follows the samples of all instances: an hour of history each, and a warning when memory runs short."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from dinrail.clock import Clock
from dinrail.reason import Reason
from dinrail_gateway.background import begin, end
from dinrail_gateway.runtime.interface import InstanceStats, Supervisor
from dinrail_gateway.vitals.schemas import StatsHistory
from dinrail_gateway.vitals.series import STEP_S, Series

__all__ = ["VitalsRecorder", "memory_short"]

SAMPLE_S = 2.0
CHILD_OOM_S = 600.0
SHORT = 0.80
ENOUGH = 0.75


class VitalsRecorder:
    """In memory only: a restart of the gateway begins anew."""

    def __init__(self, supervisor: Supervisor, *, short: Callable[[str, Reason | None], None], clock: Clock) -> None:
        """short: called with an instance and why its memory runs short, None when it no longer does."""
        self._supervisor = supervisor
        self._told = short
        self._clock = clock
        self._series: dict[str, Series] = {}
        self._short: dict[str, Reason] = {}
        self._ooms: dict[str, tuple[int, float]] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = begin(self._follow, "figures of instances")

    async def stop(self) -> None:
        """End."""
        await end(self._task)

    def forget(self, instance: str) -> None:
        """It is configured no more."""
        for known in (self._series, self._short, self._ooms):
            known.pop(instance, None)

    def moved(self, old: str, new: str) -> None:
        """It has another name now."""
        if (series := self._series.pop(old, None)) is not None:
            self._series[new] = series

    def take(self) -> None:
        """Look at the latest samples once."""
        step, samples = self._step(), self._supervisor.stats()
        for instance, sample in samples.items():
            self._series.setdefault(instance, Series()).add(step, sample)
        for instance in samples.keys() | self._short.keys():
            self._judge(instance, samples.get(instance))

    def history(self, instance: str) -> StatsHistory:
        """The last hour of one instance; empty when nothing was sampled."""
        series = self._series.get(instance) or Series()
        means = series.means(self._step())
        whole = {"step_s": STEP_S, "until": self._clock.now_ms() // 1000 // STEP_S * STEP_S * 1000, **means}
        answer: StatsHistory = whole  # type: ignore[assignment]  # its keys are the fields of a series
        return answer

    def _step(self) -> int:
        return int(self._clock.monotonic() // STEP_S)

    def _judge(self, instance: str, sample: InstanceStats | None) -> None:
        before = self._short.get(instance)
        after = self._lost_children(instance, sample) or memory_short(sample, already=before is not None)
        if (before.key if before else None) == (after.key if after else None):
            return
        if after is None:
            self._short.pop(instance, None)
        else:
            self._short[instance] = after
        self._told(instance, after)

    def _lost_children(self, instance: str, sample: InstanceStats | None) -> Reason | None:
        """Its main process lives on, others were killed at its limit within the last ten minutes."""
        now, count = self._clock.monotonic(), (sample.oom_kills or 0) if sample is not None else 0
        known, at = self._ooms.get(instance, (0, now))
        if count != known:
            # Fewer: another run began, its kernel counts anew.
            at = now
            self._ooms[instance] = count, at
        if not count or now - at > CHILD_OOM_S:
            return None
        return Reason("oom_child", {"count": count}, "a process of it was killed for lack of memory")

    async def _follow(self) -> None:
        while True:
            self.take()
            await self._clock.sleep(SAMPLE_S)


def memory_short(sample: InstanceStats | None, *, already: bool) -> Reason | None:
    """A warning from 80 % of the limit on, kept until it is below 75 %, so that it does not flicker."""
    if sample is None or sample.memory_bytes is None or not sample.memory_limit:
        return None
    share = sample.memory_bytes / sample.memory_limit
    if share < (ENOUGH if already else SHORT):
        return None
    limit = sample.memory_limit >> 20
    params = {"percent": round(share * 100), "limit_mb": limit}
    return Reason("memory_short", dict(params), f"uses {share:.0%} of its {limit} MB of memory")
