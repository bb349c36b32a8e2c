"""Requests on their way: each answer to the one it belongs to, and an end to waiting."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from dinrail.errors import DeviceError, Timeout
from dinrail_ads.wire.ams import AmsAddress, AmsFrame
from dinrail_ads.wire.commands import Command

__all__ = ["Requests"]

PATIENCE = 4
"""Times the time-out, while the target still answers what was asked before: it does so one by one."""


class _Request(NamedTuple):
    future: asyncio.Future[AmsFrame]
    target: AmsAddress
    command: Command
    began: float
    timeout: float


class Requests:
    """By invoke id, of one link."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: dict[int, _Request] = {}
        self._answered: dict[AmsAddress, float] = {}
        self._last = 0

    def begin(self, target: AmsAddress, command: Command, timeout: float) -> tuple[int, asyncio.Future[AmsFrame]]:
        """An invoke id, and what becomes the answer, Timeout after `timeout` s of silence, or why the link ended."""
        self._last = number = self._last % 0xFFFFFFFF + 1
        request = _Request(self._loop.create_future(), target, command, self._loop.time(), timeout)
        self._waiting[number] = request
        timer = self._loop.call_later(timeout, self._overdue, number)

        def over(_: asyncio.Future[AmsFrame]) -> None:
            timer.cancel()
            self._waiting.pop(number, None)

        request.future.add_done_callback(over)
        return number, request.future

    def settle(self, frame: AmsFrame) -> bool:
        """False for an answer nobody waits for: a late one, or one to something else, is never taken for another."""
        request = self._waiting.get(frame.invoke_id)
        if request is None or request.future.done():
            return False
        if frame.command != request.command or frame.source != request.target:
            return False
        self._answered[request.target] = self._loop.time()
        request.future.set_result(frame)
        return True

    def fail(self, why: DeviceError) -> None:
        """The link is over."""
        for request in list(self._waiting.values()):
            if not request.future.done():
                request.future.set_exception(why)

    def _overdue(self, number: int) -> None:
        request = self._waiting.get(number)
        if request is None or request.future.done():
            return
        now = self._loop.time()
        heard = max(request.began, self._answered.get(request.target, 0.0))
        left = min(heard + request.timeout, request.began + PATIENCE * request.timeout) - now
        if left > 0:
            self._loop.call_later(left, self._overdue, number)
            return
        where = f"AMS port {request.target.port}"
        request.future.set_exception(Timeout(f"{where}: no answer in time", where=where))
