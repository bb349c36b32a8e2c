"""Which runtime this gateway has: containers of a Docker engine, or processes of its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Protocol

from dinrail_gateway.reconcile.slot import DOCKER
from dinrail_gateway.reconcile.supervisor import TypesAndImages
from dinrail_gateway.runtime.interface import InstanceSpec, Runtime, RuntimeName
from dinrail_gateway.runtime.upkeep import Upkeep
from dinrail_gateway.settings import GatewaySettings

__all__ = ["Engine", "OpenRuntime", "StackParts", "engine"]


Specs = Callable[[], Mapping[str, tuple[str, InstanceSpec]]]
"""Instance → id of its container and how that shall be."""


class OpenRuntime(Runtime, Protocol):
    """A runtime with a beginning and an end."""

    async def open(self) -> None:
        """Begin."""
        ...

    async def close(self) -> None:
        """End."""
        ...


class ClosingTypes(TypesAndImages, Protocol):
    """Types with an end."""

    async def close(self) -> None:
        """End."""
        ...


class StackParts(Protocol):
    """Broker and router, where the gateway runs them; `renewed` is called for a proxy that is the gateway itself."""

    renewed: Callable[[], None]

    def check(self) -> None:
        """Raise ConfigError when they cannot run (blocking)."""
        ...

    async def start(self) -> None:
        """Have them run."""
        ...

    async def stop(self) -> None:
        """End them."""
        ...


class Engine:
    """runs: instances configured to run like this are run here; parts: None where something else runs them.

    upkeep: what self-checks ask an engine, given how its containers shall be.
    """

    def __init__(
        self,
        runtime: OpenRuntime,
        types: ClosingTypes,
        runs: Collection[RuntimeName] = DOCKER,
        parts: StackParts | None = None,
        upkeep: Callable[[Specs], Upkeep] | None = None,
    ) -> None:
        self.runtime = runtime
        self.types = types
        self.runs = runs
        self.parts = parts
        self.upkeep = upkeep


def engine(settings: GatewaySettings) -> Engine:
    """As the settings say; nothing is contacted yet."""
    # Only the one that is used is imported: a host without Docker has no use for its SDK.
    if settings.runtime == "process":
        from dinrail_gateway.runtime.process.setup import process_engine  # noqa: PLC0415

        runtime, types, parts = process_engine(settings)
        # What says `docker` says the default: here that is a process.
        return Engine(runtime, types, ("docker", "process"), parts)
    from dinrail_gateway.runtime.docker.setup import docker_engine  # noqa: PLC0415

    containers, images = docker_engine(settings)
    return Engine(containers, images, upkeep=containers.upkeep)
