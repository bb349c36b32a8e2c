"""What the broker says about connections in its log; pure. Forms of Mosquitto 2.0 and 2.1.

A stranger chooses its client id, and the lines of refusals name it: only lines that follow a successful login count,
and those of refusals never end a connection.
"""

from __future__ import annotations

import re

import msgspec

__all__ = ["Came", "Dropping", "Went", "event_of"]

_STAMP = r"(?:[0-9T:+.Z-]+: )?"
_CAME = re.compile(
    _STAMP + r"New client connected from (?P<address>\S+):(?P<port>\d+) as (?P<client>\S+) "
    r"\(p(?P<protocol>\d), c[01], k\d+(?:, u'(?P<user>[^' ]+)')?\)\."
)
_WENT_FROM = re.compile(
    _STAMP + r"Client (?P<client>\S+) \[(?P<address>[^\] ]+):(?P<port>\d+)\] disconnected(?:: (?P<why>[^\[\]]+?))?\.?"
)
_WENT = re.compile(
    _STAMP + r"Client (?P<client>\S+) (?P<why>"
    r"disconnected|closed its connection|has exceeded timeout, disconnecting|been disconnected by administrative action"
    r"|disconnected due to (?:(?!disconnect)[^\[\]])+|disconnected: (?:(?!disconnect)[^\[\]])+)\."
)
_DROPPING = re.compile(_STAMP + r"Outgoing messages are being dropped for client (?P<client>\S+)\.")
_REFUSED = ("not authorised.", "not authorised", "bad username or password.", "client identifier not valid.")
_PROTOCOLS = {"3": "3.1", "4": "3.1.1", "5": "5"}


class Came(msgspec.Struct, frozen=True):
    """Somebody was let in."""

    user: str
    address: str
    port: int
    protocol: str | None


class Went(msgspec.Struct, frozen=True):
    """A connection ended; the port tells which one, where the broker does (2.1)."""

    user: str
    port: int | None


class Dropping(msgspec.Struct, frozen=True):
    """The broker began to drop messages for a client that is too slow."""

    user: str


def event_of(line: str) -> Came | Went | Dropping | None:
    """What a line of the log tells; None for everything else."""
    line = line.strip()
    if found := _CAME.fullmatch(line):
        user = found["user"] or found["client"]
        return Came(user, found["address"], int(found["port"]), _PROTOCOLS.get(found["protocol"]))
    if found := _DROPPING.fullmatch(line):
        return Dropping(found["client"])
    if line.endswith(_REFUSED):
        return None
    if found := _WENT_FROM.fullmatch(line):
        return Went(found["client"], int(found["port"]))
    if found := _WENT.fullmatch(line):
        return Went(found["client"], None)
    return None
