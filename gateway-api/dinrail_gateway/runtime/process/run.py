"""One run of one instance: its processes, what they use, and what is done about it.

Everything happens in the guard's thread, also what others `ask` for: nobody else then signals a pid that is not ours
any more.
"""

from __future__ import annotations

import subprocess
import threading
import time
from typing import Literal

import msgspec

from dinrail_gateway.runtime.interface import InstanceStats
from dinrail_gateway.runtime.process import system
from dinrail_gateway.runtime.process.figures import share
from dinrail_gateway.runtime.process.meter import Meter, Usage
from dinrail_gateway.runtime.process.table import Identity, Origin
from dinrail_gateway.runtime.process.throttle import Throttle

__all__ = ["Run", "Verdict"]

CALM = 0.5
CLOSE = 0.05
NERVOUS_S = 5.0
NEAR = 0.6


class Verdict(msgspec.Struct, frozen=True):
    """Why the guard ended something: of the whole run, or of one process in it."""

    key: str
    child: bool = False


class Run:
    """A started program with everything that came of it.

    figures: its limits (see `figures`); stopping: it is on its way out and not held back; due: when to look again
    (monotonic s); over: set when it has ended and nothing of it is left.
    """

    def __init__(self, process: subprocess.Popen[bytes], origin: Origin, figures: dict[str, int]) -> None:
        self.process = process
        self.origin = origin
        self.members: set[Identity] = {(origin.pid, origin.born)}
        self.stopping = False
        self.over = threading.Event()
        self.exit_code: int | None = None
        self.oom_kills = 0
        self.cause = ""
        self.due = 0.0
        self._asked: str | None = None
        self._figures = figures
        self._meter = Meter()
        self._throttle = Throttle(share(figures))
        self._usage = Usage()
        self._read_at = time.monotonic()
        self._began = self._read_at
        self._held_until: float | None = None
        self._held_since = 0.0
        self._held_total = 0.0
        self._nervous_until = 0.0
        self._sampled: tuple[float, float, float, int | None, int | None] | None = None

    def limit(self, figures: dict[str, int]) -> None:
        """Other limits from now on."""
        self._figures = figures
        self._throttle.share = share(figures)

    def look(self, now: float) -> Verdict | None:
        """Read its counters, hold it back or let it go on; what was ended for its limits."""
        if self._held_until is not None and (now >= self._held_until or self.stopping):
            self._release(now)
        before, memory = self._usage.cpu, self._usage.memory
        usage = self._usage = self._meter.read(self.members)
        elapsed, self._read_at = now - self._read_at, now
        verdict = self._check(usage)
        pause = self._throttle.account(usage.cpu - before, elapsed)
        if pause and not self.stopping and self._held_until is None and verdict is None:
            self._hold(now, pause)
        limit = self._figures["Memory"]
        growing = usage.memory + (usage.memory - memory) / max(elapsed, CLOSE) * CALM > limit
        if pause or growing or (usage.memory > NEAR * limit and usage.memory > memory):
            self._nervous_until = now + NERVOUS_S
        self.due = self._held_until or now + (CLOSE if now < self._nervous_until else CALM)
        return verdict

    def ask(self, verb: Literal["stop", "kill"]) -> None:
        """Have it ended, softly or by force; from any thread."""
        if self._asked != "kill":
            self._asked = verb
        self.due = 0.0

    def obey(self) -> None:
        """Do what was asked for."""
        verb, self._asked = self._asked, None
        if verb == "stop":
            self.stopping = True
            for member in self.members:
                system.release(member)
            system.soft_stop(self.process)
        elif verb == "kill":
            self.stopping = True
            self.end()

    def end(self) -> None:
        """End all of it by force; the group first, so that nothing forks on."""
        if self.process.returncode is None:
            system.end_group(self.origin.pid)
        for member in self.members:
            system.end(member)

    def stats(self, instance: str) -> InstanceStats:
        """Rates since the last time this was asked."""
        now = time.monotonic()
        usage = self._usage
        held = self._held_total + (now - self._held_since if self._held_until is not None else 0.0)
        then, cpu, held_then, read, written = self._sampled or (self._began, 0.0, 0.0, None, None)
        self._sampled = now, usage.cpu, held, usage.disk_read, usage.disk_write
        seconds = max(now - then, 1e-3)

        def rate(start: int | None, end: int | None) -> float | None:
            return None if start is None or end is None else round(max(0, end - start) / seconds, 2)

        return InstanceStats(
            id=instance,
            cpu_percent=round(max(0.0, usage.cpu - cpu) / seconds * 100, 2),
            cpu_limit=share(self._figures) * 100,
            cpu_throttled_percent=round(max(0.0, held - held_then) / seconds * 100, 2),
            cpu_throttled_s=round(held, 1),
            memory_bytes=usage.memory,
            memory_limit=self._figures["Memory"] or None,
            disk_read_bps=rate(read, usage.disk_read),
            disk_write_bps=rate(written, usage.disk_write),
            pids=usage.tasks,
            uptime_s=now - self._began,
            oom_kills=self.oom_kills,
        )

    def _check(self, usage: Usage) -> Verdict | None:
        """Memory like the kernel's own guard: the largest process goes, and with the first one all of them."""
        if self.cause:
            return None  # on its way out
        pids = self._figures["PidsLimit"]
        if pids and usage.tasks > pids:
            return self._condemn("pids_exceeded")
        limit = self._figures["Memory"]
        if not limit or usage.memory <= limit or usage.largest is None:
            return None
        if len(self.members) > 1 and (self._meter.proportional(self.members) or usage.memory) <= limit:
            return None  # pages shared by its processes were counted more than once
        self.oom_kills += 1
        if usage.largest[0] == self.origin.pid:
            return self._condemn("oom")
        system.end(usage.largest)
        return Verdict("oom", child=True)

    def _condemn(self, cause: str) -> Verdict:
        self.cause = self.cause or cause
        self.end()
        return Verdict(cause)

    def _hold(self, now: float, pause: float) -> None:
        for member in self.members:
            system.hold(member)
        self._held_since, self._held_until = now, now + pause

    def _release(self, now: float) -> None:
        for member in self.members:
            system.release(member)
        self._held_total += now - self._held_since
        self._held_until = None
