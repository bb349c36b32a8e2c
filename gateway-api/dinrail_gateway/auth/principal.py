"""Who a request comes from, once that is proved."""

from __future__ import annotations

from typing import Literal

import msgspec

from dinrail_gateway.auth.roles import Role

__all__ = ["Principal"]


class Principal(msgspec.Struct, frozen=True):
    """A user by session or token, a command on the host, a collector of metrics, or the house's own Node-RED.

    secret: the cookie's or bearer's text, to look again whether it still holds.
    """

    name: str
    role: Role
    kind: Literal["session", "token", "host", "scraper", "neighbour"]
    secret: str
