"""The ADS adapter: one PLC, its runtimes, one connection to each AMS port."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from dinrail.adapter import Adapter, Context
from dinrail.directory import Point
from dinrail.errors import CallRefused, DeviceError, NotConnected, ProtocolError, UnknownPoint
from dinrail.reason import Reason
from dinrail.sample import Scalar
from dinrail_ads.calls import Calls
from dinrail_ads.client import PyadsTransport
from dinrail_ads.config import AdsConfig, Endpoint
from dinrail_ads.faults import AdsRefusal
from dinrail_ads.gate import GATE
from dinrail_ads.health import problem_of
from dinrail_ads.probe import own_net_id, probe, resolve
from dinrail_ads.runtime import Runtime, not_running
from dinrail_ads.transport import Transport
from dinrail_ads.wire.ams import TCP_PORT
from dinrail_ads.wire.commands import AdsState, SystemPort
from dinrail_ads.writing import write

__all__ = ["AdsAdapter"]

TEND_S = 0.5


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
        self._transports: list[Transport] = []
        self._system: Transport | None = None
        self._told: Reason | None = None
        self._failed = False

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
        self._failed, self.endpoint = True, endpoint
        self.address = await resolve(endpoint.host, endpoint.port)
        self.own = await own_net_id(self.config.own_net_id, self.address)
        present = await self._present(endpoint)
        for runtime in self.runtimes:
            runtime.attach(await self._open(runtime.port))
        self._system = await self._open(int(SystemPort.SYSTEM_SERVICE))
        try:
            await self._learn(present)
        except ProtocolError:
            self._failed = False  # the link is good, and somebody else may be using it
            raise
        self._failed, self._told = False, None

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
        for runtime in self.runtimes:
            runtime.detach()
        transports, self._transports, self._system = self._transports, [], None
        if transports and self._failed:
            GATE.condemn(self._target())
        await asyncio.gather(*(transport.close() for transport in transports))

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

    async def _open(self, port: int) -> Transport:
        endpoint = self.endpoint
        if endpoint is None:
            raise NotConnected("no endpoint")
        transport = PyadsTransport(
            self._target(), endpoint.net_id, port, own=self.own, timeout=self.config.timeout, stuck=self._stuck
        )
        self._transports.append(transport)
        await transport.open()
        return transport

    def _target(self) -> str:
        port = self.endpoint.port if self.endpoint else TCP_PORT
        return self.address if port == TCP_PORT else f"{self.address}:{port}"

    async def _present(self, endpoint: Endpoint) -> list[Runtime]:
        """The runtimes that answer; raises why none does. Who is connected already does not connect to ask."""
        if GATE.shared(self._target()):
            return self.runtimes
        ports, timeout = [runtime.port for runtime in self.runtimes], self.config.timeout
        found = await probe(
            self.address, endpoint.port, net_id=endpoint.net_id, own=self.own, ports=ports, timeout=timeout
        )
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

    def _stuck(self, name: str) -> None:
        """A thread of the library hangs and cannot be ended: the process must be."""
        self.log.critical("%s hangs inside the ADS library; the process ends to be started anew", name)
        os.kill(os.getpid(), signal.SIGTERM)
