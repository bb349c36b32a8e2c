"""Written values become frames: the rest of the message is what was sent or received last, never invented."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from dinrail.errors import WriteRefused
from dinrail.sample import Scalar
from dinrail_can.client import Received
from dinrail_can.codec import Message, Reading, Signal, insert, read_raw
from dinrail_can.points import Chosen

__all__ = ["Sending"]

Send = Callable[[int, bytes], Coroutine[Any, Any, None]]


class Sending:
    """Sends messages with one signal changed, and sees whether the bus says the same afterwards."""

    def __init__(self, send: Send, echo: float, last: Callable[[int], bytes | None]) -> None:
        self._send = send
        self._echo = echo
        self._last = last
        self._sent: dict[int, bytes] = {}
        self._waiting: dict[int, asyncio.Future[Scalar]] = {}
        self._wanted: dict[int, tuple[Chosen, int]] = {}

    def take(self, frames: Iterable[Received]) -> None:
        """Frames of the bus, for whoever waits for an echo."""
        if not self._waiting:
            return
        for key, data, _ in frames:
            waiting, wanted = self._waiting.get(key), self._wanted.get(key)
            if waiting is None or wanted is None or waiting.done():
                continue
            value = Reading(wanted[0].message).read(data).get(wanted[0].signal.name, (None, ""))[0]
            if value is not None and read_raw(wanted[0].signal, data) == wanted[1]:
                waiting.set_result(value)

    async def write(self, chosen: Chosen, value: float) -> Scalar:
        """Send the message; what the bus echoed, or None. Raises WriteRefused, OutOfRange, DeviceError."""
        message, raw = chosen.message, chosen.signal.raw(value)
        data = insert(chosen.signal, self._base(message, chosen.signal), raw)
        waiting: asyncio.Future[Scalar] = asyncio.get_running_loop().create_future()
        self._waiting[message.key], self._wanted[message.key] = waiting, (chosen, raw)
        try:
            await self._send(message.key, data)
            self._sent[message.key] = data
            return await self._echoed(waiting)
        finally:
            self._waiting.pop(message.key, None)
            self._wanted.pop(message.key, None)

    async def _echoed(self, waiting: asyncio.Future[Scalar]) -> Scalar:
        try:
            async with asyncio.timeout(self._echo):
                return await waiting
        except TimeoutError:
            return None

    def _base(self, message: Message, signal: Signal) -> bytes:
        """The rest of the message: received or sent last, else what the file says a sender begins with."""
        if message.length > 8:
            text = f"{message.name} is longer than a classic frame"
            raise WriteRefused(text, key="can_message_long", name=message.name)
        data = self._last(message.key) or self._sent.get(message.key)
        others = [each for each in message.signals if each is not signal]
        if data is None or len(data) < signal.bytes_needed:
            data = bytes(message.length)
            for each in others:
                if each.multiplexer is None and each.initial is None and not _selects(signal, each):
                    text = f"what else is in {message.name} is not known: it was not received yet"
                    raise WriteRefused(text, key="can_message_unknown", name=message.name)
                if each.initial is not None and each.multiplexer is None:
                    data = insert(each, data, each.initial)
        if signal.bytes_needed > len(data):
            text = f"{signal.name} lies beyond the end of {message.name}"
            raise WriteRefused(text, key="can_signal_beyond", name=signal.name)
        return _selected(message, signal, data)


def _selects(signal: Signal, other: Signal) -> bool:
    return signal.multiplexer is not None and signal.multiplexer.name == other.name


def _selected(message: Message, signal: Signal, data: bytes) -> bytes:
    """The frame with multiplexers set so that the signal is in it."""
    above = signal.multiplexer
    if above is None:
        return data
    selector = next(each for each in message.signals if each.name == above.name)
    if read_raw(selector, data) not in above.values:
        if len(above.values) > 1:
            text = f"{signal.name} is in more than one part of {message.name}"
            raise WriteRefused(text, key="can_part_unknown", name=signal.name)
        # Another part's bytes mean something else here.
        data = insert(selector, bytes(len(data)), next(iter(above.values)))
        if any(
            each is not signal and each is not selector and read_raw(selector, data) in each.multiplexer.values
            for each in message.signals
            if each.multiplexer is not None and each.multiplexer.name == selector.name
        ) or any(each.multiplexer is None and each is not selector for each in message.signals):
            text = f"what else is in this part of {message.name} is not known"
            raise WriteRefused(text, key="can_message_unknown", name=message.name)
    return _selected(message, selector, data)
