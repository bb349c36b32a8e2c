"""TCP ports for what a test starts."""

from __future__ import annotations

import random
import socket
from pathlib import Path

__all__ = ["free_port", "free_ports"]

LOWEST = 15_000
RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on now, on any address.

    Not of the range that outgoing connections are given ports from: one of those would have it before it is used.
    """
    end = int(RANGE.read_text().split()[0]) if RANGE.exists() else 32_768
    found: list[int] = []
    for port in random.sample(range(min(LOWEST, end // 2), end), end // 4):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise OSError(f"fewer than {count} free ports below {end}")


def free_port() -> int:
    """One of them."""
    return free_ports(1)[0]
