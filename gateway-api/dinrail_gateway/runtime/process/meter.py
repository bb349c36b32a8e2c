"""What the processes of one run use, added up; figures of members that end are kept."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable

import msgspec
import psutil

from dinrail_gateway.runtime.process.table import Identity

__all__ = ["Meter", "Usage"]


class Usage(msgspec.Struct, kw_only=True):
    """CPU in seconds and disk in bytes since the run began; memory and tasks (processes and threads) now."""

    cpu: float = 0.0
    memory: int = 0
    tasks: int = 0
    disk_read: int | None = None
    disk_write: int | None = None
    largest: Identity | None = None
    largest_memory: int = 0


class Meter:
    """One run's counters. Memory is what no file backs, as a container's limit counts it."""

    def __init__(self) -> None:
        self._processes: dict[Identity, psutil.Process] = {}
        self._cpu: dict[Identity, float] = {}
        self._disk: dict[Identity, tuple[int, int]] = {}
        self._total = Usage()

    def read(self, members: Iterable[Identity]) -> Usage:
        """Everything of these processes (blocking)."""
        members = set(members)
        total = self._total
        total.memory = total.tasks = total.largest_memory = 0
        total.largest = None
        for known in (self._processes, self._cpu, self._disk):
            for gone in known.keys() - members:
                del known[gone]
        for member in members:
            with contextlib.suppress(psutil.Error, OSError):
                self._add(member, total)
        return total

    def proportional(self, members: Iterable[Identity]) -> int | None:
        """Memory with shared pages counted once; None where the system does not tell (blocking, costly)."""
        total = 0
        for member in members:
            with contextlib.suppress(psutil.Error, OSError):
                full = self._process(member).memory_full_info()
                total += int(getattr(full, "uss", 0))
                shared = getattr(full, "pss", None)
                if shared is not None:
                    total += max(0, int(shared) - int(full.uss))
        return total or None

    def _add(self, member: Identity, total: Usage) -> None:
        process = self._process(member)
        with process.oneshot():
            times, memory, threads = process.cpu_times(), process.memory_info(), process.num_threads()
        used = times.user + times.system
        total.cpu += max(0.0, used - self._cpu.get(member, 0.0))
        self._cpu[member] = used
        own = _unbacked(memory)
        total.memory += own
        total.tasks += threads
        if own > total.largest_memory:
            total.largest, total.largest_memory = member, own
        with contextlib.suppress(psutil.Error, OSError, AttributeError):
            io = process.io_counters()
            before = self._disk.get(member, (0, 0))
            read, written = io.read_bytes, io.write_bytes
            total.disk_read = (total.disk_read or 0) + max(0, read - before[0])
            total.disk_write = (total.disk_write or 0) + max(0, written - before[1])
            self._disk[member] = read, written

    def _process(self, member: Identity) -> psutil.Process:
        process = self._processes.get(member)
        if process is None:
            process = self._processes[member] = psutil.Process(member[0])
        return process


def _unbacked(memory: object) -> int:
    if sys.platform == "win32":
        return int(getattr(memory, "private", 0))
    return max(0, int(getattr(memory, "rss", 0)) - int(getattr(memory, "shared", 0)))
