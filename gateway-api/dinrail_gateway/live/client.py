"""One browser: what it wants, what waits for it, and never more than the latest of each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Set
from typing import Any

import msgspec

from dinrail.sample import Quality
from dinrail_gateway.auth.principal import Principal
from dinrail_gateway.points.space import Entry
from dinrail_gateway.status.schemas import StatusView

__all__ = ["EVERYTHING", "MAX_PATTERNS", "Client", "covered"]

MAX_PATTERNS = 5000
MAX_PENDING = 50_000
CHUNK = 1000
EVERYTHING = "**"

QualityOf = Callable[[Entry], tuple[Quality, str]]
_encode = msgspec.json.Encoder().encode


class Client:
    """Subscriptions and the outgoing mailbox of one connection; a slow reader loses intermediate values only."""

    def __init__(self, principal: Principal) -> None:
        self.principal = principal
        self.wake = asyncio.Event()
        self.dropped = 0
        self.shown: dict[str, Quality] = {}
        """Quality last sent per address."""
        self._exact: set[str] = set()
        self._below: set[str] = set()
        self._wanted: dict[str, bool] = {}
        self._samples: dict[str, Entry] = {}
        self._statuses: dict[str, StatusView] = {}
        self._others: dict[str, bytes] = {}

    @property
    def patterns(self) -> int:
        """How many subscriptions there are."""
        return len(self._exact) + len(self._below)

    def subscribe(self, patterns: Iterable[str]) -> list[str]:
        """Add patterns `addr`, `addr.**` or `**`, up to MAX_PATTERNS in all; returns those that are new."""
        room = MAX_PATTERNS - self.patterns
        new = [pattern for pattern in dict.fromkeys(patterns) if not self._has(pattern)][:room]
        for pattern in new:
            if pattern.endswith(EVERYTHING):
                self._below.add(pattern.removesuffix(EVERYTHING))
            else:
                self._exact.add(pattern)
        if new:
            self._wanted.clear()
        return new

    def unsubscribe(self, patterns: Iterable[str]) -> None:
        """Take some back; what is not wanted any more leaves the mailbox too."""
        gone = {pattern for pattern in patterns if self._has(pattern)}
        if not gone:
            return
        self._exact -= gone
        self._below -= {pattern.removesuffix(EVERYTHING) for pattern in gone if pattern.endswith(EVERYTHING)}
        self._wanted.clear()
        self._samples = {address: entry for address, entry in self._samples.items() if self.wants(address)}
        self.shown = {address: quality for address, quality in self.shown.items() if self.wants(address)}

    def holds(self, patterns: Iterable[str]) -> bool:
        """Whether all of them are subscribed."""
        return all(self._has(pattern) for pattern in patterns)

    def _has(self, pattern: str) -> bool:
        if pattern.endswith(EVERYTHING):
            return pattern.removesuffix(EVERYTHING) in self._below
        return pattern in self._exact

    def wants(self, address: str) -> bool:
        """Whether any subscription covers the address."""
        wanted = self._wanted.get(address)
        if wanted is None:
            wanted = self._wanted[address] = address in self._exact or covered(f"{address}.", self._below)
        return wanted

    def offer(self, entry: Entry) -> None:
        """Put a wanted point into the mailbox; a newer value replaces the waiting one."""
        if not self.wants(entry.address):
            return
        if entry.address not in self._samples and len(self._samples) >= MAX_PENDING:
            self.dropped += 1
            return
        self._samples[entry.address] = entry
        self.wake.set()

    def offer_status(self, instance: str, view: StatusView) -> None:
        """Put a status into the mailbox."""
        self._statuses[instance] = view
        self.wake.set()

    def offer_other(self, kind: str, message: bytes) -> None:
        """Put a ready message into the mailbox; a newer one of its kind replaces it."""
        self._others[kind] = message
        self.wake.set()

    def take(self, quality_of: QualityOf) -> Iterator[bytes]:
        """Messages for everything that waits now."""
        statuses, self._statuses = self._statuses, {}
        if statuses:
            yield _encode({"status": [{"id": instance, **view} for instance, view in statuses.items()]})
        others, self._others = self._others, {}
        yield from others.values()
        while self._samples:
            chunk = [self._samples.pop(address) for address in list(self._samples)[:CHUNK]]
            yield _encode({"samples": [self._row(entry, quality_of) for entry in chunk]})
        if self.dropped:
            dropped, self.dropped = self.dropped, 0
            yield _encode({"dropped": dropped})

    def _row(self, entry: Entry, quality_of: QualityOf) -> list[Any]:
        quality, reason = quality_of(entry)
        self.shown[entry.address] = quality
        sample = entry.sample
        if sample is None:
            return [entry.address, None, None, quality, reason]
        return [entry.address, sample.value, sample.ts, quality, reason]


def covered(address: str, prefixes: Set[str]) -> bool:
    """Whether an address that ends with a dot is, or lies below, one of `prefixes`, which end so too or are empty."""
    if "" in prefixes:
        return True
    end = address.find(".") + 1
    while end:
        if address[:end] in prefixes:
            return True
        end = address.find(".", end) + 1
    return False
