"""How a container differs from its spec: what the Engine says of it against the body it is made from; pure."""

from __future__ import annotations

from typing import Any

import msgspec

from dinrail_gateway.runtime.docker import spec as shape
from dinrail_gateway.runtime.docker.spec import Site
from dinrail_gateway.runtime.interface import InstanceSpec

__all__ = ["differences"]

_SAME = ("ReadonlyRootfs", "Privileged", "NetworkMode", "CapDrop", "CapAdd", "SecurityOpt", "Init", "Ulimits")


def differences(details: dict[str, Any], site: Site, wanted: InstanceSpec) -> list[str]:
    """Words for what differs: name, image, user, environment, rights, mounts, devices, network,
    priority, restart, mark.
    """
    body = shape.body(site, wanted)
    host, ours, config = details["HostConfig"], body["HostConfig"], details["Config"]
    found = {
        "name": details.get("Name", "").removeprefix("/") != shape.name(site, wanted.instance),
        "image": bool(wanted.image_id) and details.get("Image") != wanted.image_id,
        "user": config.get("User") != body["User"],
        "environment": not set(body["Env"]) <= set(config.get("Env") or ()),
        "rights": any(_plain(host.get(key)) != _plain(ours.get(key)) for key in _SAME if key != "NetworkMode"),
        "mounts": _mounts(host) != _mounts(ours),
        "devices": [each["PathOnHost"] for each in host.get("Devices") or ()]
        != [each["PathOnHost"] for each in ours.get("Devices") or ()],
        "network": host.get("NetworkMode") != ours["NetworkMode"] or _networks(details) != {ours["NetworkMode"]},
        "priority": any(host.get(key) != ours[key] for key in ("CpuShares", "OomScoreAdj")),
        "restart": (host.get("RestartPolicy") or {}).get("Name", "no") not in ("", "no"),
        "mark": (config.get("Labels") or {}).get(shape.SPEC) != body["Labels"][shape.SPEC],
    }
    return [word for word, differs in found.items() if differs]


def _plain(value: Any) -> Any:
    """Lists without their order; nothing, false and empty are the same."""
    if isinstance(value, list):
        return sorted(msgspec.json.encode(each, order="sorted") for each in value)
    return value or []


def _mounts(host: dict[str, Any]) -> set[tuple[str, str]]:
    binds = {(str(bind), "") for bind in host.get("Binds") or ()}
    return binds | {(mount["Source"], mount["Target"]) for mount in host.get("Mounts") or ()}


def _networks(details: dict[str, Any]) -> set[str]:
    return set((details.get("NetworkSettings") or {}).get("Networks") or ())
