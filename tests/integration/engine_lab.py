"""A project of its own on the real engine: what the gateway supervises, without gateway, broker and browser.

Its instances run `beast`, an image that does what the secret `/does` says. What is checked is asked
from the `docker` command, not from the code under test.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import secrets
import subprocess
import tarfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dinrail.documents import InstanceDefinition, Limits
from dinrail.manifest import Manifest, Priority
from dinrail_gateway.identities.keeper import Identities
from dinrail_gateway.identities.vault import Vault
from dinrail_gateway.reconcile.devices import HostDevices
from dinrail_gateway.reconcile.supervisor import Reconciler
from dinrail_gateway.runtime.cgroups.sampler import Sampler
from dinrail_gateway.runtime.docker.engine import DockerRuntime
from dinrail_gateway.runtime.docker.pool import EnginePool
from dinrail_gateway.runtime.docker.spec import Site
from dinrail_gateway.runtime.docker.types import TypeImage
from dinrail_gateway.runtime.interface import DesiredInstance, HostAccess, Observation, TypeEntry

ROOT = Path(__file__).parents[2]
VERSION = os.environ.get("DINRAIL_VERSION") or (ROOT / "VERSION").read_text().strip()
SDK = f"dinrail/sdk:{VERSION}"
CGROUP = Path(os.environ.get("DINRAIL_CGROUP", "/sys/fs/cgroup"))
SMALL = Limits(cpu=0.5, memory_mb=48, pids=32)
PROC = Path(os.environ.get("DINRAIL_HOST_PROC", "/proc"))

BEAST = """
import signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
import json, os, socket, subprocess, time
does = json.load(open(os.environ["DINRAIL_SECRETS"] + "/config.json")).get("/does", "sleep")
print(f"info beast: {does}", flush=True)
if does == "crash":
    for n in range(80):
        print(f"error beast: line {n}", flush=True)
    sys.exit(3)
if does == "remember":
    kept = os.path.join(os.environ["DINRAIL_DATA"], "starts")
    with open(kept, "a") as file:
        file.write("x")
    print(f"info beast: start {len(open(kept).read())}", flush=True)
if does == "leak":
    hoard = []
    while True:
        hoard.append(bytearray(1 << 20))
        time.sleep(0.005)
if does == "leaky child":
    subprocess.run([sys.executable, "-c", "h=[]\\nwhile True: h.append(bytearray(1 << 20))"])
if does == "spin":
    while True:
        pass
if does == "chatter":
    out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    while True:
        out.sendto(b"x" * 100, ("172.17.0.1", 9))
        time.sleep(0.01)
if does == "flood":
    while True:
        os.write(1, b"info beast: " + b"x" * 500 + b"\\n")
if does == "forks":
    while True:
        try:
            subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
        except OSError as error:
            print(f"error beast: {error}", flush=True)
            time.sleep(0.2)
if does == "hoard":
    hoard = b"x" * (40 << 20)
if does == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
while True:
    time.sleep(60)
"""


def docker(*words: str, input_: bytes | None = None) -> str:
    """Output of the docker command."""
    done = subprocess.run(["docker", *words], input=input_, capture_output=True, check=False, timeout=120)
    if done.returncode:
        raise AssertionError(f"docker {' '.join(words)}: {done.stderr.decode(errors='replace')}")
    return done.stdout.decode().strip()


async def ask(*words: str) -> str:
    """`docker` without blocking the loop."""
    return await asyncio.to_thread(docker, *words)


async def inspect(name: str) -> dict[str, Any]:
    """What the engine really made of a container."""
    found: dict[str, Any] = json.loads(await ask("inspect", name))[0]
    return found


async def eventually(asked: Callable[[], Awaitable[object]], timeout: float = 10.0) -> None:
    """Until the answer is true; the last one is told otherwise."""
    loop = asyncio.get_running_loop()
    end = loop.time() + timeout
    while True:
        answer = await asked()
        if answer:
            return
        if loop.time() > end:
            raise AssertionError(f"not within {timeout} s, last: {answer!r}")
        await asyncio.sleep(0.1)


class OneImage:
    """Types as the reconciler wants them: every type runs on the same image."""

    def __init__(self, image: TypeImage | None) -> None:
        self.present = image
        self._callbacks: list[Callable[[], None]] = []

    def types(self) -> dict[str, TypeEntry]:
        """One type."""
        manifest = Manifest(name="beast", version="0.1.0", kind="adapter", title={"en": "Beast"})
        return {"beast": TypeEntry(type="beast", image="ready" if self.present else "missing", manifest=manifest)}

    def image(self, type_: str) -> TypeImage | None:
        """The image, whatever the type."""
        return self.present

    def use(self, image: TypeImage | None) -> None:
        """Another image from now on."""
        self.present = image
        for callback in self._callbacks:
            callback()

    def on_change(self, callback: Callable[[], None]) -> None:
        """Call when the image changed."""
        self._callbacks.append(callback)

    async def refresh(self) -> None:
        """Nothing to look at."""


class Lab:
    """Runtime and reconciler of one throw-away project."""

    def __init__(self, folder: Path, image: TypeImage, project: str, *, url: str | None = None) -> None:
        self.project = project
        self.images = OneImage(image)
        self.system_bus = folder / "system_bus"
        self.host_dev = folder / "dev"
        self.site = Site(project=project, network="bridge", system_bus=str(self.system_bus))
        self.sampler = Sampler(CGROUP, PROC)
        self.pool = EnginePool(url=url)
        self.runtime = DockerRuntime(pool=self.pool, site=self.site, sampler=self.sampler)
        self.identities = Identities(
            vault=Vault(folder / "identities.json"),
            root="smarthome",
            security=folder / "security",
            router_secrets=None,
            restart_broker=self._no_broker,
            chown=False,
        )
        self.reconciler = self._reconciler()
        self.changes: list[str] = []
        self.reconciler.on_change(self.changes.append)

    def _reconciler(self) -> Reconciler:
        # Tests link ports here as the host's /dev has them; a folder that is missing hides nothing.
        devices = HostDevices(self.host_dev)
        return Reconciler(runtime=self.runtime, types=self.images, identities=self.identities, devices=devices)

    async def _no_broker(self) -> None:
        raise AssertionError("there is no broker here")

    async def start(self, *, listen: bool = True) -> None:
        """Supervise."""
        await asyncio.to_thread(self.system_bus.mkdir, exist_ok=True)
        await asyncio.to_thread(self.identities.prepare)
        if listen:
            await self.runtime.open()
        await self.reconciler.start()

    async def stop(self) -> None:
        """Let go; containers keep running."""
        await self.reconciler.stop()
        await self.runtime.close()

    def name(self, instance: str) -> str:
        """Container of an instance."""
        return f"{self.project}-{instance}"

    async def ids(self) -> dict[str, str]:
        """Running containers of this project by name, as the engine lists them."""
        listed = await ask(
            "ps", "--no-trunc", "--filter", f"label=dinrail.project={self.project}", "--format", "{{.Names}} {{.ID}}"
        )
        return dict(line.split() for line in listed.splitlines())

    async def until(self, instance: str, true: Callable[[Observation], object], timeout: float = 20.0) -> Observation:
        """The first observation of which `true` holds; the last one is told otherwise."""
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        while True:
            seen = self.reconciler.observation(instance)
            if true(seen):
                return seen
            if loop.time() > end:
                raise AssertionError(f"{instance}: not within {timeout} s, last: {seen}")
            await asyncio.sleep(0.05)

    async def host(self, instance: str) -> dict[str, Any]:
        """HostConfig of an instance's container."""
        made: dict[str, Any] = (await inspect(self.name(instance)))["HostConfig"]
        return made

    async def running(self, *instances: str, timeout: float = 30.0) -> None:
        """Until all of them run."""
        for instance in instances:
            await self.until(instance, lambda seen: seen.container == "running", timeout)


def beast(
    instance: str,
    does: str = "sleep",
    *,
    enabled: bool = True,
    limits: Limits = SMALL,
    host: list[HostAccess] | None = None,
    config: dict[str, Any] | None = None,
    priority: Priority = "normal",
) -> DesiredInstance:
    """A desired instance that does something."""
    return DesiredInstance(
        definition=InstanceDefinition(id=instance, type="beast", config=config or {}, limits=limits),
        enabled=enabled,
        secrets={"/does": does},
        host=host or [],
        priority=priority,
    )


def build_beast(tag: str, *, more: str = "") -> TypeImage:
    """The image, on our SDK's."""
    dockerfile = f'FROM {SDK}\nCOPY beast.py /beast.py\nENTRYPOINT ["python3", "/beast.py"]\n'
    context = io.BytesIO()
    with tarfile.open(fileobj=context, mode="w") as tar:
        for name, text in (("Dockerfile", dockerfile), ("beast.py", BEAST + more)):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(text), 0o644
            tar.addfile(entry, io.BytesIO(text.encode()))
    docker("build", "-q", "-t", tag, "-", input_=context.getvalue())
    return TypeImage(tag, docker("image", "inspect", "--format", "{{.Id}}", tag))


def remove_all(project: str) -> None:
    """Everything a project left on the engine."""
    label = f"label=dinrail.project={project}"
    end = time.monotonic() + 60
    while left := left_over(label):
        assert time.monotonic() < end, f"still there: {left}"
        # Some may be on their way out already, which the engine calls an error; so are volumes they still hold.
        for kind, names in left.items():
            subprocess.run(["docker", kind, "rm", "-f", *names], capture_output=True, check=False, timeout=60)
        time.sleep(0.1)


def left_over(label: str) -> dict[str, list[str]]:
    """Containers, then volumes with the label."""
    found = {
        "container": docker("ps", "-aq", "--filter", label).split(),
        "volume": docker("volume", "ls", "-q", "--filter", label).split(),
    }
    return {kind: names for kind, names in found.items() if names}


@pytest.fixture(scope="session")
def beast_image() -> Iterator[TypeImage]:
    """The image of the lab's instances, for one session."""
    tag = f"dinrail-lab/beast:{secrets.token_hex(4)}"
    yield build_beast(tag)
    docker("rmi", "-f", tag)


@pytest.fixture
def project() -> Iterator[str]:
    """Name of a throw-away project; everything that carries it is removed afterwards."""
    name = f"dinrail-lab-{secrets.token_hex(4)}"
    yield name
    remove_all(name)


@pytest.fixture
async def lab(tmp_path: Path, beast_image: TypeImage, project: str) -> AsyncIterator[Lab]:
    """A supervising lab."""
    lab = Lab(tmp_path, beast_image, project)
    await lab.start()
    yield lab
    await lab.stop()
