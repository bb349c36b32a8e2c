"""What is known of a point while it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from dinrail.patterns import compile_patterns
from dinrail.remotewrite import MAX_TS
from dinrail_historian.config import HistorianConfig, Store

__all__ = ["OFF", "Rule", "Track", "hold_of", "month_after", "rules"]

HOLD_S = 180.0


class Rule(NamedTuple):
    """A policy in the units of samples."""

    store: Store = "all"
    interval_ms: int = 0
    deadband: float = 0.0
    keep_days: int = 0


class Track:
    """One point: how it is kept, the beginnings of its series, and what was stored last.

    seen: latest time of a sample; hold_ms: how long a value counts that is not said again, hold_told: whether another
    than the usual time was said; line: beginning of the series of its `text`; texts: words of its numbers; month_ends:
    when its series do.
    """

    __slots__ = (
        "address", "grade", "hold_ms", "hold_told", "hold_ts", "line", "month_ends", "number",
        "quality", "quality_ts", "rule", "seen", "text", "text_ts", "texts", "ts", "value", "words",
    )  # fmt: skip

    def __init__(self, address: str, rule: Rule) -> None:
        self.address = address
        self.rule = rule
        self.number = self.grade = self.line = b""
        self.month_ends = 0
        self.value: float | None = None
        self.ts = self.seen = 0
        self.quality = ""
        self.quality_ts = 0
        self.hold_ms = int(HOLD_S * 1000)
        self.hold_ts = 0
        self.hold_told = False
        self.text: str | None = None
        self.text_ts = 0
        self.texts: dict[str, str] | None = None
        self.words: dict[str, bytes] = {}

    def turn_back(self, now: int) -> None:
        """What was said after `now` does not keep anything from being stored."""
        self.ts, self.seen, self.quality_ts, self.text_ts, self.hold_ts = (
            0 if ts > now else ts for ts in (self.ts, self.seen, self.quality_ts, self.text_ts, self.hold_ts)
        )


OFF = Track("", Rule("off"))
"""Stands for a topic that was not seen yet."""


def rules(config: HistorianConfig) -> Callable[[str], Rule]:
    """How an address is kept."""
    selected = compile_patterns(config.points)
    policies: Sequence = [  # type: ignore[type-arg]
        (compile_patterns(each.points), Rule(each.store, int(each.interval * 1000), each.deadband, each.keep_days))
        for each in config.policies
    ]

    def rule_of(address: str) -> Rule:
        if not selected.fullmatch(address):
            return Rule("off")
        return next((rule for pattern, rule in policies if pattern.fullmatch(address)), Rule())

    return rule_of


def hold_of(refresh: float) -> int:
    """How long a value counts that is not said again, in ms."""
    return int(max(HOLD_S, 3 * refresh) * 1000)


def month_after(ts: int) -> tuple[int, str]:
    """The first of the month after a time (UTC): as Unix ms and as `2026-12-01`."""
    day = datetime.fromtimestamp(min(ts, MAX_TS) / 1000, UTC)
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    first = datetime(year, month, 1, tzinfo=UTC)
    return int(first.timestamp() * 1000), f"{first:%Y-%m-%d}"
