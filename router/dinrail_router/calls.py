"""What the router answers on `dinrail/router/call/<method>`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from dinrail.clock import Clock
from dinrail.errors import AddressError, CallRefused
from dinrail.names import check_instance_id
from dinrail.runner.calls import Method
from dinrail_router.beside import beside
from dinrail_router.compiler import compile_routes
from dinrail_router.engine import Engine
from dinrail_router.findings import TextError
from dinrail_router.gathering import Gathering
from dinrail_router.language import language
from dinrail_router.pattern import Pattern, parse_pattern
from dinrail_router.preview import Known, compile_preview, run_preview
from dinrail_router.tracing import LEASE_S, MAX_TRACES, Tracer

__all__ = ["RouterMethods"]

MAX_RECORDED = 5000
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")


class RouterMethods:
    """lint, preview, trace, language, recorded, reactivate; each takes JSON, at once or in parts, and gives JSON."""

    def __init__(self, engine: Engine, tracer: Tracer, clock: Clock) -> None:
        self._engine = engine
        self._tracer = tracer
        self._clock = clock
        self._gathering = Gathering()
        self._methods: dict[str, Callable[[dict[str, Any]], Awaitable[Any]]] = {
            "lint": _lint,
            "preview": self._preview,
            "trace": self._trace,
            "language": _language,
            "recorded": self._recorded,
            "reactivate": self._reactivate,
        }

    def find(self, name: str) -> Method:
        """The method; raises CallRefused."""
        if name not in self._methods:
            raise CallRefused(f"unknown method {name[:64]!r}", method=name[:64])
        return self._gathering.of(self._methods[name])

    async def _preview(self, params: dict[str, Any]) -> Any:
        engine = self._engine
        known = Known(engine.payloads(), engine.recorder.snapshot().latest, self._clock.now_ms())

        def run(asked: dict[str, Any]) -> Any:
            return msgspec.to_builtins(run_preview(compile_preview(asked), asked, known))

        return await beside(run, params)

    async def _trace(self, params: dict[str, Any]) -> Any:
        name, route, address = (params.get(key) or "" for key in ("id", "route", "address"))
        if not all(isinstance(each, str) for each in (name, route, address)) or not _NAME.match(name):
            raise _invalid('trace needs {"id": "…"} and a "route" or an "address"')
        if route and route not in {each.plan.label for each in self._engine.table.routes}:
            raise CallRefused(f"there is no route {route[:64]!r} in force", key="unknown_route", route=route[:64])
        if not route and not address:
            raise _invalid('trace needs a "route" or an "address"')
        if not self._tracer.follows(name) and self._tracer.count >= MAX_TRACES:
            raise CallRefused(f"{MAX_TRACES} traces are followed already", key="too_many_traces", max=MAX_TRACES)
        topic = self._tracer.follow(name, route, _pattern(address) if address else None)
        return {"topic": topic, "lease_s": LEASE_S}

    async def _recorded(self, params: dict[str, Any]) -> Any:
        pattern = _pattern(params["from"]) if isinstance(params.get("from"), str) else None
        most = params.get("samples", MAX_RECORDED)
        if not isinstance(most, int) or isinstance(most, bool) or most < 0:
            raise _invalid("samples is a number of messages")
        found = self._engine.recorder.latest(
            lambda address: pattern is None or pattern.match(address.split(".")) is not None, min(most, MAX_RECORDED)
        )
        return [
            {"address": each.address, "at": each.at, "payload": each.payload.decode("utf-8", "replace")}
            for each in found
        ]

    async def _reactivate(self, params: dict[str, Any]) -> Any:
        source = params.get("source")
        try:
            check_instance_id(source if isinstance(source, str) else "", reserved_ok=source == "calc")
        except AddressError:
            raise _invalid('reactivate needs {"source": "…"}') from None
        return msgspec.to_builtins(self._engine.breakers.reactivate(str(source)))


async def _lint(params: dict[str, Any]) -> Any:
    text = params.get("text")
    if not isinstance(text, str):
        raise _invalid('lint needs {"text": "…"}')
    return await beside(_findings, text)


def _findings(text: str) -> Any:
    return msgspec.to_builtins(compile_routes(text.encode("utf-8", "surrogatepass")).findings)


async def _language(_params: dict[str, Any]) -> Any:
    return await asyncio.to_thread(language)


def _pattern(text: str) -> Pattern:
    try:
        return parse_pattern(text)
    except TextError as error:
        raise CallRefused(error.message, key=error.finding_key) from None


def _invalid(message: str) -> CallRefused:
    return CallRefused(message, key="call_parameters_invalid")
