"""Exclusive links, like a serial line or a PLC that serves one client: which instance owns which; pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from dinrail.manifest import Exclusive
from dinrail.reason import Reason
from dinrail_gateway.instances.document import InstanceEntry, TypeLookup
from dinrail_gateway.instances.secrets import places

__all__ = ["Taken", "clash", "defaults", "links", "losers", "names"]

Alias = Callable[[str], str]
Link = tuple[str, str]
"""Kind and normalised name; the same for all types of adapters."""


class Taken(msgspec.Struct, frozen=True):
    """A link that another instance owns; `pointer`: the field of the own configuration that names it."""

    kind: str
    name: str
    pointer: str
    owner: str

    @property
    def reason(self) -> Reason:
        """What people are told."""
        params = {"kind": self.kind, "value": self.name, "instance": self.owner}
        return Reason("link_taken", dict(params), f"{self.name} is in use by the instance {self.owner}")


def _itself(name: str) -> str:
    return name


def links(config: dict[str, Any], exclusive: Iterable[Exclusive], alias: Alias = _itself) -> dict[Link, str]:
    """Every exclusive link a configuration names, with the JSON pointer of its first place.

    alias: what a normalised name stands for, so that a PLC is the same by name and by address.
    """
    found: dict[Link, str] = {}
    for declared in exclusive:
        for pointer, holder, key in places(config, declared.fields):
            value = holder[key]
            if isinstance(value, str) and value.strip():
                found.setdefault((declared.kind, alias(_normal(value.strip()))), pointer)
    return found


def names(entries: Iterable[InstanceEntry], types: TypeLookup) -> set[str]:
    """The normalised names of all links, before they are looked up."""
    return {name for entry in entries for _, name in _links_of(entry, types, _itself)}


def losers(entries: Iterable[InstanceEntry], types: TypeLookup, alias: Alias = _itself) -> dict[str, Taken]:
    """Enabled instances that must not run because an earlier one owns a link of theirs.

    Instances that run elsewhere come first: nobody here could keep them from running.
    """
    enabled = sorted((entry for entry in entries if entry.enabled), key=lambda entry: entry.runtime != "external")
    owners: dict[Link, str] = {}
    lost: dict[str, Taken] = {}
    for entry in enabled:
        wanted = _links_of(entry, types, alias)
        taken = _taken(wanted, owners)
        if taken is not None and entry.runtime != "external":
            lost[entry.id] = taken
            continue
        for link in wanted:
            owners.setdefault(link, entry.id)
    return lost


def clash(
    entry: InstanceEntry, entries: Iterable[InstanceEntry], types: TypeLookup, alias: Alias = _itself
) -> Taken | None:
    """The link that keeps a new or changed instance from being enabled; `entries`: the present ones."""
    if not entry.enabled:
        return None
    present = list(entries)
    lost = losers(present, types, alias)
    owners: dict[Link, str] = {}
    for other in present:
        if other.enabled and other.id != entry.id and other.id not in lost:
            for link in _links_of(other, types, alias):
                owners.setdefault(link, other.id)
    return _taken(_links_of(entry, types, alias), owners)


def _links_of(entry: InstanceEntry, types: TypeLookup, alias: Alias) -> dict[Link, str]:
    found = types(entry.type)
    if found is None or found.manifest is None or not found.manifest.exclusive:
        return {}
    return links(defaults(found.schema) | entry.config, found.manifest.exclusive, alias)


def _taken(wanted: dict[Link, str], owners: dict[Link, str]) -> Taken | None:
    for link, pointer in wanted.items():
        if link in owners:
            return Taken(*link, pointer, owners[link])
    return None


def defaults(schema: dict[str, Any] | None) -> dict[str, Any]:
    """What a configuration means where it leaves a field of the first level out."""
    fields = (schema or {}).get("properties", {})
    return {name: field["default"] for name, field in fields.items() if "default" in field}


def _normal(value: str) -> str:
    """Paths stay as they are; names and addresses of hosts are the same however they are written."""
    if value.startswith("/"):
        return value
    try:
        return ipaddress.ip_address(value.strip("[]")).compressed
    except ValueError:
        return value.lower().rstrip(".")
