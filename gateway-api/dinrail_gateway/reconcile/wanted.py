"""What an engine shall run for a desired instance; pure."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from dinrail_gateway.runtime.interface import DesiredInstance, InstanceSpec

__all__ = ["instance_spec", "serial_ports"]

# Only serial ports: a configuration must not be a way to reach a disk.
_SERIAL = re.compile(r"/dev/(serial/by-(id|path)/(?!\.)[^/\0]+|tty[A-Za-z][A-Za-z0-9_]*)\Z")


def serial_ports(config: Any) -> list[str]:
    """Every serial port named anywhere in a configuration."""
    if isinstance(config, str):
        return [config] if _SERIAL.match(config) else []
    if isinstance(config, dict):
        config = list(config.values())
    if isinstance(config, list):
        return sorted({port for value in config for port in serial_ports(value)})
    return []


def instance_spec(desired: DesiredInstance, *, password: str, image: str, image_id: str) -> InstanceSpec:
    """The spec of a desired instance on a given image."""
    definition = desired.definition
    secrets = {"broker_password": password.encode()}
    if desired.secrets:
        secrets["config.json"] = msgspec.json.encode(desired.secrets, order="deterministic")
    return InstanceSpec(
        instance=definition.id,
        type=definition.type,
        image=image,
        image_id=image_id,
        limits=definition.limits,
        host=sorted(set(desired.host)),
        devices=serial_ports(definition.config) if "serial" in desired.host else [],
        secrets=secrets,
    )
