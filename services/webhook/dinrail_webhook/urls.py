"""Where a request goes, taken apart and checked without asking the network."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from dinrail.errors import ConfigError

__all__ = ["Place", "check_url", "place_of"]


class Place(NamedTuple):
    """A URL as a client needs it; `host` without brackets, `authority` for the Host header."""

    tls: bool
    host: str
    port: int
    target: str
    authority: str


def place_of(url: str) -> Place:
    """Raises ValueError with what is wrong, never with the URL itself: its end may be secret."""
    if not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError("an address has printable ASCII without blanks")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise ValueError("an address begins with http:// or https://")
    if not parts.hostname:
        raise ValueError("an address has a host")
    if "@" in parts.netloc:
        raise ValueError("user and password belong into a header, not into the address")
    if "{{" in parts.netloc:
        raise ValueError("the host is fixed")
    try:
        port = parts.port
    except ValueError:
        raise ValueError("the port is a number from 1 to 65535") from None
    tls = parts.scheme == "https"
    if port == 0:
        raise ValueError("the port is a number from 1 to 65535")
    query = f"?{parts.query}" if parts.query else ""
    return Place(tls, parts.hostname, port or (443 if tls else 80), (parts.path or "/") + query, parts.netloc)


def check_url(url: str, path: str) -> None:
    """Raises ConfigError."""
    try:
        place_of(url)
    except ValueError as error:
        raise ConfigError(str(error), path=path, key="url_invalid", detail=str(error)) from None
