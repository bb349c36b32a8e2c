"""The ADS adapter: one PLC, its runtimes, one connection for all of them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from dinrail.adapter import Adapter, Context
from dinrail.directory import Point
from dinrail.errors import CallRefused, DeviceError, NotConnected, ProtocolError, UnknownPoint
from dinrail.reason import Reason
from dinrail.sample import Scalar
from dinrail_ads.calls import Calls
from dinrail_ads.client import AmsTransport
from dinrail_ads.config import AdsConfig, Endpoint
from dinrail_ads.faults import AdsRefusal
from dinrail_ads.health import problem_of
from dinrail_ads.link import AmsLink
from dinrail_ads.probe import own_net_id, probe, resolve
from dinrail_ads.runtime import Runtime, not_running
from dinrail_ads.sharing import join, leave
from dinrail_ads.wire.ams import net_id_bytes
from dinrail_ads.wire.commands import AdsState, SystemPort
from dinrail_ads.writing import write

__all__ = ["AdsAdapter"]

TEND_S = 0.5
LEAVE_S = 1.2
"""For giving back notifications and handles; a PLC that does not answer keeps nobody longer."""


class AdsAdapter(Adapter[AdsConfig]):
    """Every runtime lives by itself; the link is lost when none of them is answered any more."""

    config_type = AdsConfig
    longest_wait = 10.0
    connect_timeout = 45.0  # a large program is uploaded in it; its parts have shorter limits
    calls_without_link = frozenset(
        {"browse", "search", "overview", "selection", "selected", "changes", "info", "register_route"}
    )

    def __init__(self, config: AdsConfig, context: Context) -> None:
        super().__init__(config, context)
        self.address = ""
        self.own = config.own_net_id
        self.endpoint: Endpoint | None = None
        self.configured = context.clock.now_ms()
        """Unix ms when its configuration was taken."""
        self._link: AmsLink | None = None
        self._transports: list[AmsTransport] = []
        self._system: AmsTransport | None = None
        self._told: Reason | None = None
        self._failed = False
        """Whether it delivered until its link failed; one that could not connect leaves a shared link to others."""

    @cached_property
    def runtimes(self) -> list[Runtime]:
        """One per configured AMS port."""
        several = len(self.config.runtimes) > 1
        return [
            Runtime(
                self.config,
                each.port,
                (each.name or str(each.port)) if several else "",
                self.context,
                changed=self.report,
                explain=self._explain,
                others=self._others,
            )
            for each in self.config.runtimes
        ]

    def points(self) -> Iterable[Point] | None:
        if all(runtime.program.tables is None for runtime in self.runtimes):
            return None
        return [item.point for runtime in self.runtimes for item in runtime.program.all_items()]

    def deadbands(self) -> Mapping[str, float]:
        items = (item for runtime in self.runtimes for item in runtime.program.all_items())
        return {item.tag: item.deadband for item in items if item.deadband}

    async def reload(self, config: AdsConfig) -> bool:
        before = self.config
        for name in ("endpoints", "runtimes", "own_net_id", "timeout"):
            if getattr(before, name) != getattr(config, name):
                return False
        for runtime in self.runtimes:
            await runtime.configure(config)
        self.config = config
        self.configured = self.clock.now_ms()
        return True

    async def connect(self, endpoint: Endpoint) -> None:
        self._failed, self.endpoint = False, endpoint
        self.address = await resolve(endpoint.host, endpoint.port)
        self.own = await own_net_id(self.config.own_net_id, self.address)
        self._link = await join(self.address, endpoint.port, net_id_bytes(self.own))
        ports = [*(runtime.port for runtime in self.runtimes), int(SystemPort.SYSTEM_SERVICE)]
        self._transports = [self._transport(port) for port in ports]
        *transports, self._system = self._transports
        present = await self._present(endpoint, transports, self._system)
        for runtime, transport in zip(self.runtimes, transports, strict=True):
            runtime.attach(transport)
        await self._learn(present)
        self._told = None

    async def run(self) -> None:
        tasks = [asyncio.create_task(duty) for duty in (*(each.run() for each in self.runtimes), self._tend())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        except DeviceError:
            self._failed = True
            raise
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def write(self, point: Point, value: bool | int | float | str) -> Scalar:
        for runtime in self.runtimes:
            item = runtime.program.items.get(point.path)
            if item is not None:
                self.count("writes")
                return await write(runtime, item, value)
        raise UnknownPoint(f"{point.path} is not in the program any more", key="symbol_gone", path=point.path)

    async def close(self) -> None:
        link, self._link, self._system = self._link, None, None
        if link is not None and link.lost is None and not self._failed:
            with contextlib.suppress(DeviceError, TimeoutError):
                async with asyncio.timeout(LEAVE_S):
                    await asyncio.gather(*(runtime.leave() for runtime in self.runtimes), return_exceptions=True)
        for runtime in self.runtimes:
            runtime.detach()
        for transport in self._transports:
            transport.end()
        self._transports = []
        if link is not None:
            leave(link, broken=self._failed)

    async def browse(self, params: dict[str, Any]) -> Any:
        return await self._calls.browser.browse(params)

    async def call(self, method: str, params: dict[str, Any]) -> Any:
        found = self._calls.methods.get(method)
        if found is None:
            raise CallRefused(f"unknown method {method[:64]!r}", method=method[:64])
        return await found(params)

    def report(self) -> None:
        """Tell when part of the instance fails, once per change."""
        problem = problem_of(self.runtimes)
        if problem != self._told:
            self._told = problem
            self.degraded(problem.key or None, problem.message, **problem.params)

    @cached_property
    def _calls(self) -> Calls:
        return Calls(self)

    def _transport(self, port: int) -> AmsTransport:
        if self.endpoint is None or self._link is None:
            raise NotConnected("no endpoint")
        return AmsTransport(self._link, net_id_bytes(self.endpoint.net_id), port, timeout=self.config.timeout)

    async def _present(
        self, endpoint: Endpoint, transports: Sequence[AmsTransport], system: AmsTransport
    ) -> list[Runtime]:
        """The runtimes that answer; raises why none does."""
        if self._link is None:
            raise NotConnected("no connection")
        asked = {each.port: each for each in transports}
        found = await probe(self._link, asked, system, host=self.address, net_id=endpoint.net_id, own=self.own)
        present = [runtime for runtime in self.runtimes if not isinstance(found[runtime.port], DeviceError)]
        if not present:
            raise next(state for state in found.values() if isinstance(state, DeviceError))
        return present

    async def _learn(self, runtimes: Iterable[Runtime]) -> None:
        """Have at least one runtime's tables, so that there is a directory before data flow."""
        problem: ProtocolError | None = None
        learned = 0
        for runtime in runtimes:
            try:
                await runtime.learn()
                learned += 1
            except ProtocolError as error:
                problem = error
        if problem is not None and not learned:
            raise problem

    async def _tend(self) -> None:
        while True:
            alive = [runtime for runtime in self.runtimes if runtime.delivers]
            if alive:
                self.polled()
            watching = [runtime.watching for runtime in alive if runtime.watching is not None]
            self.gauge("notified", sum(each.notified for each in watching))
            self.gauge("polled", sum(len(poll.pieces) for each in watching for poll in each.polls))
            self.gauge("samples_recovered", sum(each.lost_samples for each in watching))
            self.gauge("clock_ahead_ms", max((each.skew_ms for each in watching), key=abs, default=0))
            if self._link is not None:
                self.gauge("damaged_notifications", self._link.damaged)
                self.gauge("unmatched_answers", self._link.unmatched)
            self.gauge("strays_deleted", sum(each.strays.deleted for each in self._transports))
            self.report()
            await self.clock.sleep(TEND_S)

    async def _explain(self, error: AdsRefusal, port: int) -> Reason:
        """Why a runtime is absent: the system service knows whether the target is in CONFIG."""
        if error.reason.key == "runtime_absent" and self._system is not None:
            try:
                state = await self._system.state()
            except AdsRefusal:
                return error.reason
            if state in (AdsState.CONFIG, AdsState.RECONFIG):
                return not_running(port, state)
            return Reason("runtime_absent", {"port": port}, error.message)
        return error.reason

    def _others(self, asked: Runtime, since: float) -> bool:
        """Whether another runtime was answered since then: then the link is good."""
        return any(runtime.heard > since for runtime in self.runtimes if runtime is not asked)
