"""ProcessRuntime: the seam's verbs, carried out with child processes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from dinrail.documents import Limits
from dinrail.manifest import Priority
from dinrail.reason import Reason
from dinrail_gateway.runtime.interface import (
    EngineError,
    Found,
    InstanceSpec,
    InstanceStats,
    LogLine,
    Part,
    RuntimeEvent,
)
from dinrail_gateway.runtime.process import orphans, system
from dinrail_gateway.runtime.process.figures import Site, limit_figures, mark
from dinrail_gateway.runtime.process.guard import Guard
from dinrail_gateway.runtime.process.logs import OutputLog
from dinrail_gateway.runtime.process.records import Folder, Record, Records
from dinrail_gateway.runtime.process.run import Run, Verdict
from dinrail_gateway.runtime.process.table import TOKEN, Origin, birth, boot

__all__ = ["Parts", "ProcessRuntime"]

T = TypeVar("T")

# The gateway has 0, the router 2.
NICE: dict[Priority, int] = {"normal": 5, "heavy": 10}
OOM_SCORES: dict[Priority, int] = {"normal": 500, "heavy": 800}
KILL_S = 10.0
LOOK_S = 0.05
CLOSE_GRACE = 3.0
BOUND = 2000
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "PYTHONPATH", "LD_LIBRARY_PATH", "SSL_CERT_FILE",
              "SSL_CERT_DIR", "SYSTEMROOT", "DBUS_SYSTEM_BUS_ADDRESS")  # fmt: skip


class Parts(Protocol):
    """Broker, router and the door for browsers, where it is not containers that run them."""

    async def restart(self, part: Part) -> None:
        """End it and start it again; raises EngineError."""
        ...

    async def signal(self, part: Part, signal: str) -> None:
        """Send it a signal; raises EngineError."""
        ...


class _Process:
    """One made process: its record, its output, and its run while it has one."""

    def __init__(self, folder: Folder, record: Record) -> None:
        self.folder = folder
        self.record = record
        self.output = OutputLog(folder.path)
        self.run: Run | None = None


class ProcessRuntime:
    """Instances as children of this process; they end with it.

    folder: where records, secrets and output are kept; parts: the base stack, if it is run from here.
    """

    def __init__(self, *, site: Site, folder: Path, parts: Parts | None = None) -> None:
        self._site = site
        self._records = Records(folder)
        self._parts = parts
        self._processes: dict[str, _Process] = {}
        self._guard = Guard(self._told)
        # One thread that lives as long as they may: the kernel ends a child with the thread that began it.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="process-starter")
        self._queue: asyncio.Queue[RuntimeEvent] = asyncio.Queue(BOUND)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._problem: Reason | None = Reason("engine_unknown", {}, "the processes were not looked at yet")
        self._log = logging.getLogger("dinrail.processes")

    async def open(self) -> None:
        """Take over the records; end what a crashed gateway left."""
        self._loop = asyncio.get_running_loop()
        try:
            await self._do(self._take_over)
        except EngineError as error:
            detail = error.message[:200]
            self._problem = Reason("processes_folder", {"detail": detail}, f"the folder of the processes: {detail}")

    async def close(self) -> None:
        """End all of them, softly first: without the gateway nothing would keep their limits."""
        running = [process.run for process in self._processes.values() if process.run is not None]
        for run in running:
            run.ask("stop")
        self._guard.wake()
        if not await self._over(running, CLOSE_GRACE):
            for run in running:
                run.ask("kill")
            self._guard.wake()
            await self._over(running, KILL_S)
        await asyncio.to_thread(self._guard.close)
        with contextlib.suppress(OSError):
            await self._do(self._keep_all)
        self._starter.shutdown(wait=True)
        self._records.unlock()

    async def probe(self) -> Reason | None:
        """None once the records were taken over."""
        return self._problem

    async def found(self) -> dict[str, list[Found]]:
        """Every made process; an empty list where only secrets are left."""
        by_instance: dict[str, list[Found]] = {}
        for process in list(self._processes.values()):
            by_instance.setdefault(process.record.instance, []).append(self._found(process))
        for instance in await self._do(lambda: [folder.path.name for folder in self._records.all()]):
            by_instance.setdefault(instance, [])
        return by_instance

    async def look(self, container: str) -> Found | None:
        """One of them; None when it is gone."""
        process = self._processes.get(container)
        return self._found(process) if process is not None else None

    def spec_hash(self, spec: InstanceSpec) -> str:
        """See `figures.mark`."""
        return mark(self._site, spec)

    def limit_figures(self, limits: Limits) -> dict[str, int]:
        """See `figures.limit_figures`."""
        return limit_figures(limits)

    async def create(self, spec: InstanceSpec) -> str:
        """Fill the secrets, write the record; returns its id."""
        folder = self._records.of(spec.instance)
        record = Record(
            id=f"{spec.instance}-{secrets.token_hex(8)}",
            instance=spec.instance,
            type=spec.type,
            mark=mark(self._site, spec),
            command=spec.command,
            env=spec.env,
            figures=limit_figures(spec.limits),
            priority=spec.priority,
        )

        def write() -> None:
            folder.fill(spec.secrets)
            folder.write(record)

        for other in [each for each in self._processes.values() if each.record.instance == spec.instance]:
            raise EngineError(f"{spec.instance} has a process already: {other.record.id}", key="name_taken")
        await self._do(write)
        self._processes[record.id] = _Process(folder, record)
        return record.id

    async def start(self, container: str) -> None:
        """Start a made or ended one."""
        process = self._known(container)
        if process.run is not None:
            return
        await self._do(lambda: self._start(process))

    async def stop(self, container: str, grace: float) -> None:
        """Ask it to end, end it by force after `grace` seconds; returns when nothing of it is left."""
        run = self._run(container)
        if run is None:
            return
        run.ask("stop")
        self._guard.wake()
        if not await self._over([run], grace):
            await self.kill(container)

    async def kill(self, container: str) -> None:
        """End all of it by force; returns when nothing of it is left."""
        run = self._run(container)
        if run is None:
            return
        run.ask("kill")
        self._guard.wake()
        if not await self._over([run], KILL_S):
            raise EngineError("the process does not end by force", key="kill_without_effect")

    async def remove(self, container: str) -> None:
        """End it, forget its record and output; one that is gone is no error."""
        await self.kill(container)
        process = self._processes.pop(container, None)
        if process is not None:
            await self._do(process.folder.drop)

    async def forget(self, instance: str) -> None:
        """Remove the folder of an instance that is no more."""
        await self._do(self._records.of(instance).remove)

    async def limits(self, container: str, limits: Limits) -> None:
        """Other limits, running or not."""
        process = self._known(container)
        process.record.figures = limit_figures(limits)
        if process.run is not None:
            process.run.limit(process.record.figures)
            self._guard.wake()
        await self._do(lambda: process.folder.write(process.record))

    async def logs(self, container: str, lines: int) -> list[LogLine]:
        """The last lines of its output."""
        output = self._known(container).output
        return await asyncio.to_thread(output.tail, lines)

    async def stats(self, running: Mapping[str, Found]) -> dict[str, InstanceStats]:
        """What the guard counted; no I/O."""
        found: dict[str, InstanceStats] = {}
        for instance, one in running.items():
            run = self._run(one.id)
            found[instance] = run.stats(instance) if run is not None else InstanceStats(id=instance)
        return found

    async def events(self) -> AsyncIterator[RuntimeEvent]:
        """Events for ever."""
        yield RuntimeEvent(kind="resync")
        while True:
            yield await self._queue.get()

    async def restart_part(self, part: Part) -> None:
        """Restart a part of the base stack."""
        await self._base(part).restart(part)

    async def signal_part(self, part: Part, signal: str) -> None:
        """Send a signal to a part of the base stack."""
        await self._base(part).signal(part, signal)

    # -- in the starter's thread

    def _take_over(self) -> None:
        if not self._records.lock():
            self._problem = Reason("processes_taken", {}, "another gateway runs instances from this folder")
            self._log.error("%s", self._problem.message)
            return
        left = [(folder, record) for folder in self._records.all() if (record := folder.read()) is not None]
        ended = orphans.end([record for _, record in left])
        if ended:
            self._log.warning("ended %d processes a gateway before this one has left", ended)
        for folder, record in left:
            if record.origin is not None:
                record.origin = None
                record.finished_ms = _now_ms()
                folder.write(record)
            self._processes[record.id] = _Process(folder, record)
        self._guard.start()
        self._problem = None

    def _start(self, process: _Process) -> None:
        record, folder = process.record, process.folder
        token = secrets.token_hex(16)
        reading, writing = os.pipe()
        try:
            child = system.spawn(record.command, self._environment(process, token), folder.work, writing)
        except OSError as error:
            os.close(reading)
            raise EngineError(f"{record.command[0] if record.command else record.type}: {error}") from None
        finally:
            os.close(writing)
        process.output.follow(reading, f"output {record.instance}")
        system.lower(child.pid, NICE[record.priority], OOM_SCORES[record.priority])
        system.cap(child.pid)
        origin = Origin(child.pid, birth(child.pid) or 0, token)
        record.boot, record.origin, record.started_ms = boot(), origin, _now_ms()
        record.finished_ms = record.exit_code = None
        record.cause = ""
        with contextlib.suppress(OSError):  # a full disk is no reason not to start; only a crash would lose it
            folder.write(record)
        process.run = Run(child, origin, record.figures)
        self._guard.add(record.id, process.run)
        self._hand(RuntimeEvent(kind="started", instance=record.instance, container=record.id))

    def _environment(self, process: _Process, token: str) -> dict[str, str]:
        """What a container would have, and nothing of ours."""
        passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        return passed_on | {
            "HOME": str(process.folder.work),
            "TMPDIR": str(process.folder.work),
            "PYTHONUNBUFFERED": "1",
            "MALLOC_ARENA_MAX": "1",
            "DINRAIL_BROKER": self._site.broker,
            "DINRAIL_INSTANCE": process.record.instance,
            "DINRAIL_SECRETS": str(process.folder.secrets),
            "DINRAIL_ROOT": self._site.root,
            "DINRAIL_DATA": str(process.folder.data),
            **process.record.env,
            TOKEN: token,
        }

    def _keep_all(self) -> None:
        for process in self._processes.values():
            process.folder.write(process.record)

    # -- in the guard's thread

    def _told(self, container: str, verdict: Verdict | None) -> None:
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._note, container, verdict)

    # -- in the loop

    def _note(self, container: str, verdict: Verdict | None) -> None:
        process = self._processes.get(container)
        if process is None or process.run is None:
            return
        record = process.record
        if verdict is not None:
            if verdict.key == "oom":
                self._put(RuntimeEvent(kind="oom", instance=record.instance, container=container))
            return
        self._settle(process)
        self._starter.submit(self._keep, process)
        self._put(RuntimeEvent(kind="died", instance=record.instance, container=container, exit_code=record.exit_code))

    def _keep(self, process: _Process) -> None:
        with contextlib.suppress(OSError):
            if process.record.id in self._processes:
                process.folder.write(process.record)

    def _settle(self, process: _Process) -> None:
        """Write down how its run ended, once."""
        run = process.run
        if run is None or not run.over.is_set():
            return
        record = process.record
        record.origin, record.finished_ms = None, _now_ms()
        record.exit_code, record.cause = run.exit_code, run.cause
        process.run = None

    def _found(self, process: _Process) -> Found:
        self._settle(process)
        record = process.record
        state: Literal["created", "running", "exited"] = "exited" if record.started_ms is not None else "created"
        if process.run is not None:
            state = "running"
        return Found(
            instance=record.instance,
            id=record.id,
            state=state,
            type=record.type,
            spec=record.mark,
            limits=record.figures,
            pid=process.run.origin.pid if process.run is not None else None,
            started_ms=record.started_ms,
            finished_ms=record.finished_ms,
            exit_code=record.exit_code if state == "exited" else None,
            oom=record.cause == "oom",
            ended_by=record.cause if state == "exited" else "",
        )

    async def _over(self, runs: list[Run], seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while any(not run.over.is_set() for run in runs):
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(LOOK_S)
        return True

    async def _do(self, call: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._starter, call)
        except OSError as error:
            raise EngineError(f"{error.strerror}: {error.filename}" if error.filename else str(error)) from None

    def _known(self, container: str) -> _Process:
        process = self._processes.get(container)
        if process is None:
            raise EngineError("there is no such process (any more)", key="container_gone")
        return process

    def _run(self, container: str) -> Run | None:
        process = self._processes.get(container)
        return process.run if process is not None else None

    def _base(self, part: Part) -> Parts:
        if self._parts is None:
            raise EngineError(f"{part} is not run from here", key="part_missing", part=part)
        return self._parts

    def _hand(self, told: RuntimeEvent) -> None:
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._put, told)

    def _put(self, told: RuntimeEvent) -> None:
        if self._queue.full():
            while not self._queue.empty():
                self._queue.get_nowait()
            told = RuntimeEvent(kind="resync")
        self._queue.put_nowait(told)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
