"""How instances died: the last twenty of each, with their last lines, on disk so that they outlive the gateway."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from pathlib import Path

import msgspec

from dinrail.reason import Reason
from dinrail_gateway.background import begin, end
from dinrail_gateway.documents import files
from dinrail_gateway.runtime.interface import Death, Supervisor

__all__ = ["DeathBook"]

KEPT = 20
MAX_LINE = 500
MAX_BYTES = 4 << 20

_decode = msgspec.json.Decoder(list[Death]).decode


class DeathBook:
    """One file per instance below `folder`; a damaged one is put aside and begun anew."""

    def __init__(self, folder: Path, supervisor: Supervisor) -> None:
        self._folder = folder
        self._supervisor = supervisor
        self._kept: dict[str, list[Death]] = {}
        self._seen: dict[str, list[Death]] = {}
        self._changed: set[str] = set()
        self._due = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._log = logging.getLogger("dinrail.gateway.vitals")
        self.problem: Reason | None = None
        supervisor.on_change(self._look)

    async def load(self, instances: Iterable[str] | None) -> None:
        """Remember what lies on disk of these; files of others are removed. None: nobody knows which there are."""
        self._kept |= await asyncio.to_thread(self._read, None if instances is None else set(instances))

    def start(self) -> None:
        """Begin to write."""
        self._task = begin(self._write_often, "deaths of instances")

    async def stop(self) -> None:
        """End; what is not written yet is."""
        await end(self._task)
        await asyncio.to_thread(self._write)

    def of(self, instance: str) -> list[Death]:
        """The youngest first."""
        return self._kept.get(instance, [])[::-1]

    def forget(self, instance: str) -> None:
        """It is configured no more."""
        self._seen.pop(instance, None)
        if self._kept.pop(instance, None) is not None:
            self._note(instance)

    def moved(self, old: str, new: str) -> None:
        """It has another name now."""
        if (kept := self._kept.pop(old, None)) is not None:
            self._kept[new] = kept
            self._note(old)
            self._note(new)

    def _look(self, instance: str) -> None:
        found = self._supervisor.observation(instance).deaths
        before = self._seen.get(instance, [])
        if not found or found == before:
            return
        self._seen[instance] = found
        fresh = [_short(death) for death in found if death not in before]
        if fresh:
            self._kept[instance] = [*self._kept.get(instance, []), *fresh][-KEPT:]
            self._note(instance)

    def _note(self, instance: str) -> None:
        self._changed.add(instance)
        self._due.set()

    async def _write_often(self) -> None:
        while True:
            await self._due.wait()
            self._due.clear()
            await asyncio.to_thread(self._write)
            await asyncio.sleep(1.0)  # a crash loop of many is one write a second each

    def _write(self) -> None:
        changed, self._changed = self._changed, set()
        for instance in changed:
            path = self._folder / f"{instance}.json"
            try:
                if (kept := self._kept.get(instance)) is None:
                    path.unlink(missing_ok=True)
                else:
                    files.write(path, msgspec.json.encode(kept), mode=0o600)
                self.problem = None
            except OSError as error:
                detail = str(error)[:200]
                self.problem = Reason("deaths_unsaved", {"detail": detail}, f"deaths are not on disk: {detail}")
                self._changed.add(instance)
                self._log.error("%s", self.problem.message)

    def _read(self, instances: set[str] | None) -> dict[str, list[Death]]:
        found: dict[str, list[Death]] = {}
        for path in sorted(self._folder.glob("*.json")):
            if instances is not None and path.stem not in instances:
                path.unlink(missing_ok=True)
                continue
            try:
                if path.stat().st_size > MAX_BYTES:
                    raise ValueError("too long")
                found[path.stem] = _decode(path.read_bytes())[-KEPT:]
            except (OSError, ValueError) as error:
                self._log.warning("%s cannot be read and is put aside: %s", path, error)
                path.replace(path.with_suffix(".damaged"))
        return found


def _short(death: Death) -> Death:
    lines = [msgspec.structs.replace(line, message=line.message[:MAX_LINE]) for line in death.lines]
    return msgspec.structs.replace(death, lines=lines)
