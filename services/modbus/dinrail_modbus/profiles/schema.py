"""What a profile says. The fields of a point are those of the configuration."""

from __future__ import annotations

from typing import Annotated

import msgspec

from dinrail.options import option
from dinrail_modbus.config import PointConfig
from dinrail_modbus.orders import Order
from dinrail_modbus.tables import Table

__all__ = ["Header", "Limits", "Match", "Probe", "Profile", "Source", "SunSpecMatch"]


UnitId = Annotated[int, msgspec.Meta(ge=0, le=255)]


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A public text that backs the registers."""

    title: Annotated[str, option("Title", "Document or repository.", min_length=3, max_length=200)]
    version: Annotated[str, option("Version", "Edition, date or commit.", max_length=100)] = ""
    place: Annotated[str, option("Place", "File, chapter or address.", max_length=300)] = ""


class Probe(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Registers that tell the device apart: one of `equals`, or a text that begins with one of `starts`."""

    table: Table = "holding_registers"
    address: Annotated[int, option("Address", ge=0, le=65535)]
    size: Annotated[int, option("Registers", ge=1, le=32)] = 1
    order: Order | None = None
    equals: Annotated[list[int], option("Equals", "As an unsigned integer.", max_length=200)] = []
    between: Annotated[list[float], option("Between", "Smallest and largest, as `kind` reads it.", max_length=2)] = []
    kind: Annotated[str, option("Read as", pattern="^(integer|float)$")] = "integer"
    starts: Annotated[list[str], option("Starts with", max_length=50)] = []
    weight: Annotated[float, option("Weight", "How sure one can be when it fits.", ge=0, le=1)] = 0.5


class SunSpecMatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Manufacturer and model of SunSpec's common block; each matches by its beginning, whatever the case."""

    manufacturer: Annotated[str, option("Manufacturer", min_length=1, max_length=32)]
    model: Annotated[str, option("Model", max_length=32)] = ""


class Match(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """How a scan recognises the device; all probes have to fit, or one of `sunspec`."""

    probes: Annotated[list[Probe], option("Probes", max_length=8)] = []
    sunspec: Annotated[list[SunSpecMatch], option("SunSpec", max_length=16)] = []


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What the device stands; with those of the configuration the stricter one counts."""

    max_registers: Annotated[int, option("Registers per request", ge=1, le=125)] = 125
    max_gap: Annotated[int, option("Gap", ge=0, le=124)] = 16
    page: Annotated[int, option("Page", "No request goes across a multiple of it.", ge=0, le=65535)] = 0
    pause: Annotated[float, option("Pause between requests", unit="s", ge=0, le=10)] = 0.0
    connect_delay: Annotated[float, option("Delay after connecting", unit="s", ge=0, le=30)] = 0.0
    timeout: Annotated[float, option("Time-out", unit="s", ge=0, le=30)] = 0.0
    write_multiple: Annotated[bool, option("Writes with FC 15 and 16 only")] = False


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Who the profile is for and where its facts come from."""

    vendor: Annotated[str, option("Vendor", min_length=1, max_length=60)]
    model: Annotated[str, option("Model", min_length=1, max_length=100)]
    sources: Annotated[list[Source], option("Sources", min_length=1, max_length=8)]
    kind: Annotated[str, option("Kind", examples=["inverter", "meter", "coupler"], max_length=30)] = ""
    unit_id: Annotated[UnitId | None, option("Usual unit id")] = None
    notes: Annotated[str, option("Notes", "What one has to know before using it.", max_length=2000)] = ""


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One device. With `sunspec` its points are found on the device; those listed here come on top."""

    header: Header
    match: Match = Match()
    limits: Limits = Limits()
    order: Order = "ABCD"
    table: Annotated[Table, option("Table", "Of every point that does not say otherwise.")] = "holding_registers"
    sunspec: Annotated[bool, option("SunSpec", "Find points on the device.")] = False
    points: Annotated[list[PointConfig], option("Points", max_length=2000)] = []
