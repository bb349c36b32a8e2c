"""`instances.json`: its types and every check a content must pass before it runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Literal

import msgspec

from dinrail.documents import InstanceDefinition, Limits, SafeWrite
from dinrail.errors import AddressError
from dinrail.names import check_instance_id, split
from dinrail_gateway.documents.document import Checked
from dinrail_gateway.documents.json_text import BOM, Rejected, parse, render
from dinrail_gateway.documents.shape import shaped
from dinrail_gateway.instances import secrets
from dinrail_gateway.instances.secrets import SecretStore
from dinrail_gateway.instances.start_order import circles, strangers
from dinrail_gateway.problems.board import Problem
from dinrail_gateway.types.service import AdapterType

__all__ = [
    "FILE",
    "Examined",
    "InstanceEntry",
    "Instances",
    "InstancesCodec",
    "TypeLookup",
    "examine",
    "plain_entry",
    "render_instances",
]

FILE = "instances.json"
VERSION = 1
MAX_INSTANCES = 500
MAX_TITLE = 100
MAX_SAFE_WRITES = 50
LIMIT_RANGES = (
    ("cpu", 0.01, 64.0),
    ("memory_mb", 8, 65_536),
    ("pids", 4, 4096),
    ("packets_per_s", 1, 1_000_000),
    ("points", 1, 50_000),
)
_PART = re.compile(r"(?:broker|router|gateway|proxy|sdk|modbus-sim)-[0-9]+\Z")
_PATHS = frozenset({"stats"})
RuntimeName = Literal["docker", "process", "external"]
TypeLookup = Callable[[str], AdapterType | None]


class InstanceEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One configured connection; secret values in `config` are `{"$secret": true}`.

    safe_writes: what an emergency stop sets before it closes the device, in this order; after: instances that
    start before it.
    """

    id: str
    type: str
    title: str = ""
    enabled: bool = True
    runtime: RuntimeName = "docker"
    limits: Limits = Limits()
    config: dict[str, Any] = {}
    safe_writes: tuple[SafeWrite, ...] = ()
    after: tuple[str, ...] = ()

    def definition(self, limits: Limits) -> InstanceDefinition:
        """What its adapter is told."""
        return InstanceDefinition(self.id, self.type, self.title, self.config, limits, self.safe_writes)


Instances = dict[str, InstanceEntry]
"""Entries by id, in the order of the file."""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    instances: list[Any]


class InstancesCodec:
    """Checks contents of `instances.json`; moves secrets a person typed into the store.

    processes: whether instances may be asked to run as processes here.
    """

    def __init__(self, types: TypeLookup, store: SecretStore, *, processes: bool = False) -> None:
        self._types = types
        self._processes = processes
        self._store = store

    def empty(self) -> bytes:
        """No instances."""
        return render_instances(())

    def trusted(self, data: bytes) -> Instances:
        """Entries of a content accepted before."""
        _, placed, problems = _entries(data)
        if problems:
            raise Rejected(*problems)
        return {entry.id: entry for _, entry in placed}

    def check(self, data: bytes, current: Instances | None) -> Checked[Instances]:
        """Shape, ids, types and configurations; unchanged entries are not checked again."""
        raw, placed, problems = _entries(data)
        current = current or {}
        text = data.removeprefix(BOM)
        doubts: list[Problem] = []
        entries: Instances = {}
        fields: dict[str, secrets.Fields] = {}
        for number, entry in placed:
            stored = self._store.of(entry.id)
            known = current.get(entry.id)
            if entry == known:
                entries[entry.id], fields[entry.id] = entry, stored
                continue
            taken = examine(entry, known, self._types, stored, f"/instances/{number}")
            problems.extend(taken.wrong)
            if entry.runtime == "process" and not self._processes:
                message = "instances as processes are not available here; use docker"
                place = f"/instances/{number}/runtime"
                problems.append(Problem.at(place, "runtime_unavailable", message, runtime=entry.runtime))
            doubts.extend(taken.missing)
            entries[entry.id], fields[entry.id] = taken.entry, taken.fields
            if taken.entry.config != entry.config:
                raw["instances"][number]["config"] = taken.entry.config
                text = b""
        problems.extend(circles(entry for _, entry in placed))
        if problems:
            raise Rejected(*problems)
        doubts.extend(strangers(entry for _, entry in placed))
        return Checked(
            entries,
            text or render(raw),
            doubts,
            before_writing=lambda: self._store.add(fields),
            after_writing=lambda: self._store.keep_only(entries),
        )


class Examined(msgspec.Struct, frozen=True):
    """entry: without secrets; fields: its secrets; missing: secrets to be entered again; wrong: why it is refused."""

    entry: InstanceEntry
    fields: secrets.Fields = {}
    missing: list[Problem] = []
    wrong: list[Problem] = []


def examine(
    entry: InstanceEntry, known: InstanceEntry | None, types: TypeLookup, stored: secrets.Fields, base: str = ""
) -> Examined:
    """A new or changed entry against its type; `known` and `stored`: the running entry of this id and its secrets."""
    wrong = _own_problems(entry, base)
    found = types(entry.type)
    if found is None:
        message = f"there is no type {entry.type[:64]!r}"
        unknown = Problem.at(f"{base}/type", "unknown_type", message, type=entry.type[:64])
        return Examined(entry, wrong=[*wrong, unknown])
    if found.check is None:
        # Without the schema nobody knows which fields are secret, and they would end up on the bus.
        message = f"type {entry.type!r} has not described itself yet (image {found.image})"
        waiting = Problem.at(f"{base}/type", "type_not_ready", message, type=entry.type, image=found.image)
        return Examined(entry, wrong=[*wrong, waiting])
    same_type = known is not None and known.type == entry.type
    old = known.config if known and same_type else None
    split = secrets.split(entry.config, found.secrets, old, stored if same_type else {})
    missing = [
        Problem.at(f"{base}/config{pointer}", "secret_missing", "this secret has to be entered again")
        for pointer in split.missing
    ]
    skipped = {problem.path for problem in missing}
    errors = found.check.errors(split.whole, f"{base}/config")
    wrong.extend(error for error in errors if error.path not in skipped)
    return Examined(msgspec.structs.replace(entry, config=split.config), split.fields, missing, wrong)


def render_instances(entries: Iterable[Any]) -> bytes:
    """Text of the file from entries as they stand in it."""
    return render({"version": VERSION, "instances": list(entries)})


def plain_entry(entry: InstanceEntry) -> dict[str, Any]:
    """An entry as it stands in the file."""
    plain: dict[str, Any] = msgspec.to_builtins(entry)
    if not entry.safe_writes:
        del plain["safe_writes"]
    if not entry.after:
        del plain["after"]
    return plain


def _entries(data: bytes) -> tuple[Any, list[tuple[int, InstanceEntry]], list[Problem]]:
    """`(parsed file, entries with their place, what is wrong)`; raises Rejected when it is no instances file."""
    raw = parse(data)
    if isinstance(raw, dict) and raw.get("version", VERSION) != VERSION:
        shown = repr(raw["version"])[:40]
        message = f"this gateway reads version {VERSION}, not {shown}"
        raise Rejected(Problem.at("/version", "version_unsupported", message, version=shown, supported=VERSION))
    file = shaped(raw, _File)
    if len(file.instances) > MAX_INSTANCES:
        raise Rejected(Problem.at("/instances", "too_many_instances", "too many instances", max=MAX_INSTANCES))
    placed: list[tuple[int, InstanceEntry]] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for number, item in enumerate(file.instances):
        base = f"/instances/{number}"
        try:
            entry = shaped(item, InstanceEntry, base)
            check_instance_id(entry.id)
        except Rejected as rejected:
            problems.extend(rejected.problems)
        except AddressError as error:
            problems.append(Problem.of(error.reason, f"{base}/id"))
        else:
            if entry.id in seen:
                problems.append(Problem.at(f"{base}/id", "duplicate_id", f"{entry.id!r} is given twice", id=entry.id))
            seen.add(entry.id)
            placed.append((number, entry))
    return raw, placed, problems


def _own_problems(entry: InstanceEntry, base: str) -> list[Problem]:
    found = []
    if entry.id in _PATHS:
        message = f"{entry.id!r} is reserved: it is a path of the interface"
        found.append(Problem.at(f"{base}/id", "instance_id_reserved", message, id=entry.id))
    if _PART.match(entry.id):
        # Compose names containers <project>-<service>-<number>, instances are <project>-<id>.
        message = f"{entry.id!r} is reserved: a container of DINrail's own parts has this name"
        found.append(Problem.at(f"{base}/id", "instance_id_reserved", message, id=entry.id))
    if len(entry.title) > MAX_TITLE or not entry.title.isprintable():
        message = f"at most {MAX_TITLE} characters in one line"
        found.append(Problem.at(f"{base}/title", "title_invalid", message, max=MAX_TITLE))
    if len(entry.safe_writes) > MAX_SAFE_WRITES:
        message = f"at most {MAX_SAFE_WRITES}: an emergency stop does not wait"
        found.append(Problem.at(f"{base}/safe_writes", "too_many_safe_writes", message, max=MAX_SAFE_WRITES))
    for number, write in enumerate(entry.safe_writes):
        try:
            split(write.path)
        except AddressError as error:
            found.append(Problem.of(error.reason, f"{base}/safe_writes/{number}/path"))
    for field, low, high in LIMIT_RANGES:
        value = getattr(entry.limits, field)
        if value is not None and not low <= value <= high:
            path = f"{base}/limits/{field}"
            found.append(Problem.at(path, "out_of_range", f"must be {low:g} … {high:g}", min=low, max=high))
    return found
