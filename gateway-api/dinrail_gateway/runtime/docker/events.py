"""The engine's event stream: a thread that reads for ever and hands over to the event loop.

A stream quiet for five minutes is opened anew (a half-open one would be silent for ever). After each (re)connect a
`resync` says that events may have been missed.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import docker
import docker.errors
import requests.exceptions
import urllib3.exceptions

from dinrail.errors import DinrailError
from dinrail_gateway.runtime.docker.inspected import event
from dinrail_gateway.runtime.interface import RuntimeEvent

__all__ = ["EventStream"]

FILTERS = {
    "type": ["container", "image"],
    "event": ["start", "die", "oom", "destroy", "pause", "unpause", "rename", "update", "tag", "untag", "delete",
              "load", "import", "pull"],
}  # fmt: skip
BACKOFF = (0.2, 0.5, 1.0, 2.0)
BOUND = 2000
_LOST = (docker.errors.DockerException, requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError,
         DinrailError, ValueError)  # fmt: skip


class EventStream:
    """Events of one project; `dropped` counts what a full queue lost (a resync follows)."""

    def __init__(self, connect: Callable[[], docker.APIClient], project: str) -> None:
        self._connect = connect
        self._project = project
        self._queue: asyncio.Queue[RuntimeEvent] = asyncio.Queue(BOUND)
        self._closing = threading.Event()
        self._stream: Any = None
        self._thread: threading.Thread | None = None
        self.dropped = 0

    def start(self) -> None:
        """Begin reading; call inside the loop."""
        loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._read, args=(loop,), name="engine-events", daemon=True)
        self._thread.start()

    async def close(self) -> None:
        """End the thread."""
        self._closing.set()
        if self._stream is not None:
            with contextlib.suppress(*_LOST, AttributeError):
                await asyncio.to_thread(self._stream.close)
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, 5.0)

    async def __aiter__(self) -> AsyncIterator[RuntimeEvent]:
        while True:
            yield await self._queue.get()

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        tries = 0
        while not self._closing.is_set():
            try:
                client = self._connect()
                with contextlib.closing(client):
                    self._stream = client.events(decode=True, filters=FILTERS, since=int(time.time()))
                    self._hand(loop, RuntimeEvent(kind="resync"))
                    tries = 0
                    for raw in self._stream:
                        found = event(raw, self._project)
                        if found is not None:
                            self._hand(loop, found)
            except _LOST:
                pass  # the probe reports an engine that does not answer; here it is only tried again
            if not self._closing.is_set():
                self._hand(loop, RuntimeEvent(kind="lost"))
            self._closing.wait(BACKOFF[min(tries, len(BACKOFF) - 1)])
            tries += 1

    def _hand(self, loop: asyncio.AbstractEventLoop, found: RuntimeEvent) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(self._put, found)

    def _put(self, found: RuntimeEvent) -> None:
        if self._queue.full():
            while not self._queue.empty():
                self._queue.get_nowait()
                self.dropped += 1
            self._queue.put_nowait(RuntimeEvent(kind="resync"))
        self._queue.put_nowait(found)
