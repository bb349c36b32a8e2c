"""One function per fault; each is bounded by nothing of its own: its limits are what is to be seen."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

__all__ = ["FAULTS"]

SPIN = "while True: pass"
LEAK = "hoard = []\nwhile True: hoard.append(b'x' * (1 << 20))"
SLEEP = "import time; time.sleep(3600)"
PAUSE_S = 0.02


async def cpu() -> None:
    """A busy process for every core."""
    for _ in range(os.cpu_count() or 1):
        _python(SPIN)


async def memory() -> None:
    """A megabyte more each time."""
    hoard = []
    while True:
        hoard.append(b"x" * (1 << 20))
        await asyncio.sleep(PAUSE_S)


async def child_memory() -> None:
    """Somebody else pays."""
    _python(LEAK)


async def forks() -> None:
    """As many processes as it gets."""
    refused = False
    while True:
        try:
            _python(SLEEP)
        except OSError as error:
            if not refused:
                sys.stderr.write(f"error hog: no more processes: {error}\n")
            refused = True
        await asyncio.sleep(PAUSE_S)


async def files() -> None:
    """As many open files as it gets."""
    opened = []
    try:
        while True:
            opened.append(os.open("/dev/null", os.O_RDONLY))
    except OSError as error:
        for descriptor in opened[-8:]:  # some to write this, and to go on speaking to the broker
            os.close(descriptor)
        sys.stderr.write(f"error hog: no more files after {len(opened)}: {error}\n")


async def log() -> None:
    """Lines, in between a turn for everybody else."""
    line = f"info hog: {'x' * 400}\n" * 100
    while True:
        sys.stderr.write(line)
        await asyncio.sleep(0)


async def hang() -> None:
    """The loop stands still, the process lives."""
    while True:
        time.sleep(3600)  # noqa: ASYNC251 - that is the fault


async def deaf() -> None:
    """What speaks to the broker ends, everything else goes on."""
    for task in asyncio.all_tasks():
        if task.get_name().startswith("bus "):
            task.cancel()
    _hang_up()


async def crash() -> None:
    """At once, as a fault in native code would."""
    os._exit(3)


FAULTS: dict[str, Callable[[], Awaitable[None]]] = {
    "cpu": cpu,
    "memory": memory,
    "child_memory": child_memory,
    "forks": forks,
    "files": files,
    "log": log,
    "hang": hang,
    "deaf": deaf,
    "crash": crash,
}


def _python(program: str) -> None:
    subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.DEVNULL)


def _hang_up() -> None:
    for descriptor in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(int(descriptor.name))) as connection:
            if connection.family == socket.AF_INET:
                connection.shutdown(socket.SHUT_RDWR)
