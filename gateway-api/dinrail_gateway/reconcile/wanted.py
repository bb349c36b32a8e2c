"""What an engine shall run for a desired instance; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from dinrail_gateway.runtime.interface import DesiredInstance, InstanceSpec

__all__ = ["devices_of", "instance_spec", "serial_ports", "uses_host_can"]

Identity = Callable[[str], str | None]
"""See HostDevices."""

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


def uses_host_can(config: dict[str, Any]) -> bool:
    """Whether an endpoint is a CAN interface of this host, which is what an endpoint is that does not say otherwise."""
    endpoints = config.get("endpoints")
    return not isinstance(endpoints, list) or any(
        not isinstance(each, dict) or each.get("interface", "socketcan") == "socketcan" for each in endpoints
    )


def devices_of(desired: DesiredInstance) -> list[str]:
    """Serial ports it may use."""
    return serial_ports(desired.definition.config) if "serial" in desired.host else []


def instance_spec(
    desired: DesiredInstance,
    *,
    password: str,
    image: str,
    image_id: str,
    command: Sequence[str] = (),
    identity: Identity = lambda _: "",
) -> InstanceSpec:
    """The spec of a desired instance on a given image; a port that never was there is left out until it is."""
    definition = desired.definition
    ports = {path: found for path in devices_of(desired) if (found := identity(path)) is not None}
    secrets = {"broker_password": password.encode()}
    if desired.secrets:
        secrets["config.json"] = msgspec.json.encode(desired.secrets, order="deterministic")
    host = set(desired.host)
    if not uses_host_can(definition.config):
        host.discard("can")  # its network is the host's only where it must be
    return InstanceSpec(
        instance=definition.id,
        type=definition.type,
        image=image,
        image_id=image_id,
        limits=definition.limits,
        priority=desired.priority,
        storage=desired.storage,
        command=list(command),
        host=sorted(host),
        devices=list(ports),
        device_ids=[found for found in ports.values() if found],
        secrets=secrets,
    )
