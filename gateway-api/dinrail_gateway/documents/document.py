"""One file of `config/`: the last good content runs, whatever the file looks like now."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import msgspec

from dinrail.clock import Clock
from dinrail_gateway.documents import files
from dinrail_gateway.documents.json_text import Rejected, with_lines
from dinrail_gateway.documents.versions import Versions
from dinrail_gateway.problems.board import Board, Problem

__all__ = ["Checked", "Codec", "Document", "Outdated"]

T = TypeVar("T")


class Checked(msgspec.Struct, Generic[T], frozen=True):
    """A content that is taken: its value, the text to keep (secrets removed), and what is doubtful but no reason
    to refuse. `before_writing` and `after_writing` run in the writing thread, ahead of the files and after them.
    """

    value: T
    text: bytes
    doubts: list[Problem] = []
    before_writing: Callable[[], None] | None = None
    after_writing: Callable[[], None] | None = None


class Codec(Protocol[T]):
    """What a document's domain knows about its content."""

    def empty(self) -> bytes:
        """The document of a first start."""
        ...

    def trusted(self, data: bytes) -> T:
        """Value of a content that was accepted before; only its shape is looked at; raises Rejected."""
        ...

    def check(self, data: bytes, current: T | None) -> Checked[T]:
        """Full check of a new content against the running one; raises Rejected with every reason. In a thread."""
        ...


class Outdated(Exception):
    """Somebody changed the document since the caller read it."""


class Document(Generic[T]):
    """A file, its accepted copy and its versions; `revision` counts accepted contents."""

    def __init__(self, name: str, folder: Path, codec: Codec[T], *, board: Board, clock: Clock) -> None:
        self.name = name
        self._path = folder / name
        self._accepted = folder / "accepted" / name
        self._versions = Versions(folder / "versions", name)
        self._codec = codec
        self._board = board
        self._clock = clock
        self._log = logging.getLogger("dinrail.gateway.documents")
        self._lock = asyncio.Lock()
        self._callbacks: list[Callable[[T], None]] = []
        self._value: T | None = None
        self._text = b""
        self._examined: files.Signature | None = None
        self._seen: files.Signature | None = None
        self.revision = 0

    @property
    def value(self) -> T | None:
        """The running content; None while there has never been a good one."""
        return self._value

    @property
    def text(self) -> bytes:
        """The running content as it lies in `accepted/`."""
        return self._text

    @property
    def versions(self) -> Versions:
        """What was accepted before; touches the disk."""
        return self._versions

    def on_accept(self, callback: Callable[[T], None]) -> None:
        """Call with every newly accepted value, after it is on the disk."""
        self._callbacks.append(callback)

    async def load(self) -> None:
        """Start on the accepted copy, then look at the file; a first start writes the empty document."""
        async with self._lock:
            with self._reporting():
                first = await asyncio.to_thread(self._recover)
                if self._value is not None:
                    self._announce(self._value)
                if first:
                    await self._take(await asyncio.to_thread(self._check, self._codec.empty()), to_file=True)
                else:
                    await self._examine()

    async def poll(self) -> None:
        """Look whether a person changed the file; one that is still being written is left for the next look."""
        mark = await asyncio.to_thread(files.signature, self._path)
        settled, self._seen = mark == self._seen, mark
        if settled and mark != self._examined:
            async with self._lock:
                with self._reporting():
                    await self._examine()

    async def recheck(self) -> None:
        """Check the file again although it did not change, because what it is checked against did."""
        async with self._lock:
            with self._reporting():
                await self._examine()

    async def change(self, build: Callable[[T | None], bytes], *, revision: int | None = None, by: str = "") -> T:
        """Check and write the content `build` makes of the running one, on behalf of `by`.

        Raises Rejected with every reason, or Outdated when `revision` is given and no longer the running one.
        A hand edit not looked at yet is taken first; a broken one is kept aside in `versions/`.
        """
        async with self._lock:
            await self._examine()
            if revision is not None and revision != self.revision:
                raise Outdated
            data = build(self._value)
            checked = await asyncio.to_thread(self._check, data)
            await self._take(checked, to_file=True, by=by)
            return checked.value

    async def trial(self, build: Callable[[T | None], bytes]) -> None:
        """Check what `build` makes of the running content without taking it; raises Rejected with every reason."""
        data = build(self._value)
        await asyncio.to_thread(self._check, data)

    async def _examine(self) -> None:
        mark = await asyncio.to_thread(files.signature, self._path)
        data = await asyncio.to_thread(files.read, self._path)
        self._examined = self._seen = mark
        if data is None:
            self._complain([Problem.at("", "document_missing", f"{self.name} is missing; the last good one runs on")])
            return
        if self._value is not None and data == self._text:
            self._complain([])
            return
        try:
            checked = await asyncio.to_thread(self._check, data)
        except Rejected as rejected:
            self._complain(rejected.problems)
            return
        await self._take(checked, to_file=checked.text != data)

    async def _take(self, checked: Checked[T], *, to_file: bool, by: str = "") -> None:
        await asyncio.to_thread(self._store, checked, to_file, by)
        if to_file:
            self._examined = self._seen = await asyncio.to_thread(files.signature, self._path)
        self._value, self._text = checked.value, checked.text
        self._complain(checked.doubts)
        self._log.info("%s: revision %d accepted", self.name, self.revision)
        self._announce(checked.value)

    def _check(self, data: bytes) -> Checked[T]:
        try:
            checked = self._codec.check(data, self._value)
        except Rejected as rejected:
            raise Rejected(*with_lines(rejected.problems, data)) from None
        return msgspec.structs.replace(checked, doubts=with_lines(checked.doubts, checked.text))

    def _store(self, checked: Checked[T], to_file: bool, by: str) -> None:
        # The person's file first: after a power cut in between, it is simply found changed again.
        if checked.before_writing:
            checked.before_writing()
        if to_file:
            self._save_refused()
            files.write(self._path, checked.text)
        if checked.text != self._text or self.revision == 0:
            self.revision = self._versions.add(checked.text, ts=self._clock.now_ms(), by=by)
        files.write(self._accepted, checked.text)
        if checked.after_writing:
            checked.after_writing()

    def _save_refused(self) -> None:
        refused = files.read(self._path)
        if refused and self._board.of(self.name) and refused != self._text:
            self._versions.keep_aside(refused, self._clock.now_ms())

    def _recover(self) -> bool:
        """Find the last good content; True when there has never been any file."""
        numbers = self._versions.numbers()
        self.revision = numbers[0] if numbers else 0
        for data in (files.read(self._accepted), *(self._versions.read(number) for number in numbers)):
            if data is None:
                continue
            try:
                self._value, self._text = self._codec.trusted(data), data
            except Rejected as rejected:
                self._log.warning("%s: a stored copy is damaged: %s", self.name, rejected)
                continue
            if files.read(self._accepted) != data:
                files.write(self._accepted, data)
            return False
        return not numbers and files.signature(self._path) is None

    @contextlib.contextmanager
    def _reporting(self) -> Iterator[None]:
        """A folder that cannot be read or written is a problem to show, not an end."""
        try:
            yield
        except OSError as error:
            detail = error.strerror or type(error).__name__
            self._complain([Problem.at("", "config_unwritable", f"{self.name}: {error}", detail=detail)])

    def _announce(self, value: T) -> None:
        for callback in self._callbacks:
            callback(value)

    def _complain(self, problems: list[Problem]) -> None:
        if problems and not self._board.of(self.name):
            self._log.warning("%s: %s", self.name, "; ".join(f"{found.path} {found.message}" for found in problems[:3]))
        self._board.replace(self.name, problems)
