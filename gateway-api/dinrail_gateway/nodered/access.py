"""Which role a path of Node-RED needs; pure."""

from __future__ import annotations

import re

from dinrail_gateway.auth.roles import Role

__all__ = ["needed"]

_DASHBOARDS = re.compile(
    # Percent signs stand for no dot, slash, backslash, percent sign or NUL: what is behind would see another path.
    r"/(?:dashboard|ui)(?:/(?!\.{1,2}(?:/|\Z))(?:[A-Za-z0-9_.~@:+=,()-]|%(?!2[ef5]|5c|00)[0-9a-f]{2})+)*/?",
    re.IGNORECASE | re.ASCII,
)


def needed(uri: str) -> Role:
    """Dashboards are for everybody; the editor, its API and what else flows serve are for who may change flows."""
    path = uri.partition("?")[0].partition("#")[0]
    return "viewer" if _DASHBOARDS.fullmatch(path) else "engineer"
