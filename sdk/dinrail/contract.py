"""The table of topics: who writes what where, kept or not, at which QoS, of which type.

The reference page and the golden tests are made from it.
"""

from __future__ import annotations

from typing import Any

import msgspec

from dinrail.breaker import Breaker
from dinrail.directory import Point
from dinrail.documents import CapturedError, Hold, InstanceDefinition, LogRecord, Panic, Pulse, Reply, State, Status
from dinrail.parts import Part
from dinrail.sample import Sample, Scalar
from dinrail.write import WriteRequest

__all__ = ["CONTRACT", "DOCUMENTS", "Topic"]


class Topic(msgspec.Struct, frozen=True):
    """One row: `golden` names the file of example payloads."""

    topic: str
    writer: str
    retained: bool
    qos: int
    type: Any
    golden: str
    summary: str


CONTRACT = (
    Topic("<root>/<instance>/<path>", "the instance", True, 0, Sample, "sample", "The latest value of a point."),
    Topic("<root>/set/<instance>/<path>", "router, gateway, outside clients", False, 1, WriteRequest, "write",
          "A write request: this object, or a bare JSON scalar, or text. Message expiry 5 s."),
    Topic("dinrail/<instance>/state", "the instance; its will says `lost`", True, 1, State, "state",
          "The instance's own view."),
    Topic("dinrail/<instance>/status", "gateway", True, 1, Status, "status", "What users see."),
    Topic("dinrail/<instance>/pulse", "the instance, every 5 s", False, 0, Pulse, "pulse", "Health and counters."),
    Topic("dinrail/<instance>/points/<n>", "the instance", True, 1, Part, "part",
          "Part n of the point directory, a list of `Point`."),
    Topic("dinrail/<instance>/config/<n>", "gateway", True, 1, Part, "part",
          "Part n of the instance's definition, an `InstanceDefinition`, without secrets."),
    Topic("dinrail/<instance>/hold", "gateway", True, 1, list[Hold], "hold",
          "Maintenance: points that keep their last value, flagged, and take no write until a time; cleared: none."),
    Topic("dinrail/<instance>/error", "the instance", False, 1, CapturedError, "error", "A captured exception."),
    Topic("dinrail/<instance>/log", "the instance", False, 0, LogRecord, "log", "One log line."),
    Topic("dinrail/<instance>/call/<method>", "gateway", False, 1, dict[str, Any], "call",
          "Parameters of browse, scan, read, test, …; needs a response topic and correlation data."),
    Topic("dinrail/<instance>/reply/<requester>/…", "the instance", False, 1, Reply[Scalar], "write-reply",
          "Answers to writes and calls; over 64 KiB in numbered parts (user property `part`)."),
    Topic("dinrail/<instance>/stream/<name>", "the instance", False, 0, list[dict[str, Any]], "stream",
          "New entries of a live list, while the call `stream` with its `name` renews a lease of 10 s; "
          "`skipped` counts what was left out."),
    Topic("dinrail/router/breaker/<source>", "router", True, 1, Breaker, "breaker",
          "A source that is suspended, disconnected or over its budget of points; cleared when it is neither."),
    Topic("dinrail/panic", "gateway", True, 1, Panic, "panic", "Mirror of the panic latch."),
)  # fmt: skip

DOCUMENTS = {"points": list[Point], "definition": InstanceDefinition}
"""What the parts of `points` and `config` join to."""
