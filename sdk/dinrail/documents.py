"""Everything on `dinrail/#`: state, status, pulse, panic, captured errors, log records, replies."""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from dinrail.reason import Reason
from dinrail.sample import Scalar

__all__ = [
    "AppliedConfig",
    "CapturedError",
    "Hold",
    "InstanceDefinition",
    "Limits",
    "LogRecord",
    "Panic",
    "PanicLevel",
    "Pulse",
    "Reply",
    "SafeWrite",
    "State",
    "StateName",
    "Status",
    "StatusName",
]

StateName = Literal[
    "starting", "connecting", "connected", "disconnected", "error", "stopping", "stopped", "panic", "lost"
]
StatusName = Literal[
    "stopped",
    "starting",
    "running",
    "degraded",
    "silent",
    "disconnected",
    "suspended_by_spam",
    "error",
    "failed",
    "stopping",
    "panic",
]
PanicLevel = Literal["writes", "routes", "all"]
LogLevel = Literal["debug", "info", "warning", "error"]


class AppliedConfig(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which revision an instance runs on; `rejected` tells why a newer one was not taken."""

    rev: int
    rejected_rev: int | None = None
    rejected: Reason | None = None


class State(msgspec.Struct, frozen=True, omit_defaults=True):
    """`dinrail/<instance>/state`: the instance's own view; its will says `lost`."""

    state: StateName
    ts: int
    reason: Reason | None = None
    config: AppliedConfig | None = None
    type: str = ""
    version: str = ""


class Status(msgspec.Struct, frozen=True, omit_defaults=True):
    """`dinrail/<instance>/status`: the composite users see, written by the gateway.

    rate, points: limits of the instance, messages/s and number of points, for the router's breaker.
    """

    status: StatusName
    ts: int
    reason: Reason | None = None
    since: int = 0
    rate: int | None = None
    points: int | None = None


class Pulse(msgspec.Struct, frozen=True, omit_defaults=True):
    """`dinrail/<instance>/pulse` every 5 s: counters since start; times in Unix ms, uptime in s."""

    ts: int
    uptime: float
    last_poll: int | None = None
    points: int = 0
    counters: dict[str, int] = {}
    gauges: dict[str, float] = {}


class Panic(msgspec.Struct, frozen=True, omit_defaults=True):
    """`dinrail/panic`: mirror of the latch; level null means released."""

    level: PanicLevel | None = None
    since: int = 0
    by: str = ""


class Hold(msgspec.Struct, frozen=True, omit_defaults=True):
    """One of `dinrail/<instance>/hold`: points at and below `path` (empty: all) are under maintenance until then.

    since, until: Unix ms; by: who; reason: why, in their words.
    """

    until: int
    by: str
    reason: str = ""
    path: str = ""
    since: int = 0

    def covers(self, path: str) -> bool:
        """Whether a point is under it."""
        return not self.path or path == self.path or path.startswith(f"{self.path}.")


class CapturedError(msgspec.Struct, frozen=True, omit_defaults=True):
    """`dinrail/<instance>/error`: one captured exception; `count` merges repetitions since the last."""

    ts: int
    type: str
    message: str
    traceback: str
    context: str = ""
    fingerprint: str = ""
    count: int = 1


class LogRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """`dinrail/<instance>/log`: one line, already free of control characters."""

    ts: int
    level: LogLevel
    logger: str
    message: str


class Limits(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What an instance may use; null means the default of its type."""

    cpu: float | None = None
    memory_mb: int | None = None
    pids: int | None = None
    packets_per_s: int | None = None
    points: int | None = None


class SafeWrite(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a point is set to before an emergency stop closes the device."""

    path: str
    value: bool | int | float | str


class InstanceDefinition(msgspec.Struct, frozen=True, omit_defaults=True):
    """Content of `dinrail/<instance>/config`: what the adapter needs, without secrets."""

    id: str
    type: str
    title: str = ""
    config: dict[str, Any] = {}
    limits: Limits = Limits()
    safe_writes: tuple[SafeWrite, ...] = ()


T = TypeVar("T")


class Reply(msgspec.Struct, Generic[T], frozen=True, omit_defaults=True):
    """Answer to a write request or a call: `{"ok": true, "value"}` or `{"ok": false, "error"}`."""

    ok: bool
    value: T | UnsetType = UNSET
    error: Reason | None = None


WriteReply = Reply[Scalar]
