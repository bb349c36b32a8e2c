"""Instance ids, addresses and topics: `bt.bms_001.voltage` ↔ `smarthome/bt/bms_001/voltage`."""

from __future__ import annotations

import re
from urllib.parse import unquote

from dinrail.errors import AddressError

__all__ = [
    "RESERVED",
    "Topics",
    "check_instance_id",
    "decode_segment",
    "encode_segment",
    "join",
    "parse",
    "split",
]

RESERVED = frozenset({"set", "router", "gateway", "broker", "panic", "calc"})
MAX_ADDRESS = 1024

_INSTANCE = re.compile(r"[a-z][a-z0-9_-]{0,31}\Z")
_ENCODED = {ord(char): f"%{ord(char):02X}" for char in "./+#*%\0"}
_BARE = re.compile(r"[^./+#*%\0]+\Z")
_VALID_SEGMENT = re.compile(r"(?:[^./+#*%\0]|%[0-9A-F]{2})+\Z")


def check_instance_id(instance: str, *, reserved_ok: bool = False) -> str:
    """Return `instance` when it may name an instance; raise AddressError with the reason otherwise."""
    if not _INSTANCE.match(instance):
        raise AddressError(
            f"{instance!r} is not an instance id: a lower-case letter, then up to 31 of a-z 0-9 _ -",
            key="instance_id_invalid",
            id=instance[:64],
        )
    if instance in RESERVED and not reserved_ok:
        raise AddressError(f"{instance!r} is reserved", key="instance_id_reserved", id=instance)
    return instance


def encode_segment(text: str) -> str:
    """Percent-encode what a device calls a thing so that it is one segment; empty is refused."""
    if not text:
        raise AddressError("a segment must not be empty", key="segment_empty")
    return text if _BARE.match(text) else text.translate(_ENCODED)


def decode_segment(segment: str) -> str:
    """The device's own name of a segment."""
    return unquote(segment, errors="replace") if "%" in segment else segment


def split(address: str) -> tuple[str, ...]:
    """Segments of an address or tag; `/` separates like `.`; raises AddressError."""
    segments = tuple(address.replace("/", ".").split("."))
    if len(address.encode("utf-8", "surrogatepass")) > MAX_ADDRESS:
        raise AddressError(f"longer than {MAX_ADDRESS} bytes", key="address_too_long", address=address[:64])
    for segment in segments:
        if not _VALID_SEGMENT.match(segment) or not segment.isprintable():
            raise AddressError(
                f"{address[:64]!r} has an empty segment or one with a character that must be percent-encoded",
                address=address[:64],
            )
    return segments


def parse(address: str) -> tuple[str, tuple[str, ...]]:
    """`(instance, path segments)` of an address `instance.seg.seg…`; raises AddressError."""
    instance, *path = split(address)
    check_instance_id(instance, reserved_ok=instance == "calc")
    if not path:
        raise AddressError(
            f"{address!r} names an instance but no point", key="address_without_point", address=address[:64]
        )
    return instance, tuple(path)


def join(*parts: str) -> str:
    """One address in canonical dots from ids, tags or segments that are already encoded."""
    return ".".join(part.replace("/", ".") for part in parts)


class Topics:
    """All topics of the contract under one data root (default `smarthome`)."""

    def __init__(self, root: str = "smarthome") -> None:
        if split(root)[0] == "dinrail" or root.startswith("$"):
            raise AddressError(f"{root[:64]!r} cannot be the data root: the name is taken", address=root[:64])
        self.root = root
        self.set_prefix = f"{root}/set/"
        self._prefix = f"{root}/"

    def sample(self, address: str) -> str:
        """Topic of a point's samples."""
        return self._prefix + address.replace(".", "/")

    def write(self, address: str) -> str:
        """Topic of write requests to a point."""
        return self.set_prefix + address.replace(".", "/")

    def address(self, topic: str) -> str:
        """Canonical address of a sample or write topic; raises AddressError for any other."""
        if topic.startswith(self.set_prefix):
            path = topic[len(self.set_prefix) :]
        elif topic.startswith(self._prefix):
            path = topic[len(self._prefix) :]
        else:
            raise AddressError("not a topic of the data space", key="topic_invalid", topic=topic[:64])
        return ".".join(split(path)) if "." not in path else self._refuse(topic)

    def samples_of(self, instance: str) -> str:
        """Subscription to everything an instance publishes as samples."""
        return f"{self._prefix}{instance}/#"

    def writes_to(self, instance: str) -> str:
        """Subscription to every write request for an instance."""
        return f"{self.set_prefix}{instance}/#"

    @staticmethod
    def of(instance: str, *rest: str) -> str:
        """A control topic, e.g. `of("plc", "state")` → `dinrail/plc/state`."""
        return "/".join(("dinrail", instance, *rest))

    @staticmethod
    def panic() -> str:
        """Topic of the panic latch."""
        return "dinrail/panic"

    @staticmethod
    def _refuse(topic: str) -> str:
        raise AddressError("a dot inside a level must be percent-encoded", key="topic_invalid", topic=topic[:64])
