"""Sources in the routing file: whether the router reads them; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dinrail.errors import AddressError
from dinrail.names import check_instance_id
from dinrail_gateway.errors import Invalid
from dinrail_gateway.routes.items import Edit

__all__ = ["check_source", "connect", "disconnect", "is_connected"]


def check_source(source: str) -> None:
    """Raise Invalid for what can be no source."""
    try:
        check_instance_id(source, reserved_ok=source == "calc")
    except AddressError as error:
        raise Invalid.of(error.reason) from None


def is_connected(sources: Mapping[str, Any], source: str) -> bool:
    """Whether the router is to read it; what the file does not mention, it reads."""
    entry = sources.get(source)
    return not isinstance(entry, dict) or entry.get("connected", True) is not False


def disconnect(source: str) -> Edit:
    """Have the router read it no more."""

    def edit(document: dict[str, Any]) -> None:
        sources = document.setdefault("sources", {})
        if isinstance(sources, dict):
            entry = sources.get(source)
            sources[source] = {**(entry if isinstance(entry, dict) else {}), "connected": False}

    return edit


def connect(source: str) -> Edit:
    """Have the router read it again; nothing is left of what only said otherwise."""

    def edit(document: dict[str, Any]) -> None:
        sources = document.get("sources", {})
        sources.get(source, {}).pop("connected", None)
        if sources.get(source) == {}:
            del sources[source]
        if not sources:
            document.pop("sources", None)

    return edit
