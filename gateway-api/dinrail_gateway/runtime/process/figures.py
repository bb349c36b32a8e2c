"""Limits and the mark of a process, in the words the container engine uses for them; pure."""

from __future__ import annotations

import hashlib
import hmac

import msgspec

from dinrail.documents import Limits
from dinrail_gateway.runtime.interface import InstanceSpec

__all__ = ["MIB", "PERIOD_US", "Site", "limit_figures", "mark", "share"]

DEFAULTS = Limits(cpu=1.0, memory_mb=128, pids=64)
PERIOD_US = 100_000
MIB = 1024 * 1024


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """What is the same for every instance of one installation."""

    broker: str = "mqtt://127.0.0.1:1883"
    root: str = "smarthome"


def limit_figures(limits: Limits) -> dict[str, int]:
    """CPU as quota per period, memory in bytes, processes and threads together."""
    cpu = limits.cpu if limits.cpu is not None else DEFAULTS.cpu
    memory = limits.memory_mb if limits.memory_mb is not None else DEFAULTS.memory_mb
    pids = limits.pids if limits.pids is not None else DEFAULTS.pids
    return {
        "CpuPeriod": PERIOD_US,
        "CpuQuota": max(1000, round((cpu or 0) * PERIOD_US)),
        "Memory": (memory or 0) * MIB,
        "PidsLimit": pids or 0,
    }


def share(figures: dict[str, int]) -> float:
    """CPU share in cores."""
    return figures.get("CpuQuota", PERIOD_US) / (figures.get("CpuPeriod") or PERIOD_US)


def mark(site: Site, spec: InstanceSpec) -> str:
    """Hash of everything that needs another process when it changes: not the limits, but program and secrets."""
    key = spec.secrets.get("broker_password", b"")
    secrets = {file: hmac.new(key, data, "sha256").hexdigest() for file, data in sorted(spec.secrets.items())}
    content = [site.broker, site.root, spec.type, spec.image, spec.image_id, spec.command, spec.env, secrets]
    if spec.priority != "normal":
        content.append(spec.priority)
    return hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()[:32]
