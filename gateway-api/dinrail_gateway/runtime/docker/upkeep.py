"""DockerUpkeep: what self-checks ask, answered by a Docker engine."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import docker

from dinrail_gateway.runtime.docker.drift import differences
from dinrail_gateway.runtime.docker.pool import ContainerGone, EnginePool
from dinrail_gateway.runtime.docker.spec import PART, PROJECT, TYPE, Site
from dinrail_gateway.runtime.interface import InstanceSpec
from dinrail_gateway.runtime.upkeep import Leftovers, PartSeen, Port

__all__ = ["DockerUpkeep", "Specs"]

VERSION = "dinrail.version"
SLOW = 25.0

Specs = Callable[[], Mapping[str, tuple[str, InstanceSpec]]]
"""Instance → id of its container and how that shall be."""


class DockerUpkeep:
    """Touches images with our labels that nobody uses, and containers of this project."""

    def __init__(
        self, *, pool: EnginePool, site: Site, specs: Specs, save_broker: Callable[[], Awaitable[None]]
    ) -> None:
        self._pool = pool
        self._site = site
        self._specs = specs
        self._save_broker = save_broker

    async def leftovers(self) -> Leftovers:
        """Nameless images of ours that no container uses."""
        images = await self._pool.run(_unused, timeout=SLOW)
        return Leftovers(len(images), sum(images.values()))

    async def prune(self) -> Leftovers:
        """Remove them; one that is used again meanwhile stays."""

        def call(client: docker.APIClient) -> Leftovers:
            gone = size = 0
            for image, bytes_ in _unused(client).items():
                with contextlib.suppress(docker.errors.APIError):
                    client.remove_image(image)
                    gone, size = gone + 1, size + bytes_
            return Leftovers(gone, size)

        return await self._pool.run(call, timeout=SLOW)

    async def parts(self) -> list[PartSeen]:
        """Containers labelled as parts of this project."""

        def call(client: docker.APIClient) -> list[PartSeen]:
            labels = [PART, f"{PROJECT}={self._site.project}"]
            found = []
            for entry in client.containers(all=True, filters={"label": labels}):
                with contextlib.suppress(docker.errors.NotFound):
                    found.append(_part(client, client.inspect_container(entry["Id"])))
            return sorted(found, key=lambda seen: seen.part)

        return await self._pool.run(call, timeout=SLOW)

    async def drifted(self) -> dict[str, list[str]]:
        """Instances with a container, compared one by one."""
        found = {}
        for instance, (container, wanted) in self._specs().items():
            try:
                details = await self._inspect(container)
            except ContainerGone:
                continue
            # A look in the middle of a change is no drift.
            now = self._specs().get(instance)
            if now == (container, wanted) and (words := differences(details, self._site, wanted)):
                found[instance] = words
        return found

    async def _inspect(self, container: str) -> dict[str, Any]:
        details: dict[str, Any] = await self._pool.run(lambda client: client.inspect_container(container))
        return details

    async def save_broker(self) -> None:
        """Mosquitto writes its memory on SIGUSR1."""
        await self._save_broker()


def _unused(client: docker.APIClient) -> dict[str, int]:
    """Image id → its own bytes."""
    used = {entry["ImageID"] for entry in client.containers(all=True)}
    found: dict[str, int] = {}
    for label in (TYPE, VERSION):
        for image in client.images(filters={"dangling": True, "label": label}):
            if image["Id"] not in used:
                found[image["Id"]] = int(image.get("Size") or 0)
    return found


def _part(client: docker.APIClient, details: dict[str, Any]) -> PartSeen:
    labels, state, host = details["Config"]["Labels"], details["State"], details["HostConfig"]
    try:
        image_now = client.inspect_image(details["Config"]["Image"])["Id"]  # type: ignore[no-untyped-call]
    except docker.errors.ImageNotFound:
        image_now = ""
    return PartSeen(
        part=labels[PART],
        running=bool(state.get("Running")),
        image=details["Image"],
        image_now=image_now,
        wants=_ports(host.get("PortBindings")),
        has=_ports((details.get("NetworkSettings") or {}).get("Ports")),
        error=str(state.get("Error") or "")[:300],
    )


def _ports(bindings: dict[str, Any] | None) -> list[Port]:
    """`{"8883/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8883"}]}`."""
    found = set()
    for inside, published in (bindings or {}).items():
        for each in published or ():
            if str(each.get("HostPort", "")).isdigit():
                address = each.get("HostIp") or ""
                address = "" if address in ("0.0.0.0", "::") else address  # noqa: S104 - compared, not bound
                found.add(Port(int(each["HostPort"]), address, inside.rpartition("/")[2] or "tcp"))
    return sorted(found)
