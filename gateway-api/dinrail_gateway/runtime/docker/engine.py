"""DockerRuntime: the seam's verbs, spoken to a Docker engine."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

import docker

from dinrail.documents import Limits
from dinrail.reason import Reason
from dinrail_gateway.runtime.cgroups.sampler import Sampler
from dinrail_gateway.runtime.docker import secrets, spec, storage
from dinrail_gateway.runtime.docker.events import EventStream
from dinrail_gateway.runtime.docker.inspected import found
from dinrail_gateway.runtime.docker.pool import ContainerGone, EnginePool, create_container
from dinrail_gateway.runtime.docker.spec import PART, PROJECT, Site
from dinrail_gateway.runtime.docker.upkeep import DockerUpkeep, Specs
from dinrail_gateway.runtime.interface import (
    EngineError,
    EngineUnknown,
    Found,
    InstanceSpec,
    InstanceStats,
    LogLine,
    Part,
    RuntimeEvent,
)
from dinrail_gateway.runtime.lines import log_line

__all__ = ["DockerRuntime"]

SLOW = 45.0


class DockerRuntime:
    """Instances of one project as containers; touches nothing without the project's label.

    sampler: reads the kernel's counters; without one every figure is unknown.
    """

    def __init__(self, *, pool: EnginePool, site: Site, sampler: Sampler | None = None) -> None:
        self._pool = pool
        self._site = site
        self._sampler = sampler
        self._stream = EventStream(lambda: pool.connect(http_timeout=300), site.project)
        self._ended: dict[str, asyncio.Event] = {}

    def upkeep(self, specs: Specs) -> DockerUpkeep:
        """What self-checks ask, over the same engine; specs: how the containers of instances shall be."""
        return DockerUpkeep(pool=self._pool, site=self._site, specs=specs, save_broker=self._save_broker)

    async def _save_broker(self) -> None:
        await self.signal_part("broker", "USR1")

    async def open(self) -> None:
        """Begin to listen to the engine."""
        self._stream.start()

    async def close(self) -> None:
        """Let go of the engine; containers keep running."""
        await self._stream.close()
        self._pool.close()
        if self._sampler is not None:
            self._sampler.close()

    async def probe(self) -> Reason | None:
        """Whether the engine answers."""
        return await self._pool.probe()

    async def found(self) -> dict[str, list[Found]]:
        """Every container of this project that carries an instance label; none for an instance of which only
        secrets are left.
        """
        return await self._pool.run(self._found, timeout=20.0)

    async def look(self, container: str) -> Found | None:
        """One container of ours; None when it is gone."""
        try:
            return found(await self._pool.run(lambda client: client.inspect_container(container)))
        except ContainerGone:
            return None

    def spec_hash(self, wanted: InstanceSpec) -> str:
        """See `spec.mark`."""
        return spec.mark(self._site, wanted)

    def limit_figures(self, limits: Limits) -> dict[str, int]:
        """See `spec.limits_body`."""
        return spec.limits_body(limits)

    async def create(self, wanted: InstanceSpec) -> str:
        """Fill the secrets, create the container; returns its id."""

        def call(client: docker.APIClient) -> str:
            secrets.fill(client, self._site, wanted)
            if wanted.storage:
                storage.ensure(client, self._site, wanted.instance)
            name = spec.name(self._site, wanted.instance)
            return create_container(client, spec.body(self._site, wanted), name)

        return await self._pool.run(call, timeout=SLOW)

    async def start(self, container: str) -> None:
        """Start a created or exited container."""
        await self._pool.run(lambda client: client.start(container), timeout=SLOW)

    async def stop(self, container: str, grace: float) -> None:
        """SIGTERM, then SIGKILL after `grace` seconds; returns when it is dead. Holds no thread meanwhile."""
        if await self._signal(container, "SIGTERM") and not await self._dead(container, grace):
            await self.kill(container)

    async def kill(self, container: str) -> None:
        """SIGKILL; returns when it is dead."""
        if await self._signal(container, "SIGKILL") and not await self._dead(container, 10.0):
            raise EngineUnknown("the container does not end after SIGKILL", key="kill_without_effect")

    async def remove(self, container: str) -> None:
        """Remove a container; one that is gone is no error."""
        with contextlib.suppress(ContainerGone):
            await self._pool.run(lambda client: client.remove_container(container, force=True), timeout=SLOW)

    async def forget(self, instance: str) -> None:
        """Remove the secrets of an instance that is no more, and what it kept."""

        def call(client: docker.APIClient) -> None:
            secrets.forget(client, self._site, instance)
            storage.forget(client, self._site, instance)

        await self._pool.run(call, timeout=SLOW)

    async def limits(self, container: str, limits: Limits) -> None:
        """Change CPU, memory and pids limits of a container, running or not."""

        def call(client: docker.APIClient) -> None:
            # The SDK's own verb knows no pids limit.
            url = f"{client.base_url}/v{client.api_version}/containers/{container}/update"
            answer = client.post(url, json=spec.limits_body(limits))
            if not answer.ok:
                raise EngineError(f"limits refused: {answer.text[:300]}", key="limits_refused")

        await self._pool.run(call)

    async def logs(self, container: str, lines: int) -> list[LogLine]:
        """The last lines of its output, oldest first."""

        def read(client: docker.APIClient, *, errors: bool) -> list[LogLine]:
            raw: bytes = client.logs(container, stdout=not errors, stderr=errors, timestamps=True, tail=lines)
            texts = raw.decode(errors="replace").splitlines()
            return [line for text in texts if (line := log_line(text, error_stream=errors)) is not None]

        both = await self._pool.run(lambda client: read(client, errors=False) + read(client, errors=True))
        return sorted(both, key=lambda line: line.ts)[-lines:]

    async def stats(self, running: Mapping[str, Found]) -> dict[str, InstanceStats]:
        """Sample resources of running containers."""
        if self._sampler is None:
            return {instance: InstanceStats(id=instance) for instance in running}
        return await self._sampler.sample(running)

    async def events(self) -> AsyncIterator[RuntimeEvent]:
        """Events for ever, over reconnects."""
        async for told in self._stream:
            if told.kind in ("died", "removed") and told.container in self._ended:
                self._ended[told.container].set()
            yield told

    async def restart_part(self, part: Part) -> None:
        """Restart a part of the base stack."""
        parts = await self._parts(part)

        def call(client: docker.APIClient) -> None:
            for container in parts:
                client.restart(container, timeout=5)

        await self._pool.run(call, timeout=SLOW)

    async def signal_part(self, part: Part, signal: str) -> None:
        """Send a signal to a part of the base stack."""
        for container in await self._parts(part):
            await self._signal(container, signal)

    async def _parts(self, part: Part) -> list[str]:
        labels = [f"{PART}={part}", f"{PROJECT}={self._site.project}"]
        parts = await self._pool.run(lambda client: client.containers(filters={"label": labels}))
        if not parts:
            raise EngineError(f"no running container carries {PART}={part}", key="part_missing", part=part)
        return [container["Id"] for container in parts]

    async def _signal(self, container: str, signal: str) -> bool:
        """Send a signal; False when there is nothing (running) to send it to."""

        def call(client: docker.APIClient) -> bool:
            state = client.inspect_container(container)["State"]
            if not state["Running"]:
                return False
            if state.get("Paused"):
                client.unpause(container)  # a frozen process takes no signal
            client.kill(container, signal)
            return True

        try:
            return await self._pool.run(call)
        except ContainerGone:
            return False
        except EngineError as error:
            if "is not running" in error.message:
                return False
            raise

    async def _dead(self, container: str, seconds: float) -> bool:
        """Wait for its end: told by an event, or seen when the stream is blind."""
        ended = self._ended.setdefault(container, asyncio.Event())
        deadline = asyncio.get_running_loop().time() + seconds
        try:
            while (left := deadline - asyncio.get_running_loop().time()) > 0:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(ended.wait(), min(left, 0.5))
                seen = await self.look(container)
                if seen is None or seen.state != "running":
                    return True
                ended.clear()
            return False
        finally:
            self._ended.pop(container, None)

    def _found(self, client: docker.APIClient) -> dict[str, list[Found]]:
        by_instance: dict[str, list[Found]] = {}
        labels = [f"{PROJECT}={self._site.project}", spec.INSTANCE]
        listed: list[dict[str, Any]] = client.containers(all=True, filters={"label": labels})
        for entry in listed:
            with contextlib.suppress(docker.errors.NotFound):
                one = found(client.inspect_container(entry["Id"]))
                by_instance.setdefault(one.instance, []).append(one)
        for entry in client.volumes(filters={"label": labels})["Volumes"] or ():
            by_instance.setdefault(entry["Labels"][spec.INSTANCE], [])
        return by_instance
