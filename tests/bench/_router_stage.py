"""The stage of the router's benchmarks: a Mosquitto with the shipped limits and roles, the router alone on a file."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from _router_broker import broker_config, mosquitto
from _router_children import (
    Child,
    read_line,
    read_line_of,
    running,
    script,
    wait_for_port,
    wait_until_up,
)
from _router_client import FLOOD, PASSWORD

from dinrail.testing.ports import free_port

__all__ = ["Stage", "unaccounted"]

REPORT_S = 5.0


class Stage:
    """One broker and what is started beside it; everything is gone after `with`."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self.port = free_port()
        self.folder = Path()

    def __enter__(self) -> Stage:
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="dinrail-bench-")))
        config = broker_config(self.folder, self.port)
        self.broker = self._stack.enter_context(running([mosquitto(), "-c", str(config)]))
        wait_for_port(self.port)
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    @contextmanager
    def sink(self, *filters: str, since: float = 0.0) -> Iterator[Child]:
        """Somebody who takes the results and the router's counters."""
        with running(script("_router_sink.py", self.port, *filters, "--since", since), piped=True) as sink:
            read_line(sink)
            yield sink

    @contextmanager
    def router(self, routes: bytes) -> Iterator[Child]:
        """A router with these routes that has its session."""
        file, alive = self.folder / "routing.json", self.folder / "alive"
        file.write_bytes(routes)
        alive.unlink(missing_ok=True)
        address = f"mqtt://router:{PASSWORD}@127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "dinrail_router", "run", "--broker", address, "--routes", str(file)]
        with running(command, env={**os.environ, "DINRAIL_HEALTH": str(alive)}) as router:
            wait_until_up(alive)
            yield router

    @contextmanager
    def paho(self, kind: str) -> Iterator[Child]:
        """The minimal loop in the router's place."""
        with running(script("_router_paho.py", self.port, kind), piped=True) as loop:
            read_line(loop)
            yield loop

    def load(self, rate: float, seconds: float, *more: object) -> dict[str, Any]:
        """Run the sources to their end; what they sent."""
        return read_line_of(self.start_load(rate, seconds, *more), seconds + 60)

    def start_load(self, rate: float, seconds: float, *more: object) -> Child:
        """Run the sources beside something else."""
        command = script("_router_load.py", self.port, "--rate", rate, "--seconds", seconds, *more)
        return subprocess.Popen(command, text=True, stdout=subprocess.PIPE)

    @staticmethod
    def end(sink: Child) -> dict[str, Any]:
        """What the sink got, after the router has reported its counters once more."""
        time.sleep(REPORT_S + 1)
        assert sink.stdin is not None
        sink.stdin.close()
        return read_line(sink)


def unaccounted(sent: int, end: dict[str, Any]) -> int:
    """Messages nobody can account for: sent, but neither arrived nor counted by the router as filtered or dropped.

    What a flooding source sent is left out.
    """
    routes = [route for route in end["counters"]["routes"] if route["id"] != FLOOD]
    counted = sum(sum(route[why].values()) for route in routes for why in ("filtered", "dropped"))
    return int(sent - end["received"] - counted)
