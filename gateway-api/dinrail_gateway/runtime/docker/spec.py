"""The one place where a container's shape is decided; pure, in the words of the Engine API.

Everything an instance is not given here it does not have: no capability, no writable root, no
port, no device, no second user. Host access follows from the manifest's `host` alone.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import msgspec

from dinrail.documents import Limits
from dinrail.manifest import Priority
from dinrail_gateway.runtime.interface import InstanceSpec

__all__ = [
    "INSTANCE",
    "PART",
    "PROJECT",
    "SECRETS_PATH",
    "SPEC",
    "TYPE",
    "Site",
    "applied_limits",
    "body",
    "data_volume",
    "limits_body",
    "locked_down",
    "mark",
    "name",
    "secrets_owner",
    "volume",
]

INSTANCE = "dinrail.instance"
TYPE = "dinrail.type"
PROJECT = "dinrail.project"
PART = "dinrail.part"
SPEC = "dinrail.spec"

USER_ID = 10001
USER = f"{USER_ID}:{USER_ID}"
SECRETS_PATH = "/run/dinrail/secrets"
DATA_PATH = "/var/lib/dinrail"
SYSTEM_BUS = "/run/dbus"
NETWORK_FIGURES = "/proc/1/net/dev"
DEFAULTS = Limits(cpu=1.0, memory_mb=128, pids=64, packets_per_s=500)
PERIOD_US = 100_000
# The base stack has 1536 (router) to 2048 of CPU weight, and goes last when the host is out of memory.
SHARES: dict[Priority, int] = {"normal": 512, "heavy": 128}
OOM_SCORES: dict[Priority, int] = {"normal": 500, "heavy": 800}
MIB = 1024 * 1024


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """What is the same for every instance of one installation.

    host_broker: the broker as seen from the host's network, for instances that live there; serial_group: gid that may
    use serial ports; system_bus: folder of the host's D-Bus, not its socket, which a restart makes
    anew; or a volume, by a name without slashes.
    """

    project: str = "dinrail"
    network: str = "dinrail"
    broker: str = "mqtt://broker:1883"
    host_broker: str = "mqtt://127.0.0.1:1883"
    root: str = "smarthome"
    serial_group: int = 20
    system_bus: str = "/run/dbus"


def name(site: Site, instance: str) -> str:
    """Container name of an instance."""
    return f"{site.project}-{instance}"


def volume(site: Site, instance: str) -> str:
    """Name of the volume with an instance's secrets."""
    return f"{site.project}-secrets-{instance}"


def data_volume(site: Site, instance: str) -> str:
    """Name of the volume with what an instance keeps."""
    return f"{site.project}-data-{instance}"


def locked_down(priority: Priority = "normal") -> dict[str, Any]:
    """HostConfig every container we create starts from."""
    return {
        "ReadonlyRootfs": True,
        "Tmpfs": {"/tmp": "rw,noexec,nosuid,nodev,size=16m"},  # noqa: S108 - inside the container
        "CapDrop": ["ALL"],
        "SecurityOpt": ["no-new-privileges:true"],
        "Init": True,
        "Privileged": False,
        "OomScoreAdj": OOM_SCORES[priority],
        "CpuShares": SHARES[priority],
        "RestartPolicy": {"Name": "no", "MaximumRetryCount": 0},
        "LogConfig": {"Type": "json-file", "Config": {"max-size": "5m", "max-file": "2"}},
        "Ulimits": [{"Name": "nofile", "Soft": 1024, "Hard": 4096}, {"Name": "core", "Soft": 0, "Hard": 0}],
    }


def limits_body(limits: Limits) -> dict[str, Any]:
    """The limits as the Engine takes them, at creation and for a running container; swap is not given."""
    memory = _or(limits.memory_mb, DEFAULTS.memory_mb) * MIB
    return {
        "CpuPeriod": PERIOD_US,
        "CpuQuota": max(1000, round(_or(limits.cpu, DEFAULTS.cpu) * PERIOD_US)),
        "Memory": memory,
        "MemorySwap": memory,
        "PidsLimit": _or(limits.pids, DEFAULTS.pids),
    }


def applied_limits(host: dict[str, Any]) -> dict[str, int]:
    """The same figures as read back from a container's HostConfig."""
    return {key: int(host.get(key) or 0) for key in limits_body(Limits())}


def body(site: Site, spec: InstanceSpec) -> dict[str, Any]:
    """Body of the Engine's create request for an instance, labelled with its mark."""
    content = _unmarked(site, spec)
    content["HostConfig"] |= limits_body(spec.limits)
    content["Labels"][SPEC] = mark(site, spec)
    return content


def mark(site: Site, spec: InstanceSpec) -> str:
    """Hash of everything that needs another container when it changes: not the limits, but image and secrets.

    Secrets enter keyed by the broker password, so that a label gives nothing away about a weak one.
    """
    key = spec.secrets.get("broker_password", b"")
    secrets = {file: hmac.new(key, data, "sha256").hexdigest() for file, data in sorted(spec.secrets.items())}
    content = [_unmarked(site, spec), spec.image_id, secrets, *spec.device_ids]
    text = msgspec.json.encode(content, order="deterministic")
    return hashlib.sha256(text).hexdigest()[:32]


def secrets_owner(spec: InstanceSpec) -> int:
    """Uid that must own the secrets: a root without capabilities cannot read another user's files."""
    return 0 if "dbus" in spec.host else USER_ID


def _unmarked(site: Site, spec: InstanceSpec) -> dict[str, Any]:
    host = locked_down(spec.priority)
    host["Mounts"] = [
        {"Type": "volume", "Source": volume(site, spec.instance), "Target": SECRETS_PATH, "ReadOnly": True}
    ]
    host["NetworkMode"] = site.network
    user, broker = USER, site.broker
    if "serial" in spec.host and spec.devices:  # a type may use serial ports that this instance does not have
        host["Devices"] = [
            {"PathOnHost": path, "PathInContainer": path, "CgroupPermissions": "rw"} for path in spec.devices
        ]
        host["GroupAdd"] = [str(site.serial_group)]
    if "dbus" in spec.host:
        # dbus-daemon refuses uids it does not know, and docker's AppArmor profile its socket.
        user = "0:0"
        kind = "bind" if "/" in site.system_bus else "volume"
        host["Mounts"].append({"Type": kind, "Source": site.system_bus, "Target": SYSTEM_BUS, "ReadOnly": True})
        host["SecurityOpt"].append("apparmor=unconfined")
    if "machine" in spec.host:
        # The one figure of the machine that a container does not see by itself; one file, and not all of /proc.
        host["Mounts"].append(
            {"Type": "bind", "Source": NETWORK_FIGURES, "Target": "/host/proc/net/dev", "ReadOnly": True}
        )
    if spec.storage:
        host["Mounts"].append({"Type": "volume", "Source": data_volume(site, spec.instance), "Target": DATA_PATH})
    if "can" in spec.host:
        host["NetworkMode"] = "host"
        broker = site.host_broker
    env = {
        "DINRAIL_BROKER": broker,
        "DINRAIL_INSTANCE": spec.instance,
        "DINRAIL_SECRETS": SECRETS_PATH,
        "DINRAIL_ROOT": site.root,
        **({"DINRAIL_DATA": DATA_PATH} if spec.storage else {}),
        **spec.env,
    }
    return {
        "Image": spec.image,
        "User": user,
        "Env": [f"{key}={value}" for key, value in sorted(env.items())],
        "Labels": {INSTANCE: spec.instance, TYPE: spec.type, PROJECT: site.project},
        "StopSignal": "SIGTERM",
        "HostConfig": host,
    } | ({"Cmd": spec.command} if spec.command else {})


def _or(value: float | None, default: float | None) -> Any:
    return default if value is None else value
