"""Calls on `dinrail/<instance>/call/<method>`: run beside everything else, bounded, answered once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from mqtt5 import PublishPacket

from dinrail.errors import CallRefused, DinrailError, Timeout
from dinrail.reason import Reason
from dinrail.runner.counters import Counters
from dinrail.runner.ending import end
from dinrail.runner.replies import Asker, Replies

__all__ = ["Calls", "Method"]

MAX_RUNNING = 8
CALL_TIMEOUT_S = 60.0
STOP_S = 0.3

Method = Callable[[dict[str, Any]], Awaitable[Any]]

_params = msgspec.json.Decoder(dict[str, Any])


class Calls:
    """Runs calls; `find` gives the method of a name or raises CallRefused, NotConnected or Blocked."""

    def __init__(
        self,
        replies: Replies,
        *,
        counters: Counters,
        find: Callable[[str], Method],
        complain: Callable[[Exception, str], None],
    ) -> None:
        self._replies = replies
        self._counters = counters
        self._find = find
        self._complain = complain
        self._running: set[asyncio.Task[None]] = set()

    def take(self, packet: PublishPacket) -> None:
        """Start one call as it arrives; without an asker there is nobody to answer and nothing is done."""
        asker = self._replies.asker(packet)
        name = packet.topic.rsplit("/", 1)[-1]
        if packet.retain or not asker.topic:
            self._counters.count("calls_refused")
            return
        if self._replies.repeated(asker):
            return
        try:
            method, params = self._find(name), _decode(packet.payload)
            if len(self._running) >= MAX_RUNNING:
                raise CallRefused("too many calls run", key="calls_busy")
        except DinrailError as error:
            self._counters.count("calls_refused")
            self._replies.fail(asker, error)
            return
        task = asyncio.create_task(self._run(name, method, params, asker))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def stop(self) -> None:
        """Cancel what runs."""
        await end(self._running, STOP_S)

    async def _run(self, name: str, method: Method, params: dict[str, Any], asker: Asker) -> None:
        try:
            async with asyncio.timeout(CALL_TIMEOUT_S):
                self._replies.succeed(asker, await method(params))
        except TimeoutError:
            self._fail(asker, Timeout(f"{name} took longer than {CALL_TIMEOUT_S:g} s", key="call_timeout"))
        except DinrailError as error:
            self._fail(asker, error)
        except Exception as error:  # noqa: BLE001
            self._complain(error, f"call {name}")
            self._fail(asker, Reason("internal_error", {"type": type(error).__name__}, "the adapter failed"))
        else:
            self._counters.count("calls_ok")

    def _fail(self, asker: Asker, error: DinrailError | Reason) -> None:
        self._counters.count("calls_failed")
        self._replies.fail(asker, error)


def _decode(payload: bytes) -> dict[str, Any]:
    try:
        return _params.decode(payload) if payload.strip() else {}
    except (msgspec.DecodeError, RecursionError) as error:
        raise CallRefused(f"parameters are a JSON object: {error}", key="call_parameters_invalid") from None
