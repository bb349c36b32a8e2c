"""One bus: a thread reads it, the event loop takes what has come in bundles; nothing spins, nothing grows."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import deque
from typing import NamedTuple

from can import BusABC, Message
from can.exceptions import CanError

from dinrail.errors import DeviceError, NotConnected, Timeout
from dinrail_can.client.errors import ErrorState
from dinrail_can.client.opening import explain, open_bus
from dinrail_can.codec import EXTENDED
from dinrail_can.endpoint import Endpoint

__all__ = ["Client", "Received"]

WAIT_S = 0.2
PAUSE_S = 0.005
"""Between two looks at a busy bus: so many frames come as one bundle, and a broken one costs 200 looks a second."""
BUNDLE = 2000
QUEUE = 20000
SEND_S = 2.0
CLASSIC = 8

logging.getLogger("can").setLevel(logging.CRITICAL)  # it tells every frame it finds odd; we count those


class Received(NamedTuple):
    """A data frame. key: identifier, with EXTENDED for 29 bits; ts: Unix ms."""

    key: int
    data: bytes
    ts: int


class Client:
    """Opened, used and closed by one adapter; every failure is an error of the SDK's tree."""

    def __init__(self) -> None:
        self.errors = ErrorState()
        self.lost = 0
        """Frames that came faster than they were taken."""
        self.remote = 0
        self._bus: BusABC | None = None
        self._endpoint = Endpoint()
        self._frames: deque[Received] = deque()
        self._failure: DeviceError | None = None
        self._arrived = asyncio.Event()
        self._stop = threading.Event()
        self._sending = asyncio.Lock()
        self._thread: threading.Thread | None = None

    @property
    def connected(self) -> bool:
        """Whether the bus is open and nothing has broken it."""
        return self._bus is not None and self._failure is None

    async def open(self, endpoint: Endpoint) -> None:
        """Open the bus and begin to read; raises NotConnected, Timeout."""
        self._endpoint, self._failure, self._stop = endpoint, None, threading.Event()
        self._frames.clear()
        self.errors.stage = "active"
        opening = asyncio.get_running_loop().run_in_executor(None, open_bus, endpoint, self.errors)
        try:
            bus = await asyncio.shield(opening)
        except asyncio.CancelledError:
            opening.add_done_callback(_discard)
            raise
        self._bus = bus
        arguments = (bus, self._stop, asyncio.get_running_loop())
        self._thread = threading.Thread(target=self._read, args=arguments, name="can-reader", daemon=True)
        self._thread.start()

    async def receive(self, timeout: float) -> list[Received]:
        """What has come, waiting up to `timeout` s for the first; raises what ended the reader, or bus-off."""
        if not self._frames and self._failure is None:
            self._arrived.clear()
            try:
                async with asyncio.timeout(timeout):
                    await self._arrived.wait()
            except TimeoutError:
                pass
        if self._failure is not None:
            raise self._failure
        if self.errors.stage == "off":
            text = f"{self._endpoint}: the controller has left the bus after too many errors"
            raise NotConnected(text, key="can_bus_off", interface=str(self._endpoint))
        frames: list[Received] = []
        while self._frames and len(frames) < BUNDLE:
            frames.append(self._frames.popleft())
        return frames

    async def send(self, key: int, data: bytes) -> None:
        """Give a frame to the bus; that somebody took it is not known. Raises NotConnected, Timeout."""
        bus = self._bus
        if bus is None:
            raise NotConnected("not open", key="can_link_lost", interface=str(self._endpoint), detail="not open")
        message = Message(arbitration_id=key & ~EXTENDED, is_extended_id=bool(key & EXTENDED), data=data)
        async with self._sending:
            try:
                async with asyncio.timeout(2 * SEND_S):
                    await asyncio.to_thread(bus.send, message, SEND_S)
            except TimeoutError:
                raise Timeout(f"{self._endpoint}: not sent in time", key="can_send_full") from None
            except (CanError, OSError) as error:
                raise explain(error, self._endpoint) from None

    async def close(self) -> None:
        """End the reader and release the bus."""
        bus, thread, self._bus, self._thread = self._bus, self._thread, None, None
        self._stop.set()
        if bus is not None:
            await asyncio.to_thread(_shut, bus, thread)

    def _read(self, bus: BusABC, stop: threading.Event, loop: asyncio.AbstractEventLoop) -> None:
        try:
            while not stop.is_set():
                began, count = time.monotonic(), 0
                wait = WAIT_S
                while count < BUNDLE and (message := self._next(bus, wait)) is not None:
                    self._take(message)
                    count, wait = count + 1, 0.0
                if count or self.errors.stage == "off":
                    _call(loop, self._arrived.set)
                if count or time.monotonic() - began < WAIT_S / 2:
                    stop.wait(PAUSE_S)
        except Exception as error:  # noqa: BLE001 - a thread has nobody else to tell
            if not stop.is_set():
                self._failure = error if isinstance(error, DeviceError) else explain(error, self._endpoint)
                _call(loop, self._arrived.set)

    def _next(self, bus: BusABC, wait: float) -> Message | None:
        try:
            return bus.recv(wait)
        except (ValueError, IndexError, KeyError):
            self.errors.add("malformed")
            return None

    def _take(self, message: Message) -> None:
        if message.is_error_frame:
            self.errors.take(message.arbitration_id, bytes(message.data))
        elif message.is_remote_frame:
            self.remote += 1
        elif message.dlc != len(message.data) or message.dlc > CLASSIC:
            self.errors.add("malformed")
        elif len(self._frames) >= QUEUE:
            self.lost += 1
        else:
            key = message.arbitration_id | EXTENDED if message.is_extended_id else message.arbitration_id
            # Not the adapter's clock: some stamp with the time since their start.
            self._frames.append(Received(key, bytes(message.data), int(time.time() * 1000)))


def _call(loop: asyncio.AbstractEventLoop, what: object) -> None:
    try:
        loop.call_soon_threadsafe(what)  # type: ignore[arg-type]
    except RuntimeError:
        return  # the loop has ended before the thread


def _shut(bus: BusABC, thread: threading.Thread | None) -> None:
    if thread is not None:
        thread.join(1.0)
    try:
        bus.shutdown()
    except (CanError, OSError):
        return  # it is gone already


def _discard(opening: asyncio.Future[BusABC]) -> None:
    """A bus that was opened after nobody waited for it any more."""
    if not opening.cancelled() and opening.exception() is None:
        _shut(opening.result(), None)
