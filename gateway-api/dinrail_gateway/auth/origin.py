"""Whether a request that changes something comes from our own pages: Origin against Host, port included."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

__all__ = ["same_origin"]

_DEFAULT_PORT = {"http": 80, "https": 443}


def same_origin(headers: Mapping[str, str], *, required: bool) -> bool:
    """True when Origin names the Host it was sent to.

    Without an Origin it is False when `required` (WebSockets), else unless a browser says that it is cross-site.
    """
    origin = headers.get("origin")
    if origin is None:
        return not required and headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    try:
        parts = urlsplit(origin)
        here = urlsplit(f"//{headers.get('host', '')}")
        if parts.scheme not in _DEFAULT_PORT or not parts.hostname:
            return False
        default = _DEFAULT_PORT[parts.scheme]
        return parts.hostname == here.hostname and (parts.port or default) == (here.port or default)
    except ValueError:
        return False
