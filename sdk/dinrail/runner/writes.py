"""The write queue: every request is checked, runs once and in order, or is refused with its reason."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from mqtt5 import PublishPacket

from dinrail.adapter import Adapter
from dinrail.clock import Clock
from dinrail.directory import Point
from dinrail.errors import (
    AddressError,
    Blocked,
    DinrailError,
    Expired,
    NotConnected,
    Timeout,
    UnknownPoint,
    WriteRefused,
)
from dinrail.names import Topics, parse
from dinrail.reason import Reason
from dinrail.runner.counters import Counters
from dinrail.runner.pacing import TokenBucket
from dinrail.runner.replies import Asker, Replies
from dinrail.sample import Scalar
from dinrail.write import EXPIRY_S, WriteRequest, parse_write

__all__ = ["WriteQueue"]

MAX_WAITING = 256


class _Wish(msgspec.Struct, frozen=True):
    point: Point
    value: bool | int | float | str
    asker: Asker
    came: float
    request: WriteRequest


class WriteQueue:
    """Requests of `<root>/set/<instance>/#`; at most 256 wait, none longer than five seconds."""

    def __init__(
        self,
        *,
        topics: Topics,
        replies: Replies,
        clock: Clock,
        counters: Counters,
        points: Callable[[], Mapping[str, Point]],
        target: Callable[[], Adapter[Any] | None],
        written: Callable[[Point, Scalar], None],
        complain: Callable[[Exception, str], None],
        log: logging.Logger,
        held: Callable[[str], Blocked | None] = lambda _: None,
    ) -> None:
        """held: why a point takes no write for now."""
        self._topics = topics
        self._replies = replies
        self._clock = clock
        self._held = held
        self._counters = counters
        self._points = points
        self._target = target
        self._written = written
        self._complain = complain
        self._log = log
        self._lines = TokenBucket(clock, rate=0.2, burst=5)
        self._queue: asyncio.Queue[_Wish] = asyncio.Queue(MAX_WAITING)
        self._current: set[asyncio.Timeout] = set()
        self.blocked: Blocked | None = None
        """Why no write is carried out now."""

    def take(self, packet: PublishPacket) -> None:
        """Accept, answer again or refuse one request as it arrives."""
        asker = self._replies.asker(packet)
        if self._replies.repeated(asker):
            return
        try:
            self._queue.put_nowait(self._checked(packet, asker))
        except asyncio.QueueFull:
            self._refuse(asker, WriteRefused("too many writes wait", key="write_queue_full"))
        except WriteRefused as error:
            self._refuse(asker, error)

    def cut_short(self) -> None:
        """Cancel the write that is under way; it is answered with `write_outcome_unknown`."""
        for each in self._current:
            if not each.expired():
                each.reschedule(asyncio.get_running_loop().time())

    async def run(self) -> None:
        """Carry requests out in their order, as many at a time as the adapter says, until cancelled."""
        running: set[asyncio.Task[None]] = set()
        try:
            while True:
                wish = await self._queue.get()
                target = self._target()
                if target is None or target.writes_at_once <= 1:
                    await self._serve(wish)
                    continue
                while len(running) >= target.writes_at_once:
                    await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                task = asyncio.create_task(self._serve(wish))  # tasks begin in the order they were made
                running.add(task)
                task.add_done_callback(running.discard)
        finally:
            for task in running:
                task.cancel()

    async def _serve(self, wish: _Wish) -> None:
        try:
            value = await self._carry_out(wish)
        except WriteRefused as error:
            self._refuse(wish.asker, error)
        except DinrailError as error:
            self._failed(wish.asker, error)
        except Exception as error:  # noqa: BLE001
            self._complain(error, f"write {wish.point.path}")
            self._failed(wish.asker, Reason("internal_error", {"type": type(error).__name__}, "the adapter failed"))
        else:
            self._counters.count("writes_ok")
            self._replies.succeed(wish.asker, value)

    def _checked(self, packet: PublishPacket, asker: Asker) -> _Wish:
        if packet.retain:
            raise Expired("a retained write request is never carried out", key="write_retained")
        self._check_blocked()
        try:
            path = ".".join(parse(self._topics.address(packet.topic))[1])
        except AddressError as error:
            raise UnknownPoint(error.message, path=packet.topic[:200]) from None
        if (refusal := self._held(path)) is not None:
            raise refusal
        point = self._points().get(path)
        if point is None:
            raise UnknownPoint(f"there is no point {path[:200]}", path=path[:200])
        request = parse_write(packet.payload)
        request.check_age(self._clock.now_ms())
        return _Wish(point, point.accept(request.value), asker, self._clock.monotonic(), request)

    async def _carry_out(self, wish: _Wish) -> Scalar:
        self._check_blocked()
        if (refusal := self._held(wish.point.path)) is not None:
            raise refusal
        waited = self._clock.monotonic() - wish.came
        if waited > EXPIRY_S:
            raise Expired(f"waited {waited:.1f} s in the queue", age_s=round(waited, 1))
        wish.request.check_age(self._clock.now_ms())
        if self._points().get(wish.point.path) != wish.point:
            raise UnknownPoint(f"{wish.point.path} has changed meanwhile", path=wish.point.path)
        target = self._target()
        if target is None:
            raise NotConnected("no link to the device")
        try:
            async with asyncio.timeout(target.write_timeout) as limit:
                self._current.add(limit)
                value = await target.write(wish.point, wish.value)
        except TimeoutError:
            why = self.blocked.message if self.blocked else f"no answer within {target.write_timeout:g} s"
            raise Timeout(
                f"{why}; whether it was written is unknown", key="write_outcome_unknown", path=wish.point.path
            ) from None
        finally:
            self._current.discard(limit)
        if value is not None and self._target() is target:  # a link that was closed meanwhile shows nothing good
            self._written(wish.point, value)
        return value

    def _check_blocked(self) -> None:
        if self.blocked is not None:
            raise self.blocked

    def _refuse(self, asker: Asker, error: WriteRefused) -> None:
        self._counters.count("writes_refused")
        if self._lines.take():
            self._log.warning("write refused (%s): %s", error.reason.key, error.message)
        self._replies.fail(asker, error)

    def _failed(self, asker: Asker, error: DinrailError | Reason) -> None:
        self._counters.count("writes_failed")
        self._replies.fail(asker, error)
