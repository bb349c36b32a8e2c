"""The processes of the router's benchmarks: started, waited for, read from, and gone afterwards."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

__all__ = [
    "Child",
    "cpu",
    "read_line",
    "read_line_of",
    "resident",
    "running",
    "script",
    "wait_for_port",
    "wait_until_up",
]

HERE = Path(__file__).parent

Child = subprocess.Popen[str]


def cpu(child: Child) -> float:
    """Seconds of processor time a child has used."""
    times = psutil.Process(child.pid).cpu_times()
    return times.user + times.system


def resident(child: Child) -> float:
    """MiB of memory a child holds."""
    return psutil.Process(child.pid).memory_info().rss / 2**20


def script(name: str, *arguments: object) -> list[str]:
    """A command that runs a script beside this one."""
    return [sys.executable, str(HERE / name), *map(str, arguments)]


@contextmanager
def running(command: list[str], *, piped: bool = False, env: dict[str, str] | None = None) -> Iterator[Child]:
    """A child process that is gone afterwards."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE} if piped else {"stdout": subprocess.DEVNULL}
    child = subprocess.Popen(command, text=True, env=env, stderr=subprocess.DEVNULL, **pipes)  # type: ignore[call-overload]
    try:
        yield child
    finally:
        child.terminate()
        child.wait(10)


def read_line(child: Child) -> dict[str, Any]:
    """The next JSON line a child prints."""
    assert child.stdout is not None
    line: dict[str, Any] = json.loads(child.stdout.readline())
    return line


def read_line_of(child: Child, timeout: float) -> dict[str, Any]:
    """The one line of a child that ends."""
    output, _ = child.communicate(timeout=timeout)
    line: dict[str, Any] = json.loads(output)
    return line


def wait_for_port(port: int) -> None:
    """Until somebody listens there."""
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    sys.exit("the broker does not listen")


def wait_until_up(alive: Path) -> None:
    """Until the router says it has its session."""
    for _ in range(100):
        if alive.exists() and alive.read_text() == "up":
            time.sleep(0.5)
            return
        time.sleep(0.1)
    sys.exit("the router does not come up")
