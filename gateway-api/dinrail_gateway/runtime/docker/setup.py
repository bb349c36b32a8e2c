"""Puts the docker runtime together from the gateway's settings and what only it needs of the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from dinrail.errors import ConfigError
from dinrail_gateway.runtime.cgroups.sampler import Sampler
from dinrail_gateway.runtime.docker.engine import DockerRuntime
from dinrail_gateway.runtime.docker.pool import EnginePool
from dinrail_gateway.runtime.docker.spec import Site
from dinrail_gateway.runtime.docker.types import DockerTypes
from dinrail_gateway.settings import GatewaySettings

__all__ = ["docker_engine"]

BUILD_HTTP_SECONDS = 1800


def docker_engine(settings: GatewaySettings, env: Mapping[str, str] = os.environ) -> tuple[DockerRuntime, DockerTypes]:
    """Runtime and types of the engine at DOCKER_HOST; nothing is contacted yet. Raises ConfigError.

    Reads DINRAIL_CGROUP and DINRAIL_HOST_PROC (the host's trees, read-only), DINRAIL_SERIAL_GID,
    DINRAIL_SYSTEM_BUS, DINRAIL_HOST_BROKER, DINRAIL_BUILD_ARGS (JSON object) and DINRAIL_BUILD_NETWORK.
    """
    site = Site(
        project=settings.project,
        network=settings.network,
        broker=str(settings.broker),
        host_broker=env.get("DINRAIL_HOST_BROKER") or "mqtt://127.0.0.1:1883",
        root=settings.root,
        serial_group=_number(env, "DINRAIL_SERIAL_GID", 20),
        system_bus=env.get("DINRAIL_SYSTEM_BUS") or "/run/dbus",
    )
    cgroup, proc = env.get("DINRAIL_CGROUP") or "/sys/fs/cgroup", env.get("DINRAIL_HOST_PROC")
    pool = EnginePool()
    runtime = DockerRuntime(pool=pool, site=site, sampler=Sampler(Path(cgroup), Path(proc) if proc else None))
    types = DockerTypes(
        pool=pool,
        builder=EnginePool(threads=1, http_timeout=BUILD_HTTP_SECONDS, trips=False),
        project=settings.project,
        version=settings.version,
        folders=settings.types,
        cache=settings.data / "types",
        buildargs=_build_args(env),
        build_network=env.get("DINRAIL_BUILD_NETWORK", ""),
    )
    return runtime, types


def _build_args(env: Mapping[str, str]) -> dict[str, str]:
    try:
        return msgspec.json.decode(env.get("DINRAIL_BUILD_ARGS") or "{}", type=dict[str, str])
    except msgspec.DecodeError as error:
        raise ConfigError(
            f"DINRAIL_BUILD_ARGS: {error}", key="environment_invalid", name="DINRAIL_BUILD_ARGS"
        ) from None


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdigit():
        raise ConfigError(f"{name} is not a number", key="environment_invalid", name=name, value=text[:32])
    return int(text)
