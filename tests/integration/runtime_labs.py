"""One bench for every runtime: the same reconciler over containers or over processes, seen from outside."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

import psutil
import pytest
from integration.engine_lab import BEAST, Lab, OneImage, ask

from dinrail_gateway.reconcile.supervisor import Reconciler
from dinrail_gateway.runtime.docker.types import TypeImage
from dinrail_gateway.runtime.interface import Observation, Runtime
from dinrail_gateway.runtime.process.engine import ProcessRuntime
from dinrail_gateway.runtime.process.figures import Site

PART = str(os.getpid())


class Bench(Protocol):
    """What the contract asks of a runtime's lab."""

    reconciler: Reconciler
    runtime: Runtime

    async def pids(self, instance: str) -> set[int]:
        """Processes of an instance, asked from the system."""
        ...

    async def freeze(self, instance: str) -> None:
        """Let it hang."""
        ...

    async def murder(self, instance: str) -> None:
        """End its first process behind the gateway's back."""
        ...

    async def log_bytes(self, instance: str) -> int:
        """Room its output takes."""
        ...

    async def again(self) -> None:
        """The gateway ends and another one begins."""
        ...

    async def until(self, instance: str, true: object, timeout: float = 20.0) -> Observation:
        """See Lab.until."""
        ...

    async def running(self, *instances: str, timeout: float = 30.0) -> None:
        """Until all of them run."""
        ...


class DockerBench(Lab):
    """Containers."""

    async def pids(self, instance: str) -> set[int]:
        """As the engine lists them, without its init."""
        if self.name(instance) not in await self.ids():
            return set()
        listed = (await ask("top", self.name(instance), "-o", "pid,comm")).splitlines()[1:]
        return {int(line.split()[0]) for line in listed if "docker-init" not in line}

    async def freeze(self, instance: str) -> None:
        """As somebody might on the command line."""
        await ask("pause", self.name(instance))

    async def murder(self, instance: str) -> None:
        """SIGKILL."""
        await ask("kill", self.name(instance))

    async def log_bytes(self, instance: str) -> int:
        """At most two files of 5 MB, which the engine is told and sees to."""
        host = await self.host(instance)
        assert host["LogConfig"]["Config"] == {"max-size": "5m", "max-file": "2"}
        return 0

    async def again(self) -> None:
        """The runtime itself knows nothing that a new one does not find."""
        await self.reconciler.stop()
        self.reconciler = self._reconciler()
        await self.reconciler.start()


class ProcessBench:
    """Child processes. Nothing of an engine is asked or needed."""

    def __init__(self, folder: Path, image: TypeImage) -> None:
        self.folder = folder
        self.site = Site(root=f"lab{PART}")
        self.images = OneImage(image)
        self.identities = Passwords()
        self.runtime = self._runtime()
        self.reconciler = self._reconciler()

    def _runtime(self) -> ProcessRuntime:
        return ProcessRuntime(site=self.site, folder=self.folder / "processes")

    def _reconciler(self) -> Reconciler:
        return Reconciler(
            runtime=self.runtime, types=self.images, identities=self.identities, runs={"docker", "process"}
        )

    async def start(self) -> None:
        """Supervise."""
        await self.runtime.open()
        await self.reconciler.start()

    async def stop(self) -> None:
        """End, and all of it."""
        await self.reconciler.stop()
        await self.runtime.close()

    async def again(self) -> None:
        """Another gateway over the same folder."""
        await self.stop()
        self.runtime = self._runtime()
        self.reconciler = self._reconciler()
        await self.start()

    async def pids(self, instance: str) -> set[int]:
        """By their environment."""
        secrets = str(self.folder / "processes" / instance / "secrets")
        found = set()
        for process in psutil.process_iter():
            try:
                if process.environ().get("DINRAIL_SECRETS") == secrets and process.status() != psutil.STATUS_ZOMBIE:
                    found.add(process.pid)
            except psutil.Error:
                continue
        return found

    async def root(self, instance: str) -> int:
        """Its first process."""
        for container in (await self.runtime.found())[instance]:
            if container.pid is not None:
                return container.pid
        raise AssertionError(f"{instance} does not run")

    async def freeze(self, instance: str) -> None:
        """As a deadlock would, but for signals."""
        os.kill(await self.root(instance), signal.SIGSTOP)

    async def murder(self, instance: str) -> None:
        """SIGKILL."""
        os.kill(await self.root(instance), signal.SIGKILL)

    async def log_bytes(self, instance: str) -> int:
        """Its files."""
        return sum(file.stat().st_size for file in (self.folder / "processes" / instance).glob("output.log*"))

    until = Lab.until
    running = Lab.running


class Passwords:
    """Identities of a house without a broker."""

    def instance_password(self, instance: str) -> str:
        """Anything that stays."""
        return f"password of {instance}"

    def gateway_password(self) -> str:
        """Unused."""
        raise AssertionError("there is no broker here")

    def grant(self, rights: object) -> None:
        """Nothing beyond their own."""

    async def ensure(self, instances: object) -> None:
        """Nobody logs in."""

    async def lock(self, instances: object) -> None:
        """Nobody logs in."""


def process_beast(folder: Path) -> TypeImage:
    """The same program the beast's image holds."""
    file = folder / "beast.py"
    file.write_text(BEAST)
    return TypeImage(f"process:{file}", "1", [sys.executable, str(file)])


@pytest.fixture(params=["process", pytest.param("docker", marks=pytest.mark.docker)])
def unstarted(request: pytest.FixtureRequest, tmp_path: Path) -> ProcessBench | DockerBench:
    """A bench of each kind; the fixtures of an engine are asked for by its own kind only."""
    if request.param == "process":
        return ProcessBench(tmp_path, process_beast(tmp_path))
    return DockerBench(tmp_path, request.getfixturevalue("beast_image"), request.getfixturevalue("project"))


@pytest.fixture
async def bench(unstarted: ProcessBench | DockerBench) -> AsyncIterator[Bench]:
    """One that supervises."""
    await unstarted.start()
    yield unstarted  # type: ignore[misc]
    await unstarted.stop()
