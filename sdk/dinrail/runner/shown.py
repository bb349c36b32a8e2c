"""Which state an instance shows, from everything that bears on it."""

from __future__ import annotations

from typing import Literal

import msgspec

from dinrail.documents import StateName
from dinrail.reason import Reason
from dinrail.runner.link import LinkState

__all__ = ["Situation", "shown"]

WAITING = Reason("waiting_for_config", {}, "no configuration has arrived yet")


class Situation(msgspec.Struct):
    """What is known; `link` is None while no adapter runs."""

    stopping: Literal["", "stopping", "stopped"] = ""
    panic: bool = False
    rejected: Reason | None = None
    link: LinkState | None = None
    reason: Reason | None = None
    degraded: Reason | None = None


def shown(now: Situation) -> tuple[StateName, Reason | None]:
    """State and reason; a connected link with a reason is degraded."""
    if now.stopping:
        return now.stopping, None
    if now.panic:
        return "panic", Reason("panic", {}, "the panic latch holds the device closed")
    if now.link is None:
        return ("error", now.rejected) if now.rejected else ("starting", WAITING)
    if now.link == "connected":
        return "connected", now.degraded
    return now.link, now.reason
