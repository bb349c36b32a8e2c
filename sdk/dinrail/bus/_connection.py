"""Keeps one connection to the broker: dial, watch, back off, dial again."""

from __future__ import annotations

import asyncio
import contextlib
import logging

from dinrail.bus._backoff import Backoff
from dinrail.bus._dial import Credentials, Refused, dial
from dinrail.bus._link import Link
from dinrail.bus._reasons import TAKEN_OVER
from dinrail.bus._traffic import Traffic
from dinrail.clock import Clock
from dinrail.reason import Reason
from dinrail.settings import BrokerAddress

__all__ = ["Connection"]

_STABLE = 10.0  # seconds a connection must have lasted for the next attempt to come quickly


class Connection:
    """`link` is the accepted connection or None; `up` is set while there is one."""

    def __init__(
        self,
        address: BrokerAddress,
        who: Credentials,
        traffic: Traffic,
        *,
        clock: Clock,
        log: logging.Logger,
        connect_timeout: float,
        takeover_pause: float,
        gather: float,
    ) -> None:
        self.link: Link | None = None
        self.up = asyncio.Event()
        self.last_error: Reason | None = None
        self._address = address
        self._who = who
        self._traffic = traffic
        self._clock = clock
        self._log = log
        self._timeout = connect_timeout
        self._takeover_pause = takeover_pause
        self._gather = gather
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; a second call changes nothing."""
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name=f"bus {self._who.client_id}")

    async def stop(self, timeout: float) -> None:
        """Send what waits, say goodbye and end."""
        task, self._task = self._task, None
        if self.link is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._traffic.outbox.drained(), timeout)
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
        link = self.link
        if link is not None:
            self._detach(link)
            await link.finish(timeout)
        self._traffic.outbox.clear("stopped")

    async def _run(self) -> None:
        backoff = Backoff()
        while True:
            reason, lasted = await self._one()
            if lasted >= _STABLE:
                backoff.reset()
            if self.last_error is None or self.last_error.key != reason.key:
                self._log.warning("no broker: %s", reason.message)
            self.last_error = reason
            self._traffic.outbox.expire()
            if lasted >= 0:
                self._traffic.hooks.disconnected(reason)
            await self._clock.sleep(self._takeover_pause if reason.key == TAKEN_OVER else backoff.next())

    async def _one(self) -> tuple[Reason, float]:
        """One connection from dial to loss: why it ended and how many seconds it lasted, -1 when never accepted."""
        counters = self._traffic.counters
        try:
            link, answer = await dial(self._address, self._who, self._new_link, self._timeout)
        except Refused as refused:
            return refused.reason, -1.0
        except Exception as error:  # noqa: BLE001 - whatever it was, giving up for ever would be worse
            self._log.exception("connecting failed")
            return Reason("internal_error", {"detail": str(error)[:200]}, f"internal error: {error}"), -1.0
        began = self._clock.monotonic()
        if link.closed.done():
            return link.closed.result(), -1.0
        self.link = link
        link.on_end = lambda: self._detach(link)
        self.last_error = None
        counters.connects += 1
        counters.reconnects = counters.connects - 1
        link.keep_alive(answer.server_keep_alive or self._who.keepalive)
        self._traffic.attach(link, answer)
        self.up.set()
        self._log.info("connected to %s", self._address)
        self._traffic.hooks.connected(answer.session_present)
        await asyncio.wait([link.closed])
        return link.closed.result(), self._clock.monotonic() - began

    def _new_link(self) -> Link:
        return Link(self._address, self._traffic, self._traffic.counters, self._gather)

    def _detach(self, link: Link) -> None:
        if self.link is link:
            self.link = None
            self.up.clear()
            self._traffic.detach()
