"""The guard: one thread that watches all runs, keeps their limits and notices their ends."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from dinrail_gateway.runtime.process import system
from dinrail_gateway.runtime.process.run import Run, Verdict
from dinrail_gateway.runtime.process.table import Table

__all__ = ["Guard"]

SWEEP = 1.0
POLL = 0.1
LEAST = 0.02
END_S = 1.0


class Guard:
    """told: called in the guard's thread with a container and what happened to it (None: it has ended)."""

    def __init__(self, told: Callable[[str, Verdict | None], None], table: Table | None = None) -> None:
        self._told = told
        self._table = table or Table()
        self._runs: dict[str, Run] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._closing = False
        self._thread: threading.Thread | None = None
        self._swept = 0.0
        self._log = logging.getLogger("dinrail.processes")

    def start(self) -> None:
        """Begin to watch."""
        self._thread = threading.Thread(target=self._watch, name="process-guard", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread (blocking); what still runs is no longer watched."""
        self._closing = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def add(self, container: str, run: Run) -> None:
        """Watch this one from now on."""
        with self._lock:
            self._runs[container] = run
        self._wake.set()

    def wake(self) -> None:
        """Look now: something was ended, or its limits are other ones."""
        with self._lock:
            for run in self._runs.values():
                run.due = 0.0
        self._wake.set()

    def _watch(self) -> None:
        while not self._closing:
            try:
                pause = self._round()
            except Exception as error:  # noqa: BLE001 - without the guard nothing keeps any limit
                self._log.exception("the guard of the processes: %s", error)
                pause = 1.0
            self._wake.wait(pause)
            self._wake.clear()

    def _round(self) -> float:
        with self._lock:
            runs = dict(self._runs)
        now = time.monotonic()
        for container, run in runs.items():
            run.obey()
            if system.ended(run.process):
                self._bury(container, run)
        living = {container: run for container, run in runs.items() if not run.over.is_set()}
        if living and now - self._swept >= SWEEP:
            self._sweep(living)
            self._swept = now
        for container, run in living.items():
            if now >= run.due:
                self._look(container, run)
        next_due = min((run.due for run in living.values()), default=now + POLL)
        return max(LEAST, min(POLL, next_due - time.monotonic()))

    def _look(self, container: str, run: Run) -> None:
        try:
            verdict = run.look(time.monotonic())
        except Exception as error:  # noqa: BLE001 - one that cannot be read must not hide the others
            self._log.exception("%s: %s", container, error)
            run.due = time.monotonic() + SWEEP
            return
        if verdict is not None:
            self._told(container, verdict)

    def _sweep(self, runs: dict[str, Run]) -> None:
        self._table.look()
        found = self._table.members(run.origin for run in runs.values())
        for run in runs.values():
            run.members = found[run.origin.token]

    def _bury(self, container: str, run: Run) -> None:
        """Its first process has ended: end what is left of it, then let the pid go."""
        deadline = time.monotonic() + END_S
        while True:
            run.end()
            self._sweep({container: run})
            run.members.discard((run.origin.pid, run.origin.born))
            if not run.members or time.monotonic() > deadline:
                break
            time.sleep(LEAST)
        if run.members:
            self._log.error("%s: %d processes do not end", container, len(run.members))
        code = run.process.wait()
        run.exit_code = code if code >= 0 else 128 - code
        with self._lock:
            self._runs.pop(container, None)
        run.over.set()
        self._told(container, None)
