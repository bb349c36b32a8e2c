"""Bootstrap of a part: broker, instance, root and the folder of secrets, from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec

from dinrail.errors import ConfigError
from dinrail.names import check_instance_id

__all__ = ["BrokerAddress", "Settings", "merge_secrets"]


class BrokerAddress(msgspec.Struct, frozen=True):
    """`mqtt://[user:pass@]host[:port]` or `mqtts://…` (TLS; CA from the secrets folder's `ca.crt` or the system)."""

    host: str
    port: int
    tls: bool = False
    user: str = ""
    password: str = ""

    @classmethod
    def parse(cls, url: str) -> BrokerAddress:
        """Address of a URL; raises ConfigError."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise ConfigError(f"not a broker address: {error}", key="broker_address_invalid") from None
        if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname:
            raise ConfigError("a broker address is mqtt://host:port or mqtts://host:port", key="broker_address_invalid")
        tls = parts.scheme == "mqtts"
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, port or (8883 if tls else 1883), tls, user, password)

    def __str__(self) -> str:
        return f"mqtt{'s' if self.tls else ''}://{self.host}:{self.port}"


class Settings(msgspec.Struct, frozen=True):
    """Everything a part knows before it has a bus."""

    broker: BrokerAddress
    instance: str
    root: str = "smarthome"
    secrets: Path | None = None
    data: Path | None = None
    """Where an instance may keep something, for types that ask for it."""

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ, *, instance: str | None = None) -> Settings:
        """Read DINRAIL_BROKER, DINRAIL_INSTANCE, DINRAIL_ROOT, DINRAIL_SECRETS and DINRAIL_DATA; raises ConfigError."""
        name = instance or _required(env, "DINRAIL_INSTANCE")
        check_instance_id(name, reserved_ok=instance is not None)
        folder, data = env.get("DINRAIL_SECRETS"), env.get("DINRAIL_DATA")
        return cls(
            BrokerAddress.parse(_required(env, "DINRAIL_BROKER")),
            name,
            env.get("DINRAIL_ROOT", "smarthome"),
            Path(folder) if folder else None,
            Path(data) if data else None,
        )

    @property
    def user(self) -> str:
        """Broker identity: from the address, else the instance id."""
        return self.broker.user or self.instance

    def password(self) -> str:
        """Broker password from the address or the file `broker_password`; empty when there is neither."""
        if self.broker.password or self.secrets is None:
            return self.broker.password
        try:
            return (self.secrets / "broker_password").read_text().strip()
        except OSError:
            return ""

    @property
    def ca(self) -> Path | None:
        """CA of the broker's certificate: `ca.crt` in the secrets folder, None: the system's."""
        file = self.secrets / "ca.crt" if self.secrets else None
        return file if file is not None and file.exists() else None

    def secret_fields(self) -> dict[str, Any]:
        """JSON pointer → value of the `secret` fields of the configuration (file `config.json`)."""
        if self.secrets is None:
            return {}
        try:
            return msgspec.json.decode((self.secrets / "config.json").read_bytes(), type=dict[str, Any])
        except FileNotFoundError:
            return {}
        except (OSError, msgspec.DecodeError) as error:
            raise ConfigError(f"secrets folder: {error}", key="secrets_unreadable") from None


def merge_secrets(config: dict[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of `config` with the values of `fields` set at their JSON pointers; lost places are ignored."""
    merged: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(config))
    for pointer, value in fields.items():
        *parents, last = (step.replace("~1", "/").replace("~0", "~") for step in pointer.lstrip("/").split("/"))
        node: Any = merged
        for step in parents:
            node = _child(node, step)
        if isinstance(node, dict):
            node[last] = value
        elif isinstance(node, list) and last.isdigit() and int(last) < len(node):
            node[int(last)] = value
    return merged


def _child(node: Any, step: str) -> Any:
    if isinstance(node, dict):
        return node.get(step)
    if isinstance(node, list) and step.isdigit() and int(step) < len(node):
        return node[int(step)]
    return None


def _required(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "")
    if not value:
        raise ConfigError(f"{name} is not set", key="environment_missing", name=name)
    return value
