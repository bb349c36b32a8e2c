"""The one door to what differs between systems."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    from dinrail_gateway.runtime.process.windows import (
        cap,
        end,
        end_group,
        ended,
        hold,
        lower,
        release,
        soft_stop,
        spawn,
    )
else:
    from dinrail_gateway.runtime.process.posix import cap, end, end_group, ended, hold, lower, release, soft_stop, spawn

__all__ = ["cap", "end", "end_group", "ended", "hold", "lower", "release", "soft_stop", "spawn"]
