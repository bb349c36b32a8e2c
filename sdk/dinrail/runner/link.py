"""The link to the device: connect with ordered failover, deliver, lose, back off, again."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Any, Literal

from dinrail.adapter import Adapter
from dinrail.clock import Clock
from dinrail.errors import ConfigError, DeviceError, DinrailError, NotConnected, Timeout
from dinrail.reason import Reason
from dinrail.runner.logtopic import one_line

__all__ = ["Backoff", "Link", "LinkState"]

LinkState = Literal["connecting", "connected", "disconnected", "error"]

FIRST_S = 0.5
LONGEST_S = 30.0
CLOSE_S = 2.0
PROVEN_S = 10.0  # a link this old was good: the next loss starts with the shortest wait


class Backoff:
    """0.5, 1, 2 … `longest` s, each shortened at random by up to a quarter so that many do not return together."""

    def __init__(self, longest: float = LONGEST_S) -> None:
        self._longest = longest
        self._next = FIRST_S

    def reset(self) -> None:
        """Begin again at the shortest wait."""
        self._next = FIRST_S

    def delay(self) -> float:
        """Seconds to wait now; the next wait is twice as long."""
        base, self._next = self._next, min(self._longest, self._next * 2)
        return base * random.uniform(0.75, 1.0)  # noqa: S311


class Link:
    """Keeps one adapter connected until cancelled; `state` and `reason` say how that goes.

    `changed` is called after each change; `opened` after each connect, before data flows.
    """

    def __init__(
        self,
        adapter: Adapter[Any],
        *,
        clock: Clock,
        changed: Callable[[], None],
        opened: Callable[[], None],
        complain: Callable[[BaseException, str], None],
    ) -> None:
        self.adapter = adapter
        self.state: LinkState = "connecting"
        self.reason: Reason | None = None
        self._clock = clock
        self._changed = changed
        self._opened = opened
        self._complain = complain
        self._backoff = Backoff(adapter.longest_wait)
        self._over = False

    async def run(self) -> None:
        """Connect and deliver until cancelled; after a ConfigError only wait. Whoever cancels calls `close` then."""
        turn, endpoints = 0, [None]
        while not self._over:
            try:
                found = self.adapter.endpoints(self.adapter.config)
                if not found:
                    raise ConfigError("no endpoint is configured", key="endpoints_empty")
                endpoints = list(found)
                await self._open(endpoints[turn % len(endpoints)])
                if not self._over:
                    await self._deliver()
            except ConfigError as error:
                self._show("error", error.reason)
            except Exception as error:  # noqa: BLE001
                self._show("disconnected", self._reason(error))
            await self.close()
            if self.state == "error":
                await asyncio.Event().wait()
            turn += 1
            if turn % len(endpoints) == 0:
                await self._clock.sleep(self._backoff.delay())

    @property
    def connected(self) -> bool:
        """Whether the adapter may be asked to write or browse."""
        return self.state == "connected"

    async def _open(self, endpoint: Any) -> None:
        limit = self.adapter.connect_timeout
        try:
            async with asyncio.timeout(limit) as scope:
                await self.adapter.connect(endpoint)
        except TimeoutError:
            if not scope.expired():
                raise
            raise Timeout(f"no connection within {limit:g} s", key="connect_timeout", seconds=limit) from None
        if not self._over:
            self._opened()
            self._show("connected", None)

    async def _deliver(self) -> None:
        since = self._clock.monotonic()
        try:
            await self.adapter.run()
            raise NotConnected("the adapter stopped delivering", key="delivery_ended")
        finally:
            if self._clock.monotonic() - since >= PROVEN_S:
                self._backoff.reset()

    def give_up(self) -> None:
        """Begin nothing more, even if the adapter swallows the cancellation."""
        self._over = True

    async def close(self, timeout: float = CLOSE_S) -> None:
        """Close the adapter, whatever it was doing; what does not end within `timeout` seconds is reported."""
        try:
            async with asyncio.timeout(timeout):
                await self.adapter.close()
        except TimeoutError as error:
            self._complain(error, f"close took longer than {timeout:g} s")
        except Exception as error:  # noqa: BLE001
            self._complain(error, "close")

    def _reason(self, error: Exception) -> Reason:
        if isinstance(error, DeviceError):
            return error.reason
        self._complain(error, "link")
        if isinstance(error, DinrailError):
            return error.reason
        return Reason("adapter_failed", {"type": type(error).__name__}, one_line(str(error), 200))

    def _show(self, state: LinkState, reason: Reason | None) -> None:
        if not self._over:
            self.state, self.reason = state, reason
            self._changed()
