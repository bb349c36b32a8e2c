"""Readings of one container: monotonic counters and gauges in base units; None where the kernel tells nothing."""

from __future__ import annotations

from pathlib import Path

import msgspec

from dinrail_gateway.runtime.cgroups.tree import Cgroup

__all__ = ["Reading", "network", "read"]


class Reading(msgspec.Struct, kw_only=True):
    """CPU in µs, memory in bytes without reclaimable file cache, disk and network totals."""

    cpu_us: int | None = None
    throttled_us: int | None = None
    memory: int | None = None
    oom_kills: int | None = None
    disk_read: int | None = None
    disk_write: int | None = None
    pids: int | None = None
    rx_packets: int | None = None
    tx_packets: int | None = None
    rx_bytes: int | None = None
    tx_bytes: int | None = None


def read(cgroup: Cgroup) -> Reading:
    """Everything but the network."""
    return _v2(cgroup) if cgroup.v2 else _v1(cgroup)


def network(proc: Path, pid: int) -> tuple[int, int, int, int] | None:
    """(rx packets, tx packets, rx bytes, tx bytes) over all interfaces but loopback of a process's network."""
    try:
        with open(f"{proc}/{pid}/net/dev", "rb", buffering=0) as opened:  # noqa: PTH123 - hot path
            lines = opened.read().decode("ascii", "replace").splitlines()[2:]
    except OSError:
        return None
    totals = [0, 0, 0, 0]
    for line in lines:
        name, _, figures = line.partition(":")
        fields = figures.split()
        if name.strip() != "lo" and len(fields) >= 10:
            for at, column in enumerate((1, 9, 0, 8)):
                totals[at] += int(fields[column])
    return totals[0], totals[1], totals[2], totals[3]


def _v2(cgroup: Cgroup) -> Reading:
    cpu = _pairs(cgroup.read("", "cpu.stat"))
    io = cgroup.read("", "io.stat")
    return Reading(
        cpu_us=cpu.get("usage_usec"),
        throttled_us=cpu.get("throttled_usec"),
        memory=_working_set(cgroup.read("", "memory.current"), cgroup.read("", "memory.stat"), "inactive_file"),
        oom_kills=_pairs(cgroup.read("", "memory.events")).get("oom_kill"),
        disk_read=_v2_disk(io, "rbytes="),
        disk_write=_v2_disk(io, "wbytes="),
        pids=_number(cgroup.read("", "pids.current")),
    )


def _v1(cgroup: Cgroup) -> Reading:
    usage = _number(cgroup.read("cpuacct", "cpuacct.usage"))
    throttled = _pairs(cgroup.read("cpu", "cpu.stat")).get("throttled_time")
    usage_memory = cgroup.read("memory", "memory.usage_in_bytes")
    io = cgroup.read("blkio", "blkio.throttle.io_service_bytes")
    return Reading(
        cpu_us=None if usage is None else usage // 1000,
        throttled_us=None if throttled is None else throttled // 1000,
        memory=_working_set(usage_memory, cgroup.read("memory", "memory.stat"), "total_inactive_file"),
        oom_kills=_pairs(cgroup.read("memory", "memory.oom_control")).get("oom_kill"),
        disk_read=_v1_disk(io, "Read"),
        disk_write=_v1_disk(io, "Write"),
        pids=_number(cgroup.read("pids", "pids.current")),
    )


def _working_set(usage: str | None, stat: str | None, cache: str) -> int | None:
    used = _number(usage)
    if used is None:
        return None
    at = (stat or "").find(f"\n{cache} ")
    cached = int((stat or "")[at:].split(None, 2)[1]) if at >= 0 else 0
    return max(0, used - cached)


def _number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isdigit() else None


def _pairs(text: str | None) -> dict[str, int]:
    fields = (line.split() for line in (text or "").splitlines())
    return {pair[0]: int(pair[1]) for pair in fields if len(pair) == 2 and pair[1].isdigit()}


def _v2_disk(text: str | None, prefix: str) -> int | None:
    if text is None:
        return None
    return sum(int(field[len(prefix) :]) for field in text.split() if field.startswith(prefix))


def _v1_disk(text: str | None, operation: str) -> int | None:
    if text is None:
        return None
    fields = (line.split() for line in text.splitlines())
    return sum(int(line[2]) for line in fields if len(line) == 3 and line[1] == operation)
