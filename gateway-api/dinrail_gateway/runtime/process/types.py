"""Adapter types that are installed beside the gateway: entry points `dinrail.adapters` of its own environment."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import importlib
import os
import re
import sys
from collections.abc import Callable
from importlib.metadata import entry_points

import msgspec

from dinrail_gateway.runtime.described import DescribeFailed, read_description
from dinrail_gateway.runtime.interface import TypeEntry

__all__ = ["ProcessTypes", "Program"]

GROUP = "dinrail.adapters"
DESCRIBE_S = 30.0
_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}\Z")


class Program(msgspec.Struct, frozen=True):
    """What to run for a type; `id` is another one whenever other files were installed."""

    tag: str
    id: str
    command: list[str]


class ProcessTypes:
    """Types by entry point; one that is installed while the gateway runs is found by its next full pass."""

    def __init__(self) -> None:
        self._programs: dict[str, Program] = {}
        self._entries: dict[str, TypeEntry] = {}
        self._callbacks: list[Callable[[], None]] = []
        self._looking = asyncio.Lock()

    def types(self) -> dict[str, TypeEntry]:
        """Known types by name."""
        return dict(self._entries)

    def image(self, type_: str) -> Program | None:
        """What to run for a type."""
        return self._programs.get(type_)

    def on_change(self, callback: Callable[[], None]) -> None:
        """Call when any entry changed."""
        self._callbacks.append(callback)

    async def refresh(self) -> None:
        """Look at what is installed; only what is new there is asked for its description."""
        async with self._looking:
            programs = await asyncio.to_thread(_installed)
            entries: dict[str, TypeEntry] = {}
            for name, program in programs.items():
                known = self._entries.get(name)
                if known is not None and known.problem is None and self._programs.get(name) == program:
                    entries[name] = known
                else:
                    entries[name] = await _entry(name, program)
            changed = entries != self._entries or programs != self._programs
            self._programs, self._entries = programs, entries
        if changed:
            for callback in self._callbacks:
                callback()

    async def close(self) -> None:
        """Nothing is kept open."""


def _installed() -> dict[str, Program]:
    importlib.invalidate_caches()
    found: dict[str, Program] = {}
    for point in entry_points(group=GROUP):
        if not _NAME.match(point.name):
            continue
        package = point.dist
        # The list of installed files carries a hash of each.
        record = (package.read_text("RECORD") or "") if package is not None else ""
        version = package.version if package is not None else ""
        content = hashlib.sha256(f"{point.value}\n{version}\n{record}".encode()).hexdigest()[:16]
        command = [sys.executable, "-m", "dinrail.runner", point.name]
        found[point.name] = Program(f"{point.name} {version}".strip(), content, command)
    return found


async def _entry(name: str, program: Program) -> TypeEntry:
    try:
        described = await _describe(program)
        manifest = read_description(described, tag=program.tag, type_=name)
    except DescribeFailed as error:
        return TypeEntry(type=name, image="ready", problem=error.reason)
    return TypeEntry(type=name, image="ready", manifest=manifest, described=described)


async def _describe(program: Program) -> bytes:
    # In a process of its own: what it imports need not stay in ours.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DINRAIL_")}
    child = await asyncio.create_subprocess_exec(
        *program.command,
        "describe",
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        printed, said = await asyncio.wait_for(child.communicate(), DESCRIBE_S)
    except TimeoutError:
        raise DescribeFailed(f"{program.tag} describe did not end within {DESCRIBE_S:g} s", tag=program.tag) from None
    finally:
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
    if child.returncode:
        text = "".join(char if char.isprintable() else " " for char in said.decode(errors="replace"))[-300:].strip()
        raise DescribeFailed(
            f"{program.tag} describe ended with {child.returncode}: {text}", tag=program.tag, code=child.returncode
        )
    return printed
