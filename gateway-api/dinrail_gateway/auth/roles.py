"""One table route → role; what is not in it needs an admin."""

from __future__ import annotations

import re
from typing import Literal

__all__ = ["LASTING", "OPEN", "Role", "allowed", "lasting", "lower", "rank", "required"]

Role = Literal["viewer", "operator", "engineer", "admin"]

OPEN = frozenset(
    {
        ("GET", "/healthz"),
        ("GET", "/api/auth/status"),
        ("POST", "/api/auth/setup"),
        ("POST", "/api/auth/login"),
    }
)
"""The only requests answered without a session or token."""

LASTING = frozenset({("GET", "/api/routes/trace"), ("GET", "/api/instances/{instance}/stream/{name}")})
"""Requests that only read but occupy something while they last: taken from our own pages alone, like a change."""

_RANK: dict[Role, int] = {"viewer": 0, "operator": 1, "engineer": 2, "admin": 3}

_REQUIRED: dict[tuple[str, str], Role] = {
    ("POST", "/auth/logout"): "viewer",
    ("POST", "/auth/password"): "viewer",
    ("GET", "/auth/tokens"): "viewer",
    ("POST", "/auth/tokens"): "viewer",
    ("DELETE", "/auth/tokens/{token_id}"): "viewer",
    ("GET", "/types"): "viewer",
    ("GET", "/types/{name}"): "viewer",
    ("GET", "/instances"): "viewer",
    ("GET", "/instances/{instance}"): "viewer",
    # Which role each method needs is decided where it is called.
    ("POST", "/instances/{instance}/call/{method}"): "viewer",
    ("GET", "/instances/{instance}/stream/{name}"): "operator",
    ("GET", "/admin/instances/stats"): "viewer",
    ("GET", "/instances/stats"): "viewer",
    ("GET", "/instances/{instance}/reach"): "viewer",
    ("GET", "/jobs"): "viewer",
    ("GET", "/holds"): "viewer",
    ("PUT", "/instances/{instance}/hold"): "operator",
    ("DELETE", "/instances/{instance}/hold"): "operator",
    ("GET", "/jobs/{job}"): "viewer",
    ("GET", "/instances/{instance}/stats/history"): "viewer",
    # The last lines of a dead instance, like its log.
    ("GET", "/instances/{instance}/deaths"): "engineer",
    ("GET", "/admin/panic"): "viewer",
    ("POST", "/admin/panic"): "operator",
    ("POST", "/admin/panic/reset"): "operator",
    ("GET", "/backups"): "admin",
    ("POST", "/backups"): "admin",
    ("POST", "/backups/upload"): "admin",
    ("GET", "/backups/{backup}"): "admin",
    ("GET", "/backups/{backup}/file"): "admin",
    ("DELETE", "/backups/{backup}"): "admin",
    ("POST", "/backups/{backup}/preview"): "admin",
    ("POST", "/backups/{backup}/restore"): "admin",
    ("GET", "/settings"): "engineer",
    ("PUT", "/settings"): "admin",
    ("POST", "/settings/sentry/test"): "admin",
    ("GET", "/settings/sentry"): "engineer",
    ("GET", "/settings/prometheus"): "engineer",
    ("GET", "/checks"): "viewer",
    ("POST", "/checks/run"): "engineer",
    # Beside instances it may remove images and files.
    ("POST", "/checks/{check}/fix"): "admin",
    ("GET", "/certificates"): "viewer",
    ("GET", "/certificates/authority/file"): "viewer",
    ("PUT", "/certificates/server"): "admin",
    ("DELETE", "/certificates/server"): "admin",
    ("GET", "/points"): "viewer",
    ("GET", "/batteries"): "viewer",
    ("GET", "/history"): "viewer",
    ("GET", "/history/points"): "viewer",
    ("GET", "/history/changes"): "viewer",
    ("GET", "/history/statistics"): "viewer",
    ("GET", "/history/export.csv"): "viewer",
    ("POST", "/history/import"): "engineer",
    ("GET", "/broker"): "viewer",
    ("GET", "/broker/history"): "viewer",
    ("GET", "/broker/connections"): "viewer",
    ("GET", "/points/tree"): "viewer",
    ("GET", "/points/{address}"): "viewer",
    ("POST", "/points/{address}/write"): "operator",
    ("WEBSOCKET", "/live"): "viewer",
    ("GET", "/problems"): "viewer",
    ("GET", "/errors"): "viewer",
    # Stack traces may show more than a value.
    ("GET", "/errors/{fingerprint}"): "engineer",
    ("POST", "/errors/seen"): "operator",
    ("POST", "/errors/{fingerprint}/seen"): "operator",
    ("GET", "/routes"): "viewer",
    ("GET", "/instances/{instance}/logs"): "engineer",
    ("POST", "/instances/validate"): "engineer",
    ("PUT", "/routes"): "engineer",
    ("POST", "/routes/items"): "engineer",
    ("PUT", "/routes/items/{label}"): "engineer",
    ("DELETE", "/routes/items/{label}"): "engineer",
    ("POST", "/routes/lint"): "engineer",
    ("POST", "/routes/preview"): "engineer",
    ("GET", "/routes/language"): "viewer",
    ("GET", "/routes/counters"): "viewer",
    ("GET", "/routes/trace"): "viewer",
    ("POST", "/routes/sources/{source}/disconnect"): "engineer",
    ("POST", "/routes/sources/{source}/connect"): "engineer",
    ("POST", "/routes/sources/{source}/reactivate"): "engineer",
    ("POST", "/admin/instances/{instance}/reactivate"): "engineer",
    ("GET", "/routes/versions"): "viewer",
    ("GET", "/routes/versions/{revision}"): "viewer",
    ("POST", "/routes/versions/{revision}/restore"): "engineer",
    # Each is shown what is meant for its role.
    ("GET", "/pages"): "viewer",
    ("POST", "/pages"): "engineer",
    ("POST", "/pages/from-instance"): "engineer",
    ("PUT", "/pages/{page_id}"): "engineer",
    ("DELETE", "/pages/{page_id}"): "engineer",
    ("PUT", "/pages/{page_id}/content"): "engineer",
    ("GET", "/widgets"): "viewer",
    ("POST", "/widgets"): "engineer",
    ("PUT", "/widgets/{widget_id}"): "engineer",
    ("DELETE", "/widgets/{widget_id}"): "engineer",
    ("GET", "/widget-types"): "viewer",
    ("GET", "/widget-types/{name}/page"): "viewer",
    ("GET", "/dashboards/versions"): "engineer",
    ("GET", "/dashboards/versions/{revision}"): "engineer",
    ("GET", "/dashboards/versions/{revision}/diff"): "engineer",
    ("POST", "/dashboards/versions/{revision}/restore"): "engineer",
    ("GET", "/dashboards/export"): "engineer",
    ("POST", "/dashboards/import"): "engineer",
    ("GET", "/metrics"): "viewer",
    ("GET", "/metrics/points"): "viewer",
    ("GET", "/node-red"): "viewer",
    # Which role the path behind the door needs is decided there.
    ("GET", "/node-red/door"): "viewer",
    ("GET", "/openapi.json"): "viewer",
}


_LASTING = [(method, re.compile(re.sub(r"\{\w+\}", "[^/]+", template))) for method, template in LASTING]


def lasting(method: str, path: str) -> bool:
    """Whether a request is for one of LASTING."""
    return any(method == of and pattern.fullmatch(path) for of, pattern in _LASTING)


def required(method: str, template: str) -> Role:
    """Role a request needs; `template` is the route's path with its placeholders, with or without `/api`."""
    return _REQUIRED.get((method, template.removeprefix("/api")), "admin")


def rank(role: Role) -> int:
    """A higher role has a higher number."""
    return _RANK[role]


def allowed(role: Role, needed: Role) -> bool:
    """Whether a role includes another."""
    return _RANK[role] >= _RANK[needed]


def lower(one: Role, other: Role | None) -> Role:
    """The one that includes less."""
    return one if other is None or _RANK[one] <= _RANK[other] else other
