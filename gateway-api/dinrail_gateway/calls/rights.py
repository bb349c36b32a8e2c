"""Which role a method needs; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dinrail_gateway.auth.roles import Role, required

__all__ = ["needed"]

_OWN: dict[str, Role] = {"read": "viewer", "stream": "operator", "log_level": "engineer"}
_USUAL: dict[str, Role] = {"browse": "viewer"}


def needed(method: str, params: Mapping[str, Any], declared: Mapping[str, Role]) -> Role:
    """Role for a method; `declared` by the manifest of its adapter, whose word does not count for the SDK's own ones.

    An unsaved configuration is tried with the stored secrets, wherever it leads: that needs whoever may save it.
    """
    if method == "test":
        return "operator" if params.get("config") is None else required("PUT", "/instances/{instance}")
    return _OWN.get(method) or declared.get(method) or _USUAL.get(method, "operator")
