"""Text of a routing file → plans and findings. Pure: nothing that runs is touched."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from dinrail.errors import AddressError
from dinrail.names import check_instance_id
from dinrail_router.breaker.allowance import SourceEntry
from dinrail_router.cases import Case
from dinrail_router.cases.checks import CaseChecks
from dinrail_router.cycles import Entangled, find_cycles
from dinrail_router.diagnostics import Diagnostics
from dinrail_router.document import Document, Unreadable, read_document
from dinrail_router.findings import Finding, TextError
from dinrail_router.pipelines import read_pipelines
from dinrail_router.plan import Plan
from dinrail_router.planning import Planner
from dinrail_router.routing import RouteEntry, RoutingFile, wrong_step
from dinrail_router.schedule import Place, place_problems

__all__ = ["Compiled", "compile_routes", "revision"]

MAX_FINDINGS = 200
MAX_ROUTES = 100_000


class Compiled(NamedTuple):
    """What a file means; with errors in it, nothing of it may run."""

    rev: int
    plans: tuple[Plan, ...]
    findings: tuple[Finding, ...]
    sources: Mapping[str, SourceEntry] = MappingProxyType({})
    cases: tuple[Case, ...] = ()
    place: Place = Place()

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
    findings = tuple(compiler.diagnostics.findings)
    return Compiled(
        revision(data), tuple(compiler.plans), findings, compiler.sources, tuple(compiler.cases), compiler.place
    )


class _Compiler:
    def __init__(self, document: Document) -> None:
        self.plans: list[Plan] = []
        self.sources: dict[str, SourceEntry] = {}
        self.cases: list[Case] = []
        self.place = Place()
        self.diagnostics = Diagnostics(document)
        self._content: Any = document.content
        self._ids: dict[str, int] = {}

    def run(self) -> None:
        file = self._file()
        if file is None:
            return
        self._sources()
        routes: list[Any] = self._content["routes"]
        if len(routes) > MAX_ROUTES:
            message = f"{len(routes)} routes are more than {MAX_ROUTES}"
            self.diagnostics.add("too_many_routes", message, "/routes")
            return
        planner = self._planner(file)
        for place, content in enumerate(routes):
            if len(self.diagnostics.findings) >= MAX_FINDINGS:
                return
            self._route(planner, place, content)
        if not self.diagnostics.has_errors:
            self._cycles()
        self._tests()

    def _file(self) -> RoutingFile | None:
        content = self._content
        if not isinstance(content, dict):
            self.diagnostics.add("wrong_type", 'a routing file is an object {"routes": […]}', "")
            return None
        # Routes, sources and tests are looked at one by one, so that each mistake is told at its place.
        apart = (("routes", list), ("sources", dict), ("tests", list))
        frame = {**content, **{name: kind() for name, kind in apart if type(content.get(name)) is kind}}
        try:
            return msgspec.convert(frame, type=RoutingFile)
        except msgspec.ValidationError as error:
            self.diagnostics.invalid(str(error), "", content, "")
        except TextError as error:  # in a text that is a parameter of a step
            self.diagnostics.text(error, "/pipelines", "")
        return None

    def _planner(self, file: RoutingFile) -> Planner:
        wrong = list(place_problems(file.place)) if file.place is not None else []
        for pointer, error in wrong:
            self.diagnostics.text(error, f"/place{pointer}", "")
        self.place = Place() if wrong or file.place is None else file.place
        return Planner(self.diagnostics, read_pipelines(file.pipelines, self.diagnostics), self.place)

    def _sources(self) -> None:
        for name, entry in self._content.get("sources", {}).items():
            if len(self.diagnostics.findings) >= MAX_FINDINGS:
                return
            pointer = f"/sources/{name.replace('~', '~0').replace('/', '~1')}"
            try:
                check_instance_id(name, reserved_ok=name == "calc")
                self.sources[name] = msgspec.convert(entry, type=SourceEntry)
            except AddressError as error:
                reason = error.reason
                self.diagnostics.add(reason.key, error.message, pointer, key_place=True, params=reason.params)
            except msgspec.ValidationError as error:
                self.diagnostics.invalid(str(error), pointer, entry, "")

    def _route(self, planner: Planner, place: int, content: Any) -> None:
        pointer = f"/routes/{place}"
        label = _label(content, place)
        try:
            entry = msgspec.convert(content, type=RouteEntry)
        except msgspec.ValidationError as error:
            self.diagnostics.invalid(str(error), pointer, content, label)
            return
        except TextError as error:  # in a text that is a parameter of a step
            self.diagnostics.text(error, f"{pointer}/transform/{wrong_step(content['transform'])}/text", label)
            return
        if entry.id is not msgspec.UNSET:
            if entry.id in self._ids:
                message = f"the id is there twice, first at /routes/{self._ids[entry.id]}"
                self.diagnostics.add("duplicate_id", message, f"{pointer}/id", label, params={"id": label})
                return
            self._ids[entry.id] = place
        self.plans.extend(planner.plans_of(entry, label, place))

    def _tests(self) -> None:
        checks = CaseChecks(self.diagnostics, self.place)
        broken = self.diagnostics.has_errors
        for number, content in enumerate(self._content.get("tests", ())):
            if len(self.diagnostics.findings) >= MAX_FINDINGS:
                return
            checks.take(number, content)
        self.cases = checks.cases
        if not broken and not self.diagnostics.has_errors:
            checks.against(self.plans)

    def _cycles(self) -> None:
        try:
            cycles = find_cycles(self.plans)
        except Entangled as error:
            cycles = error.found
            self.diagnostics.add("loops_unchecked", f"not checked for loops: {error}", "/routes", level="warning")
        for cycle in cycles[:MAX_FINDINGS]:
            path = " → ".join(str(address) for address in cycle.addresses)
            names = " → ".join(plan.label for plan in cycle.plans)
            first = min(cycle.plans, key=lambda plan: plan.position)
            self.diagnostics.add("cycle", f"a loop: {path} (routes {names})", f"/routes/{first.place}", first.label)


def _label(content: Any, place: int) -> str:
    given = content.get("id") if isinstance(content, Mapping) else None
    usable = isinstance(given, str) and given.isprintable() and given
    return given[:64] if usable else str(place + 1)  # type: ignore[index]
