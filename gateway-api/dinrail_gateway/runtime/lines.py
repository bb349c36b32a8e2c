"""Lines of an instance's output as people see them, whichever runtime kept them; pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Literal

from dinrail_gateway.runtime.interface import LogLine

__all__ = ["MAX_LINE", "log_line", "unix_ms"]

_STAMP = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)")
_LEVEL = re.compile(r"[\[\s(<]*(DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|FATAL)\b", re.IGNORECASE)
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_LEVELS: dict[str, Literal["debug", "info", "warning", "error"]] = {
    "debug": "debug",
    "info": "info",
    "warn": "warning",
    "warning": "warning",
    "error": "error",
    "critical": "error",
    "fatal": "error",
}
MAX_LINE = 4096


def unix_ms(stamp: str) -> int | None:
    """Unix ms of the Engine's time stamps (nanoseconds, any zone); None for its year 1."""
    match = _STAMP.match(stamp)
    if match is None or stamp.startswith("0001-"):
        return None
    when, fraction, zone = match.groups()
    seconds = datetime.fromisoformat(when + zone.replace("Z", "+00:00")).astimezone(UTC).timestamp()
    return int(seconds) * 1000 + int(((fraction or "") + "000")[:3])


def log_line(raw: str, *, error_stream: bool) -> LogLine | None:
    """One time-stamped line of output, free of control sequences; None for an empty one."""
    stamp, _, text = raw.partition(" ")
    ts = unix_ms(stamp)
    if ts is None:
        return None
    text = "".join(char if char.isprintable() else " " for char in _ANSI.sub("", text))[:MAX_LINE].rstrip()
    if not text:
        return None
    match = _LEVEL.search(text[:80])
    return LogLine(ts, _LEVELS[match[1].lower()] if match else ("warning" if error_stream else "info"), text)
