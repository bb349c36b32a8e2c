"""What a device is: connected to, looked at, and asked what only its own kind answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from dinrail.bms import Advertisement, BMSParser, Conversation, Frame, Guard, Options, Request, plugins
from dinrail.bms.errors import KeyMissing
from dinrail.bms.exchange import ask
from dinrail.clock import Clock
from dinrail.errors import DeviceError, DinrailError
from dinrail_bluetooth.guest import Guest
from dinrail_bluetooth.link import GattLink
from dinrail_bluetooth.listing import bluetooth_types, service_names

__all__ = ["examine"]

SURE, ANSWERS, FRAMES, KEY = 97, 70, 30, 60
MOST_TRIED = 6
LONGEST_WAIT_S = 3.0
ENOUGH_S = 40.0
INFORMATION = {
    "2a29": "manufacturer",
    "2a24": "model",
    "2a26": "firmware",
    "2a27": "hardware",
    "2a28": "software",
}
DEVICE_INFORMATION = "180a"


async def examine(link: GattLink, advertisement: Advertisement, clock: Clock) -> dict[str, Any]:
    """Findings, the likeliest first; `suggestion` is the first one that answered, or null. `link` is open."""
    end = clock.monotonic() + ENOUGH_S
    findings: list[dict[str, Any]] = []
    for parser in list(_candidates(link, advertisement))[:MOST_TRIED]:
        findings.append(await _try(parser, link, clock))
        if findings[-1]["confidence"] >= SURE or clock.monotonic() > end or link.lost.is_set():
            break
    findings.sort(key=lambda each: -each["confidence"])
    best = findings[0] if findings and findings[0]["confidence"] >= KEY else None
    return {
        "suggestion": {name: best[name] for name in ("type", "title", "confidence")} if best else None,
        "findings": findings,
        "information": await _information(link),
        "services": service_names(tuple(each.uuid for each in link.client.services)),
    }


def _candidates(link: GattLink, advertisement: Advertisement) -> Iterator[type[BMSParser]]:
    """Types whose characteristics the device has: what its advertisement speaks for first."""
    rated = {each.type: each.confidence for each in plugins.suggest(advertisement)}
    fitting = [
        parser
        for each in bluetooth_types()
        if (parser := plugins.load(each["type"])).gatt is not None
        and link.offers(parser.gatt)
        and (each["type"] in rated or not issubclass(parser, Conversation))
    ]
    yield from sorted(fitting, key=lambda parser: -rated.get(parser.type, 0))


async def _try(kind: type[BMSParser], link: GattLink, clock: Clock) -> dict[str, Any]:
    found: dict[str, Any] = {"type": kind.type, "title": kind.title, "confidence": 0, "reason": None}
    try:
        parser = kind(Options(link="ble"))
        confidence = await (_converse(parser, link) if isinstance(parser, Conversation) else _ask(parser, link, clock))
    except KeyMissing as error:
        return found | {"confidence": KEY, "reason": error.reason}
    except DeviceError as error:
        return found | {"reason": error.reason}
    return found | {"confidence": confidence}


async def _converse(parser: Conversation, link: GattLink) -> int:
    try:
        await parser.begin(Guest(link))
        return SURE if Guard().admit(await parser.read()) is not None else FRAMES
    finally:
        await parser.end()


async def _ask(parser: BMSParser, link: GattLink, clock: Clock) -> int:
    if parser.gatt is None:
        return 0
    await link.listen(parser.gatt)
    frames: list[Frame] = []
    answered = False
    try:
        for request in parser.probe():
            answer = await ask(link, clock, parser, _quick(request), tries=2)
            frames += answer.frames
            answered = answered or answer.whole
        if answered and not _reads(parser, frames):
            for request in parser.requests():
                frames += (await ask(link, clock, parser, _quick(request), tries=1)).frames
    finally:
        await link.ignore()
    if answered:
        return SURE if _reads(parser, frames) else ANSWERS
    return FRAMES * bool(frames)


def _quick(request: Request) -> Request:
    return replace(request, timeout_s=min(request.timeout_s, LONGEST_WAIT_S))


def _reads(parser: BMSParser, frames: list[Frame]) -> bool:
    try:
        return Guard().admit(parser.decode(frames)) is not None
    except DinrailError:
        return False


async def _information(link: GattLink) -> dict[str, str]:
    """What the device says about itself, as far as it does."""
    service = link.client.services.get_service(DEVICE_INFORMATION)
    told: dict[str, str] = {}
    if service is None:
        return told
    for uuid, name in INFORMATION.items():
        characteristic = service.get_characteristic(uuid)
        if characteristic is None or "read" not in characteristic.properties:
            continue
        try:
            text = (await link.read(characteristic)).decode("utf-8", "replace")
        except DeviceError:
            continue
        if clean := "".join(each for each in text if each.isprintable()).strip()[:100]:
            told[name] = clean
    return told
