"""An unsaved configuration that is tried: it travels on the bus, so it must not hold a secret that is not stored."""

from __future__ import annotations

from typing import Any

from dinrail_gateway.errors import Conflict, Invalid
from dinrail_gateway.instances import secrets
from dinrail_gateway.instances.document import InstanceEntry
from dinrail_gateway.types.service import AdapterType

__all__ = ["require_stored_secrets"]


def require_stored_secrets(
    config: dict[str, Any], entry: InstanceEntry, type_: AdapterType | None, stored: secrets.Fields
) -> None:
    """Raises Invalid at the first secret the instance does not have yet, Conflict while nobody knows which are secret.

    The instance puts stored secrets where they belong by their place, so a moved one counts as not stored.
    """
    if type_ is None or type_.check is None:
        raise Conflict(f"type {entry.type!r} has not described itself yet", key="type_not_ready", type=entry.type)
    split = secrets.split(config, type_.secrets, entry.config, stored)
    new = [pointer for pointer, value in split.fields.items() if stored.get(pointer) != value]
    for pointer in (*split.missing, *new):
        message = "this secret is not stored yet; save first, secrets do not travel on the bus"
        raise Invalid(message, key="secret_unsaved", path=f"/config{pointer}")
