"""`manifest.json`: what a folder of `services/` or `plugins/` says about itself."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from dinrail.documents import Limits
from dinrail.errors import ConfigError

__all__ = ["BusRights", "Exclusive", "Manifest", "Priority", "read_manifest"]

MAX_BYTES = 64 * 1024

Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
Version = Annotated[str, msgspec.Meta(pattern=r"^\d+\.\d+\.\d+([-.+][0-9A-Za-z.+-]+)?$")]


Priority = Literal["normal", "heavy"]
"""heavy: works hard and can wait; where the machine is short, others come first."""

Method = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,31}$")]


class BusRights(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Rights beyond the instance's own topics, granted by an admin.

    read_at, write_at: JSON pointers into the configuration, `*` for every item, where patterns of addresses are; an
    instance may read (with directory and status) and write exactly what its configuration names there.
    """

    read: list[Literal["values", "directory", "status"]] = []
    write: list[str] = []
    read_at: list[Annotated[str, msgspec.Meta(pattern=r"^(/[^/]+)+$")]] = []
    write_at: list[Annotated[str, msgspec.Meta(pattern=r"^(/[^/]+)+$")]] = []


class Exclusive(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A link that serves one instance at a time, whatever its type: the values at `fields` name it.

    kind: what it is, like `serial`; fields: JSON pointers into the configuration, `*` for every item or key.
    """

    kind: Name
    fields: list[Annotated[str, msgspec.Meta(pattern=r"^(/[^/]+)+$")]]


class Manifest(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Identity, kind, host access and defaults; unknown fields are refused."""

    name: Name
    version: Version
    kind: Literal["adapter", "parser", "operator", "widget"]
    title: dict[Literal["en", "de"], str]
    description: dict[Literal["en", "de"], str] = {}
    author: str = ""
    repository: str = ""
    license: str = ""
    icon: str = ""
    dependencies: list[str] = []
    host: list[Literal["serial", "dbus", "can", "machine"]] = []
    storage: bool = False
    """Whether it keeps something: a folder of its own that outlives its container, see `Context.data`."""
    limits: Limits = Limits()
    priority: Priority = "normal"
    bus: BusRights = BusRights()
    exclusive: list[Exclusive] = []
    """Two enabled instances that name the same link are refused."""
    hooks: list[Annotated[str, msgspec.Meta(pattern=r"^(/[^/]+)+$")]] = []
    """Pointers to secrets; who posts to /hooks/<instance>/<one of them> is put through as its call `incoming`."""
    calls: dict[Method, Literal["viewer", "operator", "engineer", "admin"]] = {}
    """Role that each of its methods needs; without a word `browse` a viewer, every other an operator."""


def read_manifest(data: bytes) -> Manifest:
    """Manifest of a file's bytes; raises ConfigError that names what is wrong."""
    if len(data) > MAX_BYTES:
        raise ConfigError(f"manifest of {len(data)} bytes is too large", key="manifest_too_large")
    try:
        return msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ConfigError(f"manifest.json: {error}", key="manifest_invalid", detail=str(error)) from None
