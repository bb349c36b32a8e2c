"""Who may do what on the bus: one role per user, literal topics, everything else denied; pure.

Denials carry a higher priority than what a wildcard of the same role would allow.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from dinrail.errors import AddressError, ConfigError
from dinrail.names import Topics, check_instance_id, split

__all__ = ["Acl", "Reading", "Role", "client_role", "gateway_role", "instance_role", "router_role", "write_topic"]

AclType = Literal[
    "publishClientSend",
    "publishClientReceive",
    "subscribeLiteral",
    "subscribePattern",
    "unsubscribeLiteral",
    "unsubscribePattern",
]
Reading = Literal["values", "directory", "status"]

CONTROL = "$CONTROL/dynamic-security/#"
DENY = 10


class Acl(msgspec.Struct, frozen=True, order=True):
    """One rule, in the words of Mosquitto's dynamic-security plugin."""

    acltype: AclType
    topic: str
    priority: int = 0
    allow: bool = True


class Role(msgspec.Struct, frozen=True):
    """A named set of rules; the order does not matter."""

    rolename: str
    acls: tuple[Acl, ...]


def instance_role(instance: str, topics: Topics) -> Role:
    """Its own samples and documents; writes, configuration and calls meant for it; the panic latch.

    Its own directory may come back to it: points that vanished while it was away are cleared with its help.
    """
    own = ("state", "pulse", "points/#", "error", "log", "reply/#", "stream/#")
    heard = (
        topics.writes_to(instance),
        topics.of(instance, "config", "#"),
        topics.of(instance, "call", "#"),
        topics.of(instance, "points", "#"),
        topics.of(instance, "hold"),
        topics.panic(),
    )
    says = (topics.samples_of(instance), *(topics.of(instance, topic) for topic in own))
    return _role(f"instance-{instance}", says, heard)


def router_role(topics: Topics) -> Role:
    """Reads every value, state and directory; writes to any instance and owns `calc`; sees no request of others."""
    says = (f"{topics.set_prefix}#", topics.samples_of("calc"), topics.of("calc", "#"), topics.of("router", "#"))
    heard = (
        f"{topics.root}/#",
        *(topics.of("+", topic) for topic in ("state", "status", "points/#", "reply/router/#")),
        topics.of("router", "#"),
        topics.panic(),
    )
    return _role("router", says, heard, denied=_withheld(topics))


def gateway_role(topics: Topics) -> Role:
    """Everything of ours, and the broker's own control topics."""
    ours = (f"{topics.root}/#", "dinrail/#")
    return _role("gateway", (*ours, CONTROL), (*ours, CONTROL, "$SYS/#"))


def client_role(username: str, topics: Topics, *, read: Iterable[Reading], write: Iterable[str]) -> Role:
    """What an outside client was granted; never write requests or configurations of others."""
    granted: dict[Reading, tuple[str, ...]] = {
        "values": (f"{topics.root}/#",),
        "directory": (topics.of("+", "points", "#"),),
        "status": (
            topics.of("+", "status"),
            topics.of("+", "state"),
            topics.of("+", "pulse"),
            topics.panic(),
        ),
    }
    heard = [topic for what in sorted(set(read)) for topic in granted[what]]
    says = sorted({write_topic(pattern, topics) for pattern in write})
    if says:
        heard.append(topics.of("+", "reply", username, "#"))
    return _role(f"client-{username}", says, heard, denied=_withheld(topics))


def write_topic(pattern: str, topics: Topics) -> str:
    """Topic filter of the writes a pattern allows: an instance, an address, `*` one segment, `**` the rest.

    Raises ConfigError.
    """
    segments = pattern.replace("/", ".").split(".")
    for at, segment in enumerate(segments):
        if segment == "**" and at != len(segments) - 1:
            raise ConfigError("** must come last", key="pattern_invalid", pattern=pattern[:64])
        try:
            if segment not in ("*", "**"):
                split(segment)
        except AddressError as error:
            raise ConfigError(error.message, key="pattern_invalid", pattern=pattern[:64]) from None
    first = segments[0]
    if first not in ("*", "**"):
        try:
            check_instance_id(first)
        except AddressError as error:
            raise ConfigError(error.message, key="pattern_invalid", pattern=pattern[:64]) from None
    if len(segments) == 1 and first != "**":
        segments.append("**")
    wild = {"*": "+", "**": "#"}
    return topics.set_prefix + "/".join(wild.get(segment, segment) for segment in segments)


def _withheld(topics: Topics) -> tuple[str, ...]:
    return f"{topics.set_prefix}#", topics.of("+", "config", "#")


def _role(name: str, says: Iterable[str], heard: Iterable[str], denied: Iterable[str] = ()) -> Role:
    acls = {Acl("publishClientSend", topic) for topic in says}
    acls |= {Acl(kind, topic) for topic in heard for kind in ("publishClientReceive", "subscribePattern")}
    acls |= {
        Acl(kind, topic, DENY, allow=False) for topic in denied for kind in ("publishClientReceive", "subscribePattern")
    }
    acls.add(Acl("unsubscribePattern", "#"))
    return Role(name, tuple(sorted(acls)))
