"""`scan`: which unit ids answer, page by page, and whether SunSpec is found there.

A page ends after some seconds and says where the next one begins. So whoever asks sees the progress, ends the scan by
asking no more, and nothing goes on behind anybody's back.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from dinrail.clock import Clock
from dinrail.errors import CallRefused, DeviceError, NotConnected, ProtocolError, Timeout
from dinrail_modbus.calls.params import other_config, typed
from dinrail_modbus.client import ExceptionAnswer
from dinrail_modbus.config import ModbusConfig
from dinrail_modbus.link import Link
from dinrail_modbus.planner import Span
from dinrail_modbus.profiles.catalog import Catalog
from dinrail_modbus.profiles.matching import match_profiles
from dinrail_modbus.tables import Table

__all__ = ["scan"]

PAGE_S = 5.0
NO_DEVICE = (10, 11)
SUNSPEC = b"SunS"
SUNSPEC_BASES = (40000, 50000, 0)
Patience = Annotated[float, msgspec.Meta(ge=0.02, le=5)]
UnitId = Annotated[int, msgspec.Meta(ge=0, le=255)]


class Params(msgspec.Struct, forbid_unknown_fields=True):
    """`first … last` unit ids, `timeout` s for each; `address` and `table` of what is asked for.

    `profiles`: also which profiles are likely to fit; nothing is written for that, but some 40 registers are read.
    `config` and `endpoint` choose another connection than the one that runs.
    """

    first: UnitId = 1
    last: UnitId = 247
    timeout: Patience = 0.3
    table: Table = "holding_registers"
    address: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 0
    sunspec: bool = True
    profiles: bool = False
    config: dict[str, Any] | None = None
    endpoint: Annotated[int, msgspec.Meta(ge=0, le=7)] = 0


async def scan(params: dict[str, Any], running: ModbusConfig, link: Link, clock: Clock) -> dict[str, Any]:
    """`{"first", "last", "timeout", …}` → `{"asked": [first, last], "found": […], "next": unit id or null}`.

    Each unit found has `unit_id`, `answer` (`ok` or the key of its exception), `sunspec` (address of the marker or
    null), `ms` and, when asked for, `profiles`, the likeliest first. Raises CallRefused, ConfigError or DeviceError.
    """
    asked = typed(params, Params)
    if asked.last < asked.first:
        raise CallRefused("last is before first", key="call_parameters_invalid", detail="last")
    config = other_config(asked.config, running)
    if asked.endpoint >= len(config.endpoints):
        raise CallRefused("there is no such endpoint", key="call_parameters_invalid", detail="endpoint")
    if link.connected and (asked.config is None or link.endpoint == config.endpoints[asked.endpoint]):
        return await _page(asked, link, clock, Catalog(config.profiles))
    own = Link(clock, lambda _name, _amount: None, timeout=config.timeout, delay=config.connect_delay)
    try:
        await own.open(config.endpoints[asked.endpoint])
        return await _page(asked, own, clock, Catalog(config.profiles))
    finally:
        own.close()


async def _page(asked: Params, link: Link, clock: Clock, catalog: Catalog) -> dict[str, Any]:
    found, unit = [], asked.first
    until = clock.monotonic() + PAGE_S
    while unit <= asked.last and (unit == asked.first or clock.monotonic() < until):
        seen = await _ask(asked, link, unit, clock, catalog)
        if seen is not None:
            found.append(seen)
        unit += 1
    return {"asked": [asked.first, unit - 1], "found": found, "next": unit if unit <= asked.last else None}


async def _ask(asked: Params, link: Link, unit: int, clock: Clock, catalog: Catalog) -> dict[str, Any] | None:
    began, answer = clock.monotonic(), "ok"
    try:
        await _read(link, unit, asked.table, Span(asked.address, 1), asked.timeout)
    except ExceptionAnswer as error:
        if error.code in NO_DEVICE:
            return None
        answer = error.reason.key
    except NotConnected:
        raise
    except Timeout:
        return None
    except ProtocolError as error:
        answer = error.reason.key
    took = clock.monotonic() - began
    marker = await _sunspec(link, unit, asked.timeout) if asked.sunspec else None
    seen = {"unit_id": unit, "answer": answer, "ms": round(took * 1000, 1), "sunspec": marker}
    return {**seen, "profiles": await _profiles(link, unit, asked, catalog)} if asked.profiles else seen


async def _profiles(link: Link, unit: int, asked: Params, catalog: Catalog) -> list[dict[str, Any]]:
    async def read(table: Table, address: int, size: int) -> bytes:
        return await _read(link, unit, table, Span(address, size), asked.timeout)

    try:
        return [candidate._asdict() for candidate in await match_profiles(read, catalog)]
    except Timeout:
        return []


async def _sunspec(link: Link, unit: int, patience: float) -> int | None:
    for base in SUNSPEC_BASES:
        try:
            if await _read(link, unit, "holding_registers", Span(base, 2), patience) == SUNSPEC:
                return base
        except NotConnected:
            raise
        except DeviceError:
            continue
    return None


async def _read(link: Link, unit: int, table: Table, span: Span, patience: float) -> bytes:
    async with link.turn(unit):
        return await link.read(unit, table, span.start, span.size, timeout=patience)
