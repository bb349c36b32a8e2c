"""Everything the gateway knows before it reads a file: from the environment, as compose sets it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from dinrail.errors import ConfigError
from dinrail.http import HttpAddress
from dinrail.settings import BrokerAddress
from dinrail_gateway import __version__

__all__ = ["GatewaySettings"]

_HOSTS = "localhost,127.0.0.1"


class GatewaySettings(msgspec.Struct, frozen=True, kw_only=True):
    """Folders, addresses and names; `hosts` are the names and addresses the certificate covers.

    host_dev: where the host's /dev is seen; runtime: how instances run; ui: folder of the built browser application,
    where no proxy serves it; https_port: with it, 0 for none; history: base address of the database's query
    interface, empty for none.
    """

    broker: BrokerAddress
    config: Path
    data: Path
    types: tuple[Path, ...] = ()
    root: str = "smarthome"
    listen: str = "127.0.0.1"
    port: int = 8000
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1")
    mqtts_port: int = 8883
    trusted_proxy: str = ""
    admin_password: str = ""
    version: str = __version__
    project: str = "dinrail"
    network: str = "dinrail"
    broker_security: Path = Path("/broker-security")
    router_secrets: Path = Path("/router-secrets")
    tls: Path = Path("/tls")
    modules: str = ""
    host_dev: Path = Path("/host/dev")
    runtime: Literal["docker", "process"] = "docker"
    ui: Path | None = None
    metrics: Path | None = None
    """Where the key for collectors of metrics lies."""
    history: str = ""
    profiles: tuple[str, ...] = ()
    """Of compose, that somebody has switched on."""
    node_red: Path | None = None
    """Where what Node-RED is given lies; None where the house has none."""
    node_red_door: tuple[str, int] = ("nodered-door", 8081)
    node_red_http_port: int = 8081
    node_red_https_port: int = 8444
    https_bind: str = "0.0.0.0"  # noqa: S104 - the network is what TLS is for
    https_port: int = 0

    @property
    def broker_url(self) -> str:
        """Where clients outside the box reach the broker: its first name that is not loopback, the published port."""
        outside = (host for host in self.hosts if host not in ("localhost", "::1") and not host.startswith("127."))
        host = next(outside, self.hosts[0])
        return f"mqtts://{f'[{host}]' if ':' in host else host}:{self.mqtts_port}"

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> GatewaySettings:
        """Read the DINRAIL_… variables; raises ConfigError that names the one that is wrong."""

        def text(name: str, default: str) -> str:
            return env.get(f"DINRAIL_{name}", "") or default

        return cls(
            mqtts_port=_port(text("MQTTS_PORT", "8883"), "DINRAIL_MQTTS_PORT"),
            broker=BrokerAddress.parse(text("BROKER", "mqtt://broker:1883")),
            config=Path(text("CONFIG", "/config")),
            data=Path(text("DATA", "/data")),
            types=tuple(Path(folder) for folder in text("TYPES", "").split(os.pathsep) if folder),
            root=text("ROOT", "smarthome"),
            listen=text("LISTEN", "0.0.0.0"),  # noqa: S104 - inside its container; compose publishes nothing of it
            port=_port(text("PORT", "8000"), "DINRAIL_PORT"),
            hosts=tuple(host for host in (part.strip() for part in text("HOSTS", _HOSTS).split(",")) if host),
            trusted_proxy=text("TRUSTED_PROXY", ""),
            admin_password=text("ADMIN_PASSWORD", ""),
            version=text("VERSION", __version__),
            project=text("PROJECT", "dinrail"),
            network=text("NETWORK", "dinrail"),
            broker_security=Path(text("BROKER_SECURITY", "/broker-security")),
            router_secrets=Path(text("ROUTER_SECRETS", "/router-secrets")),
            tls=Path(text("TLS", "/tls")),
            modules=text("MODULES_DIR", ""),
            host_dev=Path(text("HOST_DEV", "/host/dev")),
            runtime=_runtime(text("RUNTIME", "docker")),
            ui=Path(text("UI", "")) if text("UI", "") else None,
            metrics=Path(text("METRICS", "")) if text("METRICS", "") else None,
            history=_history(text("HISTORY", "")),
            profiles=_profiles(text("PROFILES", "")),
            node_red=_node_red(_profiles(text("PROFILES", "")), text("NODE_RED", "")),
            node_red_http_port=_port(text("NODERED_HTTP_PORT", "8081"), "DINRAIL_NODERED_HTTP_PORT"),
            node_red_https_port=_port(text("NODERED_HTTPS_PORT", "8444"), "DINRAIL_NODERED_HTTPS_PORT"),
            https_bind=text("HTTPS_BIND", "0.0.0.0"),  # noqa: S104
            https_port=_port(text("HTTPS_PORT", "0"), "DINRAIL_HTTPS_PORT") if text("UI", "") else 0,
        )


def _profiles(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def _node_red(profiles: tuple[str, ...], folder: str) -> Path | None:
    return Path(folder) if folder and "nodered" in profiles else None


def _runtime(text: str) -> Literal["docker", "process"]:
    if text == "docker":
        return "docker"
    if text == "process":
        return "process"
    raise ConfigError("DINRAIL_RUNTIME is docker or process", key="environment_invalid", name="DINRAIL_RUNTIME")


def _history(text: str) -> str:
    if text in ("", "off"):
        return ""
    try:
        return str(HttpAddress.parse(text))
    except ConfigError as error:
        raise ConfigError(
            f"DINRAIL_HISTORY: {error.message}", key="environment_invalid", name="DINRAIL_HISTORY", value=text
        ) from None


def _port(text: str, name: str) -> int:
    if not text.isdigit() or not 0 <= int(text) <= 65535:
        raise ConfigError(f"{name} is not a port", key="environment_invalid", name=name, value=text)
    return int(text)
