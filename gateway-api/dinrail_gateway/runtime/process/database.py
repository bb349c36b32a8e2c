"""VictoriaMetrics as a child of the gateway: the flags of the container, the places of this host."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dinrail.errors import ConfigError
from dinrail.http import HttpAddress
from dinrail_gateway.runtime.process.parts import Plan

__all__ = ["database_plan"]

MEMORY = "-memory.allowedBytes=256MB"


def database_plan(url: str, data: Path, env: Mapping[str, str]) -> Plan:
    """How it is run; it listens where `url` says, on this host only."""
    address = HttpAddress.parse(url)

    def command() -> list[str]:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        return [
            env["DINRAIL_DATABASE_PROGRAM"],
            f"-storageDataPath={data / 'data'}",
            f"-httpListenAddr={address.host}:{address.port}",
            f"-retentionPeriod={env.get('DINRAIL_HISTORY_RETENTION') or '10y'}",
            *_flags(env),
            MEMORY,
        ]

    return Plan(command=command, ports=((address.host, address.port, "DINRAIL_DATABASE_PORT"),))


def _flags(env: Mapping[str, str]) -> list[str]:
    file = env.get("DINRAIL_DATABASE_FLAGS", "")
    if not file:
        return []
    try:
        return [flag for flag in Path(file).read_text().split() if not flag.startswith("-memory.")]
    except OSError as error:
        raise ConfigError(
            f"DINRAIL_DATABASE_FLAGS: {error}", key="environment_invalid", name="DINRAIL_DATABASE_FLAGS"
        ) from None
