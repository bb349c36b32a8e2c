"""What leaves the house of an error: an event of allow-listed fields, each cut down to what it may be; pure.

Not among them, on purpose: messages, contexts, values, source lines, local variables, names of instances, users, hosts,
addresses and paths outside of installed code.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import Any

import msgspec

from dinrail.documents import CapturedError

__all__ = ["envelope", "event"]

MAX_FRAMES = 60
_FRAME = re.compile(
    r'^ *File "(?P<file>[^"\n]+)", line (?P<line>\d{1,7}), in (?P<function>[^\n]{1,200})$', re.MULTILINE
)
_TYPE = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,99}\Z")
_FUNCTION = re.compile(r"<?[A-Za-z_][A-Za-z0-9_]{0,99}>?\Z")
_INSTALLED = re.compile(r"(?:\A|.*/)(?:site-packages|dist-packages|lib/python3\.\d+)/([A-Za-z0-9_./-]{1,200}\.py)\Z")
_OURS = re.compile(r".*/(dinrail(?:_[a-z]+)?/(?:[a-z0-9_]+/)*[a-z0-9_]+\.py)\Z")


def event(error: CapturedError, *, part: str, event_id: str, version: str, environment: str) -> dict[str, Any]:
    """part: the kind of what had it (`gateway`, `router`, a type), never the name of an instance."""
    when = dt.datetime.fromtimestamp(error.ts / 1000, dt.UTC)
    exception: dict[str, Any] = {"type": error.type if _TYPE.match(error.type) else "Error"}
    if frames := _frames(error.traceback):
        exception["stacktrace"] = {"frames": frames}
    made: dict[str, Any] = {
        "event_id": event_id,
        "timestamp": when.isoformat().replace("+00:00", "Z"),
        "platform": "python",
        "level": "error",
        "logger": part,
        "release": f"dinrail@{version}",
        "fingerprint": [hashlib.sha256(error.fingerprint.encode()).hexdigest()[:32]],
        "exception": {"values": [exception]},
        "tags": {"part": part, "count": str(error.count)},
        "sdk": {"name": "dinrail.gateway", "version": version},
    }
    if environment:
        made["environment"] = environment
    return made


def envelope(made: dict[str, Any], *, sent: dt.datetime) -> bytes:
    """The event as Sentry's envelope: a header, an item's header, the item."""
    item = msgspec.json.encode(made)
    head = {"event_id": made["event_id"], "sent_at": sent.isoformat().replace("+00:00", "Z")}
    kind = {"type": "event", "content_type": "application/json", "length": len(item)}
    return b"\n".join((msgspec.json.encode(head), msgspec.json.encode(kind), item)) + b"\n"


def _frames(traceback: str) -> list[dict[str, Any]]:
    """Where it passed, the innermost last, without any line of source."""
    return [
        {
            "filename": _file(match["file"]),
            "function": match["function"] if _FUNCTION.match(match["function"]) else "?",
            "lineno": int(match["line"]),
            "in_app": _OURS.match(match["file"]) is not None,
        }
        for match in _FRAME.finditer(traceback)
    ][-MAX_FRAMES:]


def _file(path: str) -> str:
    """Of installed code its path inside the installation, of ours inside its package; of everything else nothing."""
    path = path.replace("\\", "/")
    found = _OURS.match(path) or _INSTALLED.match(path)
    return found[1] if found else "?"
