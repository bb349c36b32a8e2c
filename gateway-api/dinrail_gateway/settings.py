"""Everything the gateway knows before it reads a file: from the environment, as compose sets it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from dinrail.errors import ConfigError
from dinrail.settings import BrokerAddress
from dinrail_gateway import __version__

__all__ = ["GatewaySettings"]


class GatewaySettings(msgspec.Struct, frozen=True, kw_only=True):
    """Folders, addresses and names; `hosts` are the names and addresses the certificate covers."""

    broker: BrokerAddress
    config: Path
    data: Path
    types: tuple[Path, ...] = ()
    root: str = "smarthome"
    listen: str = "0.0.0.0"  # noqa: S104 - inside its container; compose publishes nothing of it
    port: int = 8000
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1")
    trusted_proxy: str = ""
    admin_password: str = ""
    version: str = __version__
    project: str = "dinrail"
    network: str = "dinrail"
    broker_security: Path = Path("/broker-security")
    router_secrets: Path = Path("/router-secrets")
    tls: Path = Path("/tls")
    modules: str = ""

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> GatewaySettings:
        """Read the DINRAIL_… variables; raises ConfigError that names the one that is wrong."""
        given = {
            name: value
            for name, variable in (
                ("root", "DINRAIL_ROOT"),
                ("listen", "DINRAIL_LISTEN"),
                ("trusted_proxy", "DINRAIL_TRUSTED_PROXY"),
                ("admin_password", "DINRAIL_ADMIN_PASSWORD"),
                ("version", "DINRAIL_VERSION"),
                ("project", "DINRAIL_PROJECT"),
                ("network", "DINRAIL_NETWORK"),
                ("modules", "DINRAIL_MODULES_DIR"),
            )
            if (value := env.get(variable, ""))
        }
        folders = {
            name: Path(value)
            for name, variable in (
                ("broker_security", "DINRAIL_BROKER_SECURITY"),
                ("router_secrets", "DINRAIL_ROUTER_SECRETS"),
                ("tls", "DINRAIL_TLS"),
            )
            if (value := env.get(variable, ""))
        }
        hosts = tuple(filter(None, (host.strip() for host in env.get("DINRAIL_HOSTS", "").split(","))))
        return cls(
            broker=BrokerAddress.parse(env.get("DINRAIL_BROKER", "mqtt://broker:1883")),
            config=Path(env.get("DINRAIL_CONFIG", "/config")),
            data=Path(env.get("DINRAIL_DATA", "/data")),
            types=tuple(Path(folder) for folder in env.get("DINRAIL_TYPES", "").split(os.pathsep) if folder),
            port=_port(env.get("DINRAIL_PORT", "8000")),
            **({"hosts": hosts} if hosts else {}),
            **given,
            **folders,
        )


def _port(text: str) -> int:
    if not text.isdigit() or not 0 <= int(text) <= 65535:
        raise ConfigError("DINRAIL_PORT is not a port", key="environment_invalid", name="DINRAIL_PORT", value=text)
    return int(text)
