"""Which profiles a live unit is likely to fit, from its identification registers and its SunSpec common block.

A refused register speaks against a profile; nothing is ever written.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from dinrail.errors import DeviceError, NotConnected, Timeout
from dinrail_modbus.orders import rearrange, text_order
from dinrail_modbus.profiles.catalog import SUNSPEC, Catalog, ProfileError
from dinrail_modbus.profiles.schema import Probe, Profile
from dinrail_modbus.sunspec.chain import find_base
from dinrail_modbus.tables import Table

__all__ = ["Candidate", "Read", "match_profiles"]

Read = Callable[[Table, int, int], Awaitable[bytes]]
"""Registers of a table from an address, so many; raises DeviceError."""

SILENCE = 3  # unanswered probes after which a unit is left alone
FRAGILE_AT, FRAGILE = 44, range(3400, 3404)
"""Input register 44 of Growatt's off-grid SPF, which reading 30000 and beyond resets (0xAHA/Growatt_ModbusTCP)."""


class Candidate(NamedTuple):
    """A profile that fits, `confidence` from 0 to 1."""

    profile: str
    confidence: float
    vendor: str = ""
    model: str = ""


async def match_profiles(read: Read, catalog: Catalog) -> list[Candidate]:
    """Those that fit, the likeliest first; raises NotConnected, and Timeout when nothing was answered."""
    unit = _Unit(read)
    special = await unit.registers("input_registers", FRAGILE_AT, 1)
    if special is not None and int.from_bytes(special, "big") in FRAGILE:
        return []
    found = await _from_sunspec(unit, catalog)
    for name in catalog.names():
        await asyncio.sleep(0)  # a profile takes some milliseconds to read
        profile = _profile(catalog, name)
        if profile is None or not profile.match.probes or unit.is_silent:
            continue
        doubt = 1.0
        for probe in profile.match.probes:
            if not _fits(probe, await unit.registers(probe.table, probe.address, probe.size)):
                break
            doubt *= 1 - probe.weight
        else:
            found.append(Candidate(name, round(1 - doubt, 2), profile.header.vendor, profile.header.model))
    if not unit.answered and unit.is_silent:
        raise Timeout("nothing was answered")
    return sorted(found, key=lambda each: (-each.confidence, each.profile))


class _Unit:
    """Reads each span once."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._known: dict[tuple[Table, int, int], bytes | None] = {}
        self._unanswered = 0
        self.answered = False

    @property
    def is_silent(self) -> bool:
        return self._unanswered >= SILENCE

    async def registers(self, table: Table, address: int, size: int) -> bytes | None:
        """None for what is refused or not answered; raises NotConnected."""
        key = (table, address, size)
        if key not in self._known:
            self._known[key] = None if self.is_silent else await self._ask(*key)
        return self._known[key]

    async def _ask(self, table: Table, address: int, size: int) -> bytes | None:
        try:
            data = await self._read(table, address, size)
        except NotConnected:
            raise
        except Timeout:
            self._unanswered += 1
            return None
        except DeviceError:
            self._unanswered, self.answered = 0, True
            return None
        self._unanswered, self.answered = 0, True
        return data


async def _from_sunspec(unit: _Unit, catalog: Catalog) -> list[Candidate]:
    async def holding(address: int, size: int) -> bytes:
        return await unit.registers("holding_registers", address, size) or b""

    base = await find_base(holding)
    if base is None:
        return []
    found = [Candidate(SUNSPEC, 0.7)]
    maker = _text(await holding(base + 4, 16)).lower()
    model = _text(await holding(base + 20, 16)).lower()
    for name in catalog.names():
        profile = _profile(catalog, name)
        for each in profile.match.sunspec if profile is not None else ():
            if maker.startswith(each.manufacturer.lower()) and model.startswith(each.model.lower()):
                sure = 0.95 if each.model else 0.85
                header = profile.header if profile is not None else None
                found.append(Candidate(name, sure, header.vendor if header else "", header.model if header else ""))
                break
    return found


def _profile(catalog: Catalog, name: str) -> Profile | None:
    try:
        return catalog.profile(name)
    except ProfileError:
        return None


def _fits(probe: Probe, data: bytes | None) -> bool:
    if data is None or len(data) != 2 * probe.size:
        return False
    order = probe.order or "ABCD"
    if probe.starts:
        text = _text(text_order(order)(data))
        return text.startswith(tuple(probe.starts))
    raw = rearrange(order)(data)
    number: float = int.from_bytes(raw, "big")
    if probe.kind == "float":
        if probe.size not in (2, 4):
            return False
        (number,) = struct.unpack(">f" if probe.size == 2 else ">d", raw)
    if probe.between and not probe.between[0] <= number <= probe.between[1]:
        return False
    return not probe.equals or number in probe.equals


def _text(data: bytes) -> str:
    return data.split(b"\0", 1)[0].decode("ascii", "replace").strip()
