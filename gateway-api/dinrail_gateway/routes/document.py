"""Pure checks of a routing file: JSON, shape, ids and addresses. The rest is the router's to say."""

from __future__ import annotations

import re
import zlib
from typing import Any

import msgspec

from dinrail.errors import AddressError
from dinrail.names import check_instance_id, split
from dinrail_gateway.documents.document import Checked
from dinrail_gateway.documents.json_text import BOM, Rejected, escape, parse, render
from dinrail_gateway.documents.shape import shaped
from dinrail_gateway.problems.board import Problem

__all__ = ["FILE", "Routing", "RoutingCodec"]

FILE = "routing.json"
_CAPTURE = re.compile(r"\{\d+\}")


class Routing(msgspec.Struct, frozen=True):
    """The document as parsed, and the mark by which the router names it."""

    document: dict[str, Any]
    crc: int


class _Route(msgspec.Struct):
    from_: str | list[str] = msgspec.field(name="from")
    to: str | list[str] = msgspec.field(name="to")
    id: str = ""


class _Source(msgspec.Struct):
    connected: bool = True


class _File(msgspec.Struct):
    routes: list[Any]
    sources: dict[str, Any] = {}


class _Trusted(msgspec.Struct):
    routes: list[Any]


class RoutingCodec:
    """Checks contents of `routing.json`."""

    def empty(self) -> bytes:
        """No routes."""
        return render({"routes": []})

    def trusted(self, data: bytes) -> Routing:
        """A content accepted before."""
        raw = parse(data)
        shaped(raw, _Trusted)
        return Routing(raw, zlib.crc32(data))

    def check(self, data: bytes, current: Routing | None) -> Checked[Routing]:
        """Shape, unique ids, addresses, and the sources as far as they are switched here."""
        raw = parse(data)
        file = shaped(raw, _File)
        problems: list[Problem] = []
        seen: set[str] = set()
        for number, item in enumerate(file.routes):
            base = f"/routes/{number}"
            try:
                route = shaped(item, _Route, base)
            except Rejected as rejected:
                problems.extend(rejected.problems)
                continue
            if route.id and route.id in seen:
                problems.append(Problem.at(f"{base}/id", "duplicate_id", f"{route.id!r} is given twice", id=route.id))
            seen.add(route.id)
            problems.extend(_address_problems(route, base))
        problems.extend(_source_problems(file))
        if problems:
            raise Rejected(*problems)
        text = data.removeprefix(BOM)
        return Checked(Routing(raw, zlib.crc32(text)), text)


def _source_problems(file: _File) -> list[Problem]:
    found: list[Problem] = []
    for name, source in file.sources.items():
        base = f"/sources/{escape(name)}"
        try:
            check_instance_id(name, reserved_ok=name == "calc")
            shaped(source, _Source, base)
        except AddressError as error:
            found.append(Problem.of(error.reason, base))
        except Rejected as rejected:
            found.extend(rejected.problems)
    return found


def _address_problems(route: _Route, base: str) -> list[Problem]:
    found = []
    for field, value in (("from", route.from_), ("to", route.to)):
        places = [(f"{base}/{field}", value)] if isinstance(value, str) else []
        if isinstance(value, list):
            places = [(f"{base}/{field}/{number}", address) for number, address in enumerate(value)]
        for path, address in places:
            try:
                _check_address(address)
            except AddressError as error:
                found.append(Problem.of(error.reason, path))
    return found


def _check_address(address: str) -> None:
    """An address, or a pattern with `*`, `**` and `{1}`; raises AddressError."""
    steps = address.replace("/", ".").split(".")
    split(".".join("x" if step in ("*", "**") else _CAPTURE.sub("x", step) for step in steps))
    first = steps[0]
    if first not in ("*", "**") and not _CAPTURE.search(first):
        check_instance_id(first, reserved_ok=first == "calc")
    if len(steps) < 2 and first != "**":
        message = f"{address!r} names an instance but no point"
        raise AddressError(message, key="address_without_point", address=address[:64])
