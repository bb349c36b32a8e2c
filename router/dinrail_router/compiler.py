"""Text of a routing file → plans and findings. Pure: nothing that runs is touched."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from dinrail.errors import AddressError
from dinrail.names import check_instance_id
from dinrail.reason import Param
from dinrail.sample import Quality
from dinrail_router.breaker.allowance import SourceEntry
from dinrail_router.cycles import Entangled, find_cycles
from dinrail_router.document import Document, Unreadable, read_document
from dinrail_router.durations import in_plain_words
from dinrail_router.findings import Finding, TextError, did_you_mean
from dinrail_router.operators import Operator, operators
from dinrail_router.pattern import Pattern, Target, parse_pattern, parse_target
from dinrail_router.pipeline import parse_pipeline
from dinrail_router.plan import Plan
from dinrail_router.routing import FILE_FIELDS, ROUTE_FIELDS, SOURCE_FIELDS, RouteEntry, RoutingFile

__all__ = ["Compiled", "compile_routes", "revision"]

MAX_FINDINGS = 200
MAX_ROUTES = 100_000


class Compiled(NamedTuple):
    """What a file means; with errors in it, nothing of it may run."""

    rev: int
    plans: tuple[Plan, ...]
    findings: tuple[Finding, ...]
    sources: Mapping[str, SourceEntry] = MappingProxyType({})

    @property
    def errors(self) -> list[Finding]:
        """Findings that keep the file from running."""
        return [finding for finding in self.findings if finding.level == "error"]


def revision(data: bytes) -> int:
    """Revision of a file: CRC-32 of its bytes, so that writer and router agree without a counter."""
    return zlib.crc32(data)


def compile_routes(data: bytes) -> Compiled:
    """Plans and findings of a file's bytes; never raises for what is in the file."""
    try:
        document = read_document(data)
    except Unreadable as error:
        return Compiled(revision(data), (), (error.finding,))
    compiler = _Compiler(document)
    compiler.run()
    return Compiled(revision(data), tuple(compiler.plans), tuple(compiler.findings), compiler.sources)


class _Compiler:
    def __init__(self, document: Document) -> None:
        self.plans: list[Plan] = []
        self.findings: list[Finding] = []
        self.sources: dict[str, SourceEntry] = {}
        self._document = document
        self._ids: dict[str, int] = {}

    def run(self) -> None:
        entries = self._entries()
        self._sources()
        for position, content in enumerate(entries):
            if len(self.findings) >= MAX_FINDINGS:
                return
            self._route(position, content)
        if all(finding.level == "warning" for finding in self.findings):
            self._cycles()

    def _entries(self) -> list[Any]:
        content = self._document.content
        if not isinstance(content, dict):
            self._add("wrong_type", 'a routing file is an object {"routes": […]}', "")
            return []
        # Routes and sources are looked at one by one, so that each mistake is told at its place.
        apart = (("routes", list), ("sources", dict))
        frame = {**content, **{name: kind() for name, kind in apart if type(content.get(name)) is kind}}
        try:
            msgspec.convert(frame, type=RoutingFile)
        except msgspec.ValidationError as error:
            self._invalid(str(error), "", content, "")
            return []
        routes: list[Any] = content["routes"]
        if len(routes) > MAX_ROUTES:
            self._add("too_many_routes", f"{len(routes)} routes are more than {MAX_ROUTES}", "/routes")
            return []
        return routes

    def _sources(self) -> None:
        content = self._document.content
        entries = content.get("sources", {}) if isinstance(content, dict) else {}
        for name, entry in entries.items() if isinstance(entries, dict) else ():
            if len(self.findings) >= MAX_FINDINGS:
                return
            pointer = f"/sources/{name.replace('~', '~0').replace('/', '~1')}"
            try:
                check_instance_id(name, reserved_ok=name == "calc")
                self.sources[name] = msgspec.convert(entry, type=SourceEntry)
            except AddressError as error:
                self._add(error.reason.key, error.message, pointer, key_place=True, params=error.reason.params)
            except msgspec.ValidationError as error:
                self._invalid(str(error), pointer, entry, "")

    def _route(self, position: int, content: Any) -> None:
        pointer = f"/routes/{position}"
        given = content.get("id") if isinstance(content, dict) else None
        label = given[:64] if isinstance(given, str) and given.isprintable() and given else str(position + 1)
        try:
            entry = msgspec.convert(content, type=RouteEntry)
        except msgspec.ValidationError as error:
            self._invalid(str(error), pointer, content, label)
            return
        if entry.id is not msgspec.UNSET:
            if entry.id in self._ids:
                first = f"/routes/{self._ids[entry.id]}"
                self._add("duplicate_id", f"the id is there twice, first at {first}", f"{pointer}/id", label,
                          params={"id": label})  # fmt: skip
                return
            self._ids[entry.id] = position
        plan = self._plan(entry, label, position, pointer)
        if plan is not None:
            self.plans.append(plan)
            self._advise(plan, pointer)

    def _plan(self, entry: RouteEntry, label: str, position: int, pointer: str) -> Plan | None:
        before = len(self.findings)
        patterns: list[Pattern] = []
        targets: list[Target] = []
        for where, text in _texts(entry.from_, f"{pointer}/from"):
            with self._text_at(where, label):
                patterns.append(parse_pattern(text))
        wildcards = min((pattern.wildcards for pattern in patterns), default=99)
        for where, text in _texts(entry.to, f"{pointer}/to"):
            with self._text_at(where, label):
                targets.append(parse_target(text, wildcards))
        steps: tuple[Operator, ...] = ()
        if isinstance(entry.transform, str):
            with self._text_at(f"{pointer}/transform", label):
                steps = parse_pipeline(entry.transform)
        else:
            steps = tuple(entry.transform)
        if len(self.findings) > before:
            return None
        return Plan(
            label=label,
            id=None if entry.id is msgspec.UNSET else entry.id,
            position=position,
            name=entry.name,
            enabled=entry.enabled,
            patterns=tuple(dict.fromkeys(patterns)),
            targets=tuple(dict.fromkeys(targets)),
            operators=steps,
            passes=_passes(entry.quality),
            bad_on_error=entry.on_error == "bad",
        )

    def _advise(self, plan: Plan, pointer: str) -> None:
        if plan.bad_on_error and not any(target.calculated for target in plan.targets):
            message = "on_error bad has no effect: a write request has no quality, only calculated points have"
            self._add("on_error_without_effect", message, f"{pointer}/on_error", plan.label, level="warning")

    def _cycles(self) -> None:
        try:
            cycles = find_cycles(self.plans)
        except Entangled as error:
            cycles = error.found
            self._add("loops_unchecked", f"not checked for loops: {error}", "/routes", level="warning")
        for cycle in cycles[:MAX_FINDINGS]:
            path = " → ".join(str(address) for address in cycle.addresses)
            names = " → ".join(plan.label for plan in cycle.plans)
            first = min(cycle.plans, key=lambda plan: plan.position)
            self._add("cycle", f"a loop: {path} (routes {names})", f"/routes/{first.position}", first.label)

    def _invalid(self, error: str, pointer: str, content: Any, label: str) -> None:
        """A finding from msgspec's sentence, which ends in the path."""
        what, _, path = error.partition(" - at `$")
        pointer += path.rstrip("`").replace("[", "/").replace("]", "").replace(".", "/")
        if what.startswith("Object contains unknown field"):
            name = what.split("`")[1]
            known = _known_fields(pointer, content)
            hint = did_you_mean(name, known) or f"there are: {', '.join(known)}"
            where = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
            params: dict[str, Param] = {"field": name[:64]}
            self._add(
                "unknown_field", f"unknown field {name[:64]!r}", where, label, hint=hint, key_place=True, params=params
            )
        elif what.startswith("Object missing required field"):
            name = what.split("`")[1]
            self._add("missing_field", f"{name!r} is missing", pointer, label, params={"field": name})
        elif pointer.endswith("/op") and what.startswith("Invalid value"):
            name = what.split("'")[1]
            hint = did_you_mean(name, operators()) or f"there are: {', '.join(operators())}"
            self._add(
                "unknown_operator", f"unknown operator {name[:64]!r}", pointer, label,
                hint=hint, params={"operator": name[:64]},
            )  # fmt: skip
        else:
            what = in_plain_words(what)
            message = what[:1].lower() + what[1:300]
            self._add("wrong_type", message, pointer, label, params={"expected": _expected(what)})

    def _add(
        self,
        key: str,
        message: str,
        pointer: str,
        label: str = "",
        *,
        hint: str = "",
        offset: int | None = None,
        level: Any = "error",
        key_place: bool = False,
        params: dict[str, Param] | None = None,
    ) -> None:
        line, column = self._document.locate(pointer, offset, key=key_place)
        self.findings.append(Finding(level, key, message, pointer, line, column, label, hint, params or {}))

    @contextmanager
    def _text_at(self, pointer: str, label: str) -> Iterator[None]:
        try:
            yield
        except TextError as error:
            self._add(
                error.finding_key, error.message, pointer, label,
                hint=error.hint, offset=error.offset, params=error.details,
            )  # fmt: skip


@cache
def _one_set(qualities: frozenset[Quality]) -> frozenset[Quality]:
    return qualities  # one object for all routes


def _passes(quality: Quality | list[Quality]) -> frozenset[Quality]:
    return _one_set(frozenset([quality] if isinstance(quality, str) else quality))


def _texts(value: str | list[str], pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    else:
        yield from ((f"{pointer}/{number}", text) for number, text in enumerate(value))


def _expected(what: str) -> str:
    """What msgspec's sentence says should be there, without its back-ticks; the sentence itself otherwise."""
    wanted = what.removeprefix("Expected ").partition(", got")[0]
    return wanted.replace("`", "")[:200]


def _known_fields(pointer: str, content: Any) -> tuple[str, ...]:
    if "/transform/" in pointer:
        step = content["transform"][int(pointer.rpartition("/")[2])]
        return ("op", *operators()[step["op"]].__struct_fields__)
    if pointer.startswith("/sources/"):
        return SOURCE_FIELDS
    return ROUTE_FIELDS if pointer else FILE_FIELDS
