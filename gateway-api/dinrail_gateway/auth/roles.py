"""One table route → role; what is not in it needs an admin."""

from __future__ import annotations

from typing import Literal

__all__ = ["OPEN", "Role", "allowed", "required"]

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

_RANK: dict[Role, int] = {"viewer": 0, "operator": 1, "engineer": 2, "admin": 3}

_REQUIRED: dict[tuple[str, str], Role] = {
    ("POST", "/api/auth/logout"): "viewer",
    ("POST", "/api/auth/password"): "viewer",
    ("GET", "/api/auth/tokens"): "viewer",
    ("POST", "/api/auth/tokens"): "viewer",
    ("DELETE", "/api/auth/tokens/{token_id}"): "viewer",
    ("GET", "/api/types"): "viewer",
    ("GET", "/api/types/{name}"): "viewer",
    ("GET", "/api/instances"): "viewer",
    ("GET", "/api/instances/{instance}"): "viewer",
    ("GET", "/api/admin/instances/stats"): "viewer",
    ("GET", "/api/points"): "viewer",
    ("GET", "/api/points/tree"): "viewer",
    ("GET", "/api/points/{address}"): "viewer",
    ("POST", "/api/points/{address}/write"): "operator",
    ("WEBSOCKET", "/api/live"): "viewer",
    ("GET", "/api/problems"): "viewer",
    ("GET", "/api/routes"): "viewer",
    ("GET", "/api/instances/{instance}/logs"): "engineer",
    ("POST", "/api/instances/validate"): "engineer",
    ("PUT", "/api/routes"): "engineer",
    ("GET", "/metrics"): "viewer",
    ("GET", "/api/openapi.json"): "viewer",
}


def required(method: str, template: str) -> Role:
    """Role a request needs; `template` is the route's path with its placeholders."""
    return _REQUIRED.get((method, template), "admin")


def allowed(role: Role, needed: Role) -> bool:
    """Whether a role includes another."""
    return _RANK[role] >= _RANK[needed]
