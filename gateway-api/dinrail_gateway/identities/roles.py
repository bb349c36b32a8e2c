"""Who may do what on the bus: one role per user, literal topics, everything else denied; pure.

Denials carry a higher priority than what a wildcard of the same role would allow.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from dinrail.errors import AddressError, ConfigError
from dinrail.names import Topics, check_instance_id, split

__all__ = [
    "Acl",
    "Reading",
    "Rights",
    "Role",
    "client_role",
    "foreign_filter",
    "gateway_role",
    "instance_role",
    "router_role",
    "write_topic",
]

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
MAX_FILTER = 512


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


class Rights(msgspec.Struct, frozen=True):
    """Patterns of other instances' points that an instance may read and write; each begins with an instance.

    everywhere: what it reads of all of them.
    """

    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()
    everywhere: tuple[Reading, ...] = ()


NOTHING = Rights()


def instance_role(instance: str, topics: Topics, rights: Rights = NOTHING) -> Role:
    """Its own samples and documents; writes, configuration and calls meant for it; the panic latch.

    Its own directory may come back to it: points that vanished while it was away are cleared with its help.
    With rights: samples, directory and status of what it reads, write requests to what it writes and their answers.
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
    says = [topics.samples_of(instance), *(topics.of(instance, topic) for topic in own)]
    further: list[str] = []
    for pattern in rights.read:
        wanted = write_topic(pattern, topics).removeprefix(topics.set_prefix)
        whose = wanted.partition("/")[0]
        further += [f"{topics.root}/{wanted}", topics.of(whose, "points", "#"), topics.of(whose, "status")]
    for pattern in rights.write:
        says.append(write_topic(pattern, topics))
        whose = says[-1].removeprefix(topics.set_prefix).partition("/")[0]
        further.append(topics.of(whose, "reply", instance, "#"))
    if not rights.everywhere:
        return _role(f"instance-{instance}", says, (*heard, *further))
    granted = _readings(topics)
    further += [topic for what in rights.everywhere for topic in granted[what]]
    # What is withheld of others would else be withheld of itself.
    return _role(f"instance-{instance}", says, (*heard, *further), denied=_withheld(topics), first=heard)


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


def client_role(
    username: str,
    topics: Topics,
    *,
    read: Iterable[Reading],
    write: Iterable[str],
    points: Iterable[str] = (),
    subscribe: Iterable[str] = (),
    publish: Iterable[str] = (),
) -> Role:
    """What an outside client was granted; never write requests or configurations of others.

    points: patterns whose samples, directory and status it hears; subscribe, publish: topics that are not ours.
    """
    granted = _readings(topics)
    heard = [topic for what in sorted(set(read)) for topic in granted[what]]
    for pattern in points:
        wanted = write_topic(pattern, topics).removeprefix(topics.set_prefix)
        whose = wanted.partition("/")[0].replace("#", "+")
        heard += [f"{topics.root}/{wanted}", topics.of(whose, "points", "#"), topics.of(whose, "status")]
    says = sorted({write_topic(pattern, topics) for pattern in write})
    if says:
        heard.append(topics.of("+", "reply", username, "#"))
    says += [foreign_filter(topic, topics) for topic in publish]
    heard += [foreign_filter(topic, topics) for topic in subscribe]
    return _role(f"client-{username}", says, heard, denied=_withheld(topics))


def foreign_filter(filter: str, topics: Topics) -> str:  # noqa: A002 - the field's own word
    """A topic filter that can never meet a topic of ours or of the broker; raises ConfigError."""
    levels = filter.split("/")
    sound = all(level in ("+", "#") or not set("+#") & set(level) for level in levels) and "#" not in levels[:-1]
    if not filter or "\0" in filter or not sound or len(filter.encode(errors="replace")) > MAX_FILTER:
        raise ConfigError("+ stands for one level, # for the rest", key="topic_invalid", topic=filter[:64])
    # Mosquitto 2.1 puts names in the place of %c and %u.
    ours = (topics.root.split("/"), ["dinrail"])
    if filter.startswith("$") or "%" in filter or any(_meets(levels, prefix) for prefix in ours):
        raise ConfigError(
            f"{filter} is or covers a topic of DINrail or the broker", key="topic_reserved", topic=filter[:64]
        )
    return filter


def _meets(levels: list[str], prefix: list[str]) -> bool:
    """Whether a filter covers anything at or below this prefix."""
    for at, level in enumerate(prefix):
        if at < len(levels) and levels[at] == "#":
            return True
        if at >= len(levels) or levels[at] not in ("+", level):
            return False
    return True


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


def _readings(topics: Topics) -> dict[Reading, tuple[str, ...]]:
    return {
        "values": (f"{topics.root}/#",),
        "directory": (topics.of("+", "points", "#"),),
        "status": (
            topics.of("+", "status"),
            topics.of("+", "state"),
            topics.of("+", "pulse"),
            topics.panic(),
        ),
    }


def _withheld(topics: Topics) -> tuple[str, ...]:
    return f"{topics.set_prefix}#", topics.of("+", "config", "#")


def _role(
    name: str, says: Iterable[str], heard: Iterable[str], denied: Iterable[str] = (), first: Iterable[str] = ()
) -> Role:
    hearing: tuple[AclType, ...] = ("publishClientReceive", "subscribePattern")
    acls = {Acl("publishClientSend", topic) for topic in says}
    # Mosquitto keeps one rule of a kind per topic: not the same one at two priorities.
    ranks = dict.fromkeys(heard, 0) | dict.fromkeys(first, DENY + 1)
    acls |= {Acl(kind, topic, rank) for topic, rank in ranks.items() for kind in hearing}
    acls |= {Acl(kind, topic, DENY, allow=False) for topic in denied for kind in hearing}
    acls.add(Acl("unsubscribePattern", "#"))
    return Role(name, tuple(sorted(acls)))
