"""Which language a line speaks: every type is asked what only its own kind answers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import msgspec

from dinrail.bms import BMSParser, Guard, Options, plugins
from dinrail.bms.exchange import ask
from dinrail.clock import Clock
from dinrail.errors import CallRefused, DinrailError
from dinrail_serial.client import SerialClient

__all__ = ["ProbeParams", "probe", "serial_types"]

SURE, ANSWERS, FRAMES = 95, 70, 30
LISTEN_S = 2.5
LONGEST_WAIT_S = 0.8
ENOUGH_S = 50.0


class ProbeParams(msgspec.Struct, forbid_unknown_fields=True):
    """types: empty for all; addresses: tried for types that have some; all: do not stop at the first that is sure."""

    types: list[str] = []
    addresses: tuple[int, ...] = (1,)
    all: bool = False


def serial_types() -> list[type[BMSParser]]:
    """Types of the installed plugins that talk on serial lines."""
    found = []
    for name in plugins.types():
        try:
            parser = plugins.load(name)
        except ImportError:  # a plugin for another kind of link, whose library is not in this image
            continue
        if "serial" in parser.links:
            found.append(parser)
    return found


async def probe(params: dict[str, Any], client: SerialClient, clock: Clock) -> dict[str, Any]:
    """Findings, the likeliest first, with `suggestion`: type and address, or null. Raises CallRefused."""
    try:
        asked = msgspec.convert(params, ProbeParams)
    except msgspec.ValidationError as error:
        raise CallRefused(str(error), method="probe") from None
    usual, end = client.baud, clock.monotonic() + ENOUGH_S
    known = await asyncio.to_thread(serial_types)
    chosen = sorted((each for each in known if not asked.types or each.type in asked.types), key=_order)
    findings: list[dict[str, Any]] = []
    try:
        for parser, address in _candidates(chosen, asked.addresses):
            if clock.monotonic() > end:
                break
            findings.append(await _try(parser, address, client, clock))
            if findings[-1]["confidence"] >= SURE and not asked.all:
                break
    finally:
        await client.set_baud(usual)
    findings.sort(key=lambda each: -each["confidence"])
    best = findings[0] if findings and findings[0]["confidence"] >= ANSWERS else None
    suggestion = {name: best[name] for name in ("type", "address", "baud", "confidence")} if best else None
    return {"suggestion": suggestion, "findings": findings}


def _order(parser: type[BMSParser]) -> tuple[int, int]:
    """Listening first, as nothing is sent for it; then by rate, so that it changes seldom."""
    return (int(parser.requests is not BMSParser.requests), parser.serial.baud if parser.serial else 0)


def _candidates(
    chosen: list[type[BMSParser]], addresses: tuple[int, ...]
) -> Iterator[tuple[type[BMSParser], int | None]]:
    for parser in chosen:
        for address in addresses if parser.addressed else [None]:
            yield parser, address


async def _try(kind: type[BMSParser], address: int | None, client: SerialClient, clock: Clock) -> dict[str, Any]:
    parser = kind(Options(address=address, link="serial"))
    if kind.serial is not None:
        await client.set_baud(kind.serial.baud)
    before = client.received
    frames, answered = [], False
    client.discard()
    if kind.requests is BMSParser.requests:
        end = clock.monotonic() + LISTEN_S
        while not answered and (rest := end - clock.monotonic()) > 0:
            frames += parser.feed(await client.receive(rest))
            answered = _reads(parser, frames)
    for request in parser.probe():
        quick = msgspec.structs.replace(request, timeout_s=min(request.timeout_s, LONGEST_WAIT_S))
        answer = await ask(client, clock, parser, quick)
        frames += answer.frames
        answered = answered or answer.whole
    confidence = (SURE if _reads(parser, frames) else ANSWERS) if answered else FRAMES * bool(frames)
    return {
        "type": kind.type,
        "title": kind.title,
        "address": address,
        "baud": client.baud,
        "confidence": confidence,
        "bytes": client.received - before,
        "frames": parser.counters.frames,
        "rejected": sum(parser.counters.rejected.values()),
    }


def _reads(parser: BMSParser, frames: list[Any]) -> bool:
    """Whether the frames make a record that can be."""
    try:
        return Guard().admit(parser.decode(frames)) is not None
    except DinrailError:
        return False
