"""Which processes belong to which run: by descent, by session, and by a token in their environment.

A pid alone names nothing, it is used again; what counts is the pair of pid and birth.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import psutil

__all__ = ["TOKEN", "Identity", "Origin", "Row", "Table", "birth", "boot"]

TOKEN = "DINRAIL_RUN"  # noqa: S105 - the name of a variable
PROC = Path("/proc")

Identity = tuple[int, int]
"""Pid and birth: clock ticks since boot on Linux, ms elsewhere."""


class Row(msgspec.Struct, frozen=True):
    """One process of the host."""

    pid: int
    parent: int
    session: int
    born: int
    zombie: bool = False

    @property
    def identity(self) -> Identity:
        """What names it for ever."""
        return self.pid, self.born


class Origin(msgspec.Struct, frozen=True):
    """What a run began as; everything that comes of it is found by this."""

    pid: int
    born: int
    token: str


class Table:
    """The host's processes; remembers the tokens of those it has seen."""

    def __init__(self, proc: Path = PROC) -> None:
        self._proc = proc
        self._tokens: dict[Identity, str] = {}
        self.rows: dict[int, Row] = {}

    def look(self) -> None:
        """Read all anew (blocking)."""
        rows = _linux(self._proc) if sys.platform == "linux" else _portable()
        self.rows = {row.pid: row for row in rows}
        alive = {row.identity for row in self.rows.values()}
        self._tokens = {known: token for known, token in self._tokens.items() if known in alive}

    def members(self, origins: Iterable[Origin]) -> dict[str, set[Identity]]:
        """Processes of each run by its token, from the last look; zombies hold nothing and are left out."""
        by_token = {origin.token: origin for origin in origins}
        owner: dict[int, str] = {}
        sessions: dict[int, str] = {}
        for origin in by_token.values():
            row = self.rows.get(origin.pid)
            if row is not None and row.born == origin.born:
                owner[origin.pid] = origin.token
                # Only while it is there, if as a zombie: afterwards its number may be another session's.
                sessions[origin.pid] = origin.token
        for row in self.rows.values():
            if row.pid in owner:
                continue
            found = sessions.get(row.session) or self._token(row)
            if found in by_token:
                owner[row.pid] = found
        self._descend(owner)
        members: dict[str, set[Identity]] = {token: set() for token in by_token}
        for pid, token in owner.items():
            row = self.rows[pid]
            if not row.zombie:
                members[token].add(row.identity)
        return members

    def _descend(self, owner: dict[int, str]) -> None:
        children: dict[int, list[int]] = {}
        for row in self.rows.values():
            children.setdefault(row.parent, []).append(row.pid)
        left = list(owner)
        while left:
            pid = left.pop()
            for child in children.get(pid, ()):
                # On Windows a parent's pid may be another process by now.
                if child not in owner and self.rows[child].born >= self.rows[pid].born:
                    owner[child] = owner[pid]
                    left.append(child)

    def _token(self, row: Row) -> str:
        """Its token; "" for processes of other people and for all that has none."""
        known = self._tokens.get(row.identity)
        if known is None:
            known = self._tokens[row.identity] = _token_of(self._proc, row)
        return known


def birth(pid: int) -> int | None:
    """When this pid was born, read now; None when there is no such process."""
    row = _linux_row(PROC, pid) if sys.platform == "linux" else _portable_row(pid)
    return row.born if row is not None else None


def boot() -> str:
    """Names this run of the host: births are counted from it."""
    with contextlib.suppress(OSError):
        return (PROC / "sys/kernel/random/boot_id").read_text().strip()
    return ""


def _linux(proc: Path) -> Iterator[Row]:
    for entry in os.scandir(proc):
        if entry.name.isdigit():
            row = _linux_row(proc, int(entry.name))
            if row is not None:
                yield row


def _linux_row(proc: Path, pid: int) -> Row | None:
    try:
        with open(f"{proc}/{pid}/stat", "rb", buffering=0) as opened:  # noqa: PTH123 - read hundreds of times a second
            text = opened.read()
    except OSError:
        return None
    fields = text[text.rindex(b")") + 2 :].split()
    return Row(pid, int(fields[1]), int(fields[3]), int(fields[19]), fields[0] in (b"Z", b"X"))


def _token_of(proc: Path, row: Row) -> str:
    if sys.platform != "linux":
        return ""
    try:
        with open(f"{proc}/{row.pid}/environ", "rb", buffering=0) as opened:  # noqa: PTH123
            environment = opened.read()
    except OSError:
        return ""
    name = f"{TOKEN}=".encode()
    for each in environment.split(b"\0"):
        if each.startswith(name):
            return each[len(name) :].decode(errors="replace")
    return ""


def _portable() -> Iterator[Row]:
    for process in psutil.process_iter():
        row = _portable_row(process.pid)
        if row is not None:
            yield row


def _portable_row(pid: int) -> Row | None:
    try:
        process = psutil.Process(pid)
        with process.oneshot():
            return Row(pid, process.ppid(), 0, int(process.create_time() * 1000))
    except psutil.Error:
        return None
