"""The methods every instance answers besides those of its adapter: read, test, stream, log_level."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from dinrail.adapter import Adapter
from dinrail.clock import Clock
from dinrail.documents import PanicLevel
from dinrail.errors import Blocked, CallRefused, DinrailError, NotConnected, Timeout
from dinrail.reason import Reason
from dinrail.runner.calls import Method
from dinrail.runner.engine import Engine
from dinrail.runner.outlet import Outlet
from dinrail.runner.streams import Streams

__all__ = ["Methods"]

MAX_READ = 1000
LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


class Methods:
    """Finds what a call names."""

    def __init__(
        self,
        engine: Engine,
        outlet: Outlet,
        streams: Streams,
        *,
        clock: Clock,
        panic: Callable[[], PanicLevel | None],
        typed: Callable[[dict[str, Any]], Awaitable[Any]],
    ) -> None:
        self._engine = engine
        self._outlet = outlet
        self._streams = streams
        self._clock = clock
        self._panic = panic
        self._typed = typed

    def find(self, name: str) -> Method:
        """Method of a name; raises Blocked under panic and NotConnected without a link where it needs one."""
        if name == "read":
            return self.read
        if name == "log_level":
            return self.log_level
        if self._panic() == "all":
            raise Blocked("panic: all", level="all")
        if name in ("test", "stream"):
            return self.test if name == "test" else self.stream
        adapter, link = self._engine.adapter, self._engine.link
        if adapter is None or link is None:
            raise NotConnected("no adapter runs")
        if name == "scan":
            return adapter.scan
        if not link.connected and name not in adapter.calls_without_link:
            raise NotConnected("no link to the device")
        if name == "browse":
            return adapter.browse
        return lambda params: adapter.call(name, params)

    async def read(self, params: dict[str, Any]) -> dict[str, Any]:
        """`{"points": [path, …]}` (at most 1000) → the latest sample of each, null where there is none."""
        paths = params.get("points")
        if not isinstance(paths, list) or len(paths) > MAX_READ or not all(isinstance(p, str) for p in paths):
            raise CallRefused("points is a list of at most 1000 paths", key="call_parameters_invalid")
        return {path: self._outlet.latest(path) for path in paths}

    async def stream(self, params: dict[str, Any]) -> dict[str, Any]:
        """`{"name": …}` → `{"topic", "lease_s"}`: a live list of the adapter for 10 s; asking again goes on."""
        name, adapter = params.get("name"), self._engine.adapter
        if adapter is None or not isinstance(name, str) or name not in adapter.streams:
            shown = str(name)[:64]
            raise CallRefused(f"there is no stream {shown!r}", key="unknown_stream", name=shown)
        return self._streams.lease(name)

    async def log_level(self, params: dict[str, Any]) -> dict[str, str]:
        """`{"level": "debug" | "info" | "warning" | "error"}` → the level now; without one it only tells."""
        level = params.get("level")
        root = logging.getLogger()
        if level is not None:
            if level not in LEVELS:
                raise CallRefused(f"level is one of {', '.join(LEVELS)}", key="call_parameters_invalid")
            root.setLevel(LEVELS[level])
        return {"level": logging.getLevelName(root.level).lower()}

    async def test(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        """`{"config": {…}}` → per endpoint whether it answers and why not; without one the running configuration."""
        link = self._engine.link
        config = params.get("config")
        if config is None:
            if link is None:
                raise NotConnected("no adapter runs")
            if link.connected:
                return [{"endpoint": 0, "ok": True, "ms": 0}]
            typed = link.adapter.config
        elif isinstance(config, dict):
            typed = await self._typed(config)
        else:
            raise CallRefused("config is an object", key="call_parameters_invalid")
        adapter = self._engine.try_out(typed)
        try:
            return [await self._try(adapter, number, e) for number, e in enumerate(adapter.endpoints(typed))]
        finally:
            await adapter.close()

    async def _try(self, adapter: Adapter[Any], number: int, endpoint: Any) -> dict[str, Any]:
        started = self._clock.monotonic()
        error: Reason | None = None
        try:
            async with asyncio.timeout(adapter.connect_timeout):
                await adapter.connect(endpoint)
        except TimeoutError:
            error = Timeout(f"no connection within {adapter.connect_timeout:g} s", key="connect_timeout").reason
        except DinrailError as problem:
            error = problem.reason
        finally:
            await adapter.close()
        took = round((self._clock.monotonic() - started) * 1000)
        tried: dict[str, Any] = {"endpoint": number, "ok": error is None, "ms": took}
        return tried if error is None else tried | {"error": msgspec.to_builtins(error)}
