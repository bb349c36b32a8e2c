"""A connection to an address that was looked at: resolved once, checked, and connected to as it was."""

from __future__ import annotations

import socket

from dinrail.reach import Allowed, own_networks

__all__ = ["ANYWHERE", "Inside", "dial"]

ANYWHERE = Allowed.of(["0.0.0.0/0", "::/0"])
"""For clients whose address nobody typed in."""


class Inside(OSError):
    """Every address of the host lies inside and is not allowed."""


def dial(host: str, port: int, allowed: Allowed, timeout: float) -> socket.socket:
    """Blocks. Raises Inside, or the OSError of the last address that was tried."""
    found = dict.fromkeys(str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    own = own_networks()
    permitted = [address for address in found if allowed.permits_near(host, address, own)]
    failed: OSError = Inside(f"{host} lies inside")
    for address in permitted:
        try:
            return socket.create_connection((address, port), timeout)
        except OSError as error:
            failed = error
    raise failed
