"""The dashboards on the disk: two files for people, one accepted copy, one line of versions for both."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from dinrail.clock import Clock
from dinrail_gateway.dashboards.difference import Action, what
from dinrail_gateway.dashboards.halves import HALVES, Half, Look, entries_of, text_of
from dinrail_gateway.dashboards.kept import Keeping
from dinrail_gateway.dashboards.model import HOME, PAGES_FILE, WIDGETS_FILE, Dashboards, Page
from dinrail_gateway.dashboards.reading import homeless
from dinrail_gateway.dashboards.recovery import Recovery
from dinrail_gateway.dashboards.shelf import Shelf
from dinrail_gateway.documents.document import Outdated
from dinrail_gateway.documents.json_text import Rejected, with_lines
from dinrail_gateway.documents.versions import Version, Versions
from dinrail_gateway.problems.board import Board, Problem

__all__ = ["Build", "Store"]

Build = Callable[[Dashboards], Dashboards]
"""Makes a new content of the running one; may raise ApiError or Rejected. Called in a thread."""

_FIRST = Dashboards({HOME: Page("Home")})
_KEEPING = Keeping()


class Store:
    """The last good content runs, whatever the files look like; each file is accepted or left by itself."""

    def __init__(self, folder: Path, *, board: Board, clock: Clock, keeping: Keeping = _KEEPING) -> None:
        self._halves = {name: Half(folder, name) for name in HALVES}
        self._keeping = keeping
        self._shelf = Shelf(folder, self._halves, keeping)
        self._board = board
        self._clock = clock
        self._log = logging.getLogger("dinrail.gateway.dashboards")
        self._lock = asyncio.Lock()
        self._callbacks: list[Callable[[], None]] = []
        self._problems: dict[str, list[Problem]] = {name: [] for name in HALVES}
        self._missing: set[str] = set()
        self._widgets_text = b""
        self.value = _FIRST
        self.last = Version(0, 0)

    @property
    def revision(self) -> int:
        """Counts accepted contents; 0 while there has never been one."""
        return self.last.number

    @property
    def keeping(self) -> Keeping:
        """How contents are kept."""
        return self._keeping

    @property
    def versions(self) -> Versions:
        """What was accepted before; touches the disk."""
        return self._shelf.versions

    def on_accept(self, callback: Callable[[], None]) -> None:
        """Call after every accepted content, when it is on the disk."""
        self._callbacks.append(callback)

    async def load(self) -> None:
        """Finish what a power cut interrupted, start on the accepted copy, then look at the files."""
        async with self._lock:
            with self._reporting():
                recovered = await asyncio.to_thread(Recovery(self._shelf, self._clock).run)
                if recovered is not None:
                    self.value, self.last = recovered
                await self._examine()
                self._announce()

    async def poll(self) -> None:
        """Look whether a person changed a file; one that is still being written is left for the next look."""
        # All of them: each look remembers what it saw.
        if any(await asyncio.to_thread(lambda: [half.changed() for half in self._halves.values()])):
            async with self._lock:
                with self._reporting():
                    await self._examine()

    async def change(self, build: Build, *, action: Action, revision: int | None = None, by: str = "") -> None:
        """Take what `build` makes of the running content, as one version; without a difference nothing happens.

        Raises Rejected, ApiError of `build`, OSError, or Outdated when `revision` is not the running one any more.
        """
        async with self._lock:
            await self._examine()
            if revision is not None and revision != self.revision:
                raise Outdated
            before = self.value
            after = await asyncio.to_thread(build, before)
            changed = await asyncio.to_thread(_differing, before, after)
            if changed:
                await self._take(after, changed | self._missing, action, by)

    async def trial(self, build: Build) -> Dashboards:
        """What `build` would make; raises Rejected where `change` would, and what `build` raises. Changes nothing."""
        running = self.value

        def made() -> Dashboards:
            after = build(running)
            self._keeping.read(self._keeping.text(after))
            return after

        return await asyncio.to_thread(made)

    async def _examine(self) -> None:
        looks = await asyncio.to_thread(lambda: {name: half.look() for name, half in self._halves.items()})
        first = self.revision == 0
        self._widgets_text = looks[WIDGETS_FILE].text or b""
        self._missing = {name for name, look in looks.items() if look.text is None}
        self._problems = {name: self._found(name, look, first) for name, look in looks.items()}
        good = {name.removesuffix(".json"): look.entries for name, look in looks.items() if look.entries is not None}
        after = msgspec.structs.replace(self.value, **good)
        new = await asyncio.to_thread(_differing, self.value, after)
        try:
            if first and (good or self._missing):
                await self._take(after, self._missing, "file" if good else "start", "")
            elif new:
                await self._take(after, set(), "file", "")
            else:
                self._complain()
        except Rejected as rejected:
            # Each file is small enough, both together are not.
            self._problems |= dict.fromkeys(new, rejected.problems)
            self._complain()

    def _found(self, name: str, look: Look, first: bool) -> list[Problem]:
        if look.text is not None or first:
            return look.problems
        return [Problem.at("", "document_missing", f"{name} is missing; the last good one runs on")]

    async def _take(self, after: Dashboards, write: set[str], action: Action, by: str) -> None:
        refused = {name for name in write if self._problems[name]}
        before, now = self.value if self.revision else Dashboards(), self._clock.now_ms()
        texts = await asyncio.to_thread(lambda: {name: text_of(after, name) for name in HALVES if name in write})

        def store() -> Version:
            kept = self._keeping.text(after)
            # What could not be read again would be lost with the next start.
            self._keeping.read(kept)
            return self._shelf.store(kept, texts, Version(0, now, by, what(action, before, after)), refused)

        self.last = await asyncio.to_thread(store)
        self.value = after
        self._widgets_text = texts.get(WIDGETS_FILE, self._widgets_text)
        for name in texts:
            self._problems[name] = []
        for name in HALVES:
            if self._problems[name]:
                self._halves[name].again()
        self._missing -= texts.keys()
        self._complain()
        self._log.info("dashboards: revision %d accepted", self.revision)
        self._announce()

    @contextlib.contextmanager
    def _reporting(self) -> Iterator[None]:
        """A folder that cannot be read or written is a problem to show, not an end."""
        try:
            yield
        except OSError as error:
            detail = error.strerror or type(error).__name__
            self._problems[WIDGETS_FILE] = [Problem.at("", "config_unwritable", str(error), detail=detail)]
            self._complain()

    def _announce(self) -> None:
        for callback in self._callbacks:
            callback()

    def _complain(self) -> None:
        found = dict(self._problems)
        doubts = homeless(self.value)
        if doubts and not found[WIDGETS_FILE]:
            doubts = with_lines(doubts, self._widgets_text)
        found[WIDGETS_FILE] = [*found[WIDGETS_FILE], *doubts]
        for name in (PAGES_FILE, WIDGETS_FILE):
            if found[name] and not self._board.of(name):
                told = "; ".join(f"{problem.path} {problem.message}" for problem in found[name][:3])
                self._log.warning("%s: %s", name, told)
            self._board.replace(name, found[name])


def _differing(before: Dashboards, after: Dashboards) -> set[str]:
    """The files that would have another text."""
    return {
        name
        for name in HALVES
        if entries_of(before, name) is not entries_of(after, name) and text_of(before, name) != text_of(after, name)
    }
