"""One thread that owns what may block; its jobs run one after the other."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from dinrail.errors import Timeout

__all__ = ["Worker"]

T = TypeVar("T")


class Worker:
    """`stuck` is called when a job has not come back within `patience` s: a blocked thread cannot be ended."""

    def __init__(self, name: str, *, patience: float, stuck: Callable[[str], None]) -> None:
        self._patience = patience
        self._stuck = stuck
        self._name = name
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    async def call(self, job: Callable[[], T], *, patience: float | None = None) -> T:
        """What `job` returns or raises; a caller that is cancelled leaves it to run to its end."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()

        def settle(result: Any, error: BaseException | None) -> None:
            if future.done():
                return
            if error is None:
                future.set_result(result)
            else:
                future.set_exception(error)

        def run() -> None:
            result, error = None, None
            try:
                result = job()
            except BaseException as problem:  # noqa: BLE001 - it belongs to the caller
                error = problem
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(settle, result, error)

        self._jobs.put(run)
        limit = self._patience if patience is None else patience
        try:
            async with asyncio.timeout(limit) as scope:
                return await future
        except TimeoutError:
            if not scope.expired():
                raise
            if patience is None:
                self._stuck(self._name)
            raise Timeout(f"{self._name} does not come back", key="ads_library_stuck") from None

    def end(self) -> None:
        """Let the thread end after its last job."""
        self._jobs.put(None)

    def _serve(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
