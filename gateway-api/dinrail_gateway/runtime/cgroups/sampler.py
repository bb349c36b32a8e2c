"""Rates out of two readings; None until there are two, or when a counter went backwards."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from dinrail_gateway.runtime.cgroups.counters import Reading, network, read
from dinrail_gateway.runtime.cgroups.tree import Cgroup, CgroupTree
from dinrail_gateway.runtime.interface import Found, InstanceStats

__all__ = ["Sampler", "rates"]

LOOK_AGAIN_S = 30.0


class Sampler:
    """Reads all running containers in one thread of its own.

    root: the host's cgroup file system; proc: the host's /proc (network counters), None leaves them unknown.
    """

    def __init__(self, root: Path, proc: Path | None) -> None:
        self._tree = CgroupTree(root)
        self._proc = proc
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="cgroups")
        self._places: dict[str, Cgroup] = {}
        self._missing: dict[str, float] = {}
        self._last: dict[str, tuple[float, Reading]] = {}

    async def sample(self, running: Mapping[str, Found]) -> dict[str, InstanceStats]:
        """One sample per running instance."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._sample, dict(running))

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _sample(self, running: dict[str, Found]) -> dict[str, InstanceStats]:
        runs = {_run(found): found for found in running.values()}
        for known in (self._places, self._missing, self._last):
            for gone in known.keys() - runs.keys():
                del known[gone]
        return {found.instance: self._one(run, found) for run, found in runs.items()}

    def _one(self, run: str, found: Found) -> InstanceStats:
        now = time.monotonic()
        reading = self._read(run, found, now)
        before = self._last.get(run)
        self._last[run] = now, reading
        uptime = None if found.started_ms is None else max(0.0, time.time() - found.started_ms / 1000)
        return rates(found, before, (now, reading), uptime)

    def _read(self, run: str, found: Found, now: float) -> Reading:
        place = self._places.get(run)
        if place is None and now >= self._missing.get(run, 0.0):
            place = self._tree.find(found.id)
            if place is None:
                self._missing[run] = now + LOOK_AGAIN_S
            else:
                self._places[run] = place
        reading = read(place) if place is not None else Reading()
        if self._proc is not None and found.pid is not None and not found.host_network:
            totals = network(self._proc, found.pid)
            if totals is not None:
                reading.rx_packets, reading.tx_packets, reading.rx_bytes, reading.tx_bytes = totals
        return reading


def rates(
    found: Found, before: tuple[float, Reading] | None, after: tuple[float, Reading], uptime: float | None
) -> InstanceStats:
    """Statistics from two readings `(monotonic s, Reading)`; CPU in percent of one core."""
    now, new = after
    then, old = before if before is not None else (now, Reading())
    seconds = now - then

    def rate(start: int | None, end: int | None, scale: float = 1.0) -> float | None:
        if start is None or end is None or end < start or seconds <= 0:
            return None
        return round((end - start) / seconds * scale, 2)

    quota, period = found.limits.get("CpuQuota", 0), found.limits.get("CpuPeriod", 0) or 100_000
    return InstanceStats(
        id=found.instance,
        cpu_percent=rate(old.cpu_us, new.cpu_us, 1e-4),
        cpu_limit=quota / period * 100 if quota > 0 else None,
        cpu_throttled_percent=rate(old.throttled_us, new.throttled_us, 1e-4),
        cpu_throttled_s=None if new.throttled_us is None else round(new.throttled_us / 1e6, 1),
        memory_bytes=new.memory,
        memory_limit=found.limits.get("Memory") or None,
        disk_read_bps=rate(old.disk_read, new.disk_read),
        disk_write_bps=rate(old.disk_write, new.disk_write),
        net_rx_pps=rate(old.rx_packets, new.rx_packets),
        net_tx_pps=rate(old.tx_packets, new.tx_packets),
        net_rx_bps=rate(old.rx_bytes, new.rx_bytes),
        net_tx_bps=rate(old.tx_bytes, new.tx_bytes),
        pids=new.pids,
        uptime_s=uptime,
        oom_kills=new.oom_kills,
    )


def _run(found: Found) -> str:
    """One run of one container: counters start anew with each."""
    return f"{found.id}/{found.started_ms}"
