"""Finds what holds up the event loop: blocking calls made inside it, and callbacks that take too long.

Looked at: time.sleep of a millisecond or more, blocking socket operations, name lookups, files above 1 MiB, waiting
for child processes, and every callback of an asyncio loop that works for more than 200 ms or waits for more than
800 ms. Waiting for a processor does not count, nor does waiting at all while other threads had the interpreter or the
machine is overloaded; then work may take 800 ms. So a busy machine, or the host of a virtual one, does not fail a test.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import ipaddress
import os
import socket
import subprocess
import sys
import threading
import time
import traceback
from asyncio import events
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from dinrail.testing.pressure import Pressure

__all__ = ["BlockingGuard"]

SLOW = 0.2
NAP = 0.001
HEAVY_FILE = 1024 * 1024
_SOCKET_CALLS = ("accept", "connect", "recv", "recv_into", "recvfrom", "send", "sendall", "sendto")
_MAX_FINDINGS = 20
_OVERLOADED = 4  # shared caches and stolen time make the same work cost more processor time
_STOLEN = 4  # what a virtual machine's host takes away looks like a wait, and nothing tells it apart
_IDLE = 0.001  # seconds of processor time other threads may use and still not be who was waited for
_active: BlockingGuard | None = None


class BlockingGuard:
    """Watches while entered; `findings` are sentences with the place in the code."""

    def __init__(self, slow: float = SLOW, calm: Callable[[float], bool] | None = None) -> None:
        """slow: seconds a callback may take; calm: whether the machine had room up to a time, to judge a wait."""
        self.findings: list[str] = []
        self._slow = slow
        self._calm = calm
        self._collected = 0.0
        self._undo = contextlib.ExitStack()

    def __enter__(self) -> BlockingGuard:
        global _active  # noqa: PLW0603 - an audit hook cannot be removed, only told that nobody listens
        _install_audit_hook()
        _active = self
        self._replace(time, "sleep", self._sleep)
        self._replace(subprocess.Popen, "wait", self._child)
        self._replace(subprocess.Popen, "communicate", self._child)
        for name in _SOCKET_CALLS:
            self._replace(socket.socket, name, self._socket)
        queue_time = self._undo.enter_context(_queue_time())
        pressure = self._undo.enter_context(contextlib.closing(Pressure()))
        self._replace(events.Handle, "_run", lambda original: self._timed(original, queue_time, pressure))
        gc.callbacks.append(self._collecting)
        self._undo.callback(gc.callbacks.remove, self._collecting)
        return self

    def __exit__(self, *exc: object) -> None:
        global _active  # noqa: PLW0603 - as above
        _active = None
        self._undo.close()

    def add(self, what: str, where: str = "") -> None:
        """Note one finding; `where` defaults to the caller's line."""
        if len(self.findings) < _MAX_FINDINGS:
            self.findings.append(f"{what} in the event loop{where or _place()}")

    def opened(self, path: object) -> None:
        """A file is being opened."""
        if isinstance(path, str | bytes | os.PathLike) and _in_loop():
            with contextlib.suppress(OSError, ValueError):
                size = Path(os.fsdecode(path)).stat().st_size
                if size > HEAVY_FILE:
                    self.add(f"open of {os.fsdecode(path)} ({size} bytes)")

    def _sleep(self, original: Callable[[float], None]) -> Callable[[float], None]:
        def sleep(seconds: float) -> None:
            if seconds >= NAP and _in_loop():
                self.add(f"time.sleep({seconds:g})")
            original(seconds)

        return sleep

    def _child(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def wait(process: subprocess.Popen[Any], *args: Any, **kwargs: Any) -> Any:
            if process.returncode is None and _in_loop():
                self.add("waiting for a child process")
            return original(process, *args, **kwargs)

        return wait

    def _socket(self, original: Callable[..., Any]) -> Callable[..., Any]:
        name = original.__name__

        def call(sock: socket.socket, *args: Any, **kwargs: Any) -> Any:
            if sock.gettimeout() != 0 and _in_loop():
                self.add(f"blocking socket.{name}")
            return original(sock, *args, **kwargs)

        return call

    def _timed(
        self, original: Callable[[events.Handle], None], queue_time: Callable[[], float], pressure: Pressure
    ) -> Callable[[events.Handle], None]:
        slow, is_calm = self._slow, self._calm or pressure.calm

        def run(handle: events.Handle) -> None:
            began, queued, own, everybody = time.monotonic(), queue_time(), time.thread_time(), time.process_time()
            collected = self._collected
            pressure.look(began)
            try:
                original(handle)
            finally:
                if (ended := time.monotonic()) - began > slow:
                    collected = self._collected - collected
                    worked = time.thread_time() - own - collected
                    others = time.process_time() - everybody - worked - collected
                    calm = is_calm(ended)
                    waited = ended - began - (queue_time() - queued) - collected if calm and others < _IDLE else 0.0
                    if worked > (slow if calm else _OVERLOADED * slow) or waited > _STOLEN * slow:
                        self.add(f"callback of {max(worked, waited) * 1000:.0f} ms", f": {_name(handle)}")

        return run

    def _collecting(self, phase: str, _info: dict[str, int]) -> None:
        # A whole test session lies in the collector's way, which no service has.
        self._collected += time.thread_time() if phase == "stop" else -time.thread_time()

    def _replace(self, owner: Any, name: str, wrap: Callable[[Any], Any]) -> None:
        inherited = name not in vars(owner)
        original = getattr(owner, name)
        setattr(owner, name, wrap(original))
        if inherited:
            self._undo.callback(delattr, owner, name)
        else:
            self._undo.callback(setattr, owner, name, original)


def _in_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _needs_lookup(host: object) -> bool:
    text = host.decode(errors="replace") if isinstance(host, bytes) else host
    if not isinstance(text, str) or text in ("", "localhost"):
        return False
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return True
    return False


def _place() -> str:
    own = (__file__, socket.__file__, subprocess.__file__)
    frames = [frame for frame in traceback.extract_stack() if frame.filename not in own]
    return "".join(f"\n    {frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-6:])


def _name(handle: events.Handle) -> str:
    callback = getattr(handle, "_callback", None)
    task = getattr(callback, "__self__", None)
    return repr(task if isinstance(task, asyncio.Task) else callback)


@contextlib.contextmanager
def _queue_time() -> Iterator[Callable[[], float]]:
    """Seconds this thread was ready but had no processor; 0 where the kernel does not tell."""
    owner = threading.get_ident()
    path = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
    stat: BinaryIO | None = None
    with contextlib.suppress(OSError):
        stat = path.open("rb", buffering=0)

    def read() -> float:
        if stat is None or threading.get_ident() != owner:
            return 0.0
        return int(os.pread(stat.fileno(), 128, 0).split()[1]) / 1e9

    try:
        yield read
    finally:
        if stat is not None:
            stat.close()


_hooked = False


def _install_audit_hook() -> None:
    global _hooked  # noqa: PLW0603 - once per process
    if not _hooked:
        _hooked = True
        sys.addaudithook(_audit)


def _audit(event: str, args: tuple[Any, ...]) -> None:
    guard = _active
    if guard is None:
        return
    if event == "open":
        guard.opened(args[0])
    elif event == "socket.getaddrinfo" and _needs_lookup(args[0]) and _in_loop():
        guard.add(f"name lookup of {args[0]!r}")
