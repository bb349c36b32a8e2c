"""A real Mosquitto with the identities the gateway makes: the host's binary, or our 2.0 and 2.1 images."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

from integration.engine_lab import VERSION, ask, docker, eventually

from dinrail.bus import Bus
from dinrail.settings import BrokerAddress
from dinrail.testing.ports import free_port
from dinrail_gateway.certificates.keeper import Certificates
from dinrail_gateway.identities.clients import OutsideClients
from dinrail_gateway.identities.keeper import Identities
from dinrail_gateway.identities.vault import Vault
from dinrail_gateway.runtime.docker.engine import DockerRuntime
from dinrail_gateway.runtime.docker.pool import EnginePool
from dinrail_gateway.runtime.docker.spec import Site

REFUSED = "broker_refused"
MOSQUITTO = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
PLUGIN = next(Path("/usr/lib").glob("*-linux-gnu*/mosquitto_dynamic_security.so"), None)


class Broker(Protocol):
    """A broker that reads its identities from `security`."""

    security: Path
    port: int
    owned: bool

    async def start(self) -> None:
        """Start it."""

    async def restart(self) -> None:
        """As the gateway would."""

    async def crash(self) -> None:
        """SIGKILL, and started again at once."""

    async def stop(self) -> None:
        """End it."""


class HostBroker:
    """The binary of this machine."""

    owned = False

    def __init__(self, folder: Path, project: str) -> None:
        self.security = folder / "security"
        self.port = free_port()
        self._config = folder / "mosquitto.conf"
        self._log = folder / "mosquitto.log"
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Start it."""
        text = [
            f"plugin {PLUGIN}",
            f"plugin_opt_config_file {self.security}/dynamic-security.json",
            "allow_anonymous false",
            f"listener {self.port} 127.0.0.1",
            "max_packet_size 262144",
            f"user {os.environ.get('USER') or 'root'}",
            f"log_dest file {self._log}",
        ]
        await asyncio.to_thread(self._config.write_text, "\n".join(text) + "\n")
        await asyncio.to_thread(self._spawn)

    async def restart(self) -> None:
        """End it and start it again."""
        await self._end("terminate")
        await self.start()

    async def crash(self) -> None:
        """SIGKILL, and started again at once."""
        await self._end("kill")
        await self.start()

    async def stop(self) -> None:
        """End it."""
        await self._end("terminate")

    def _spawn(self) -> None:
        self._process = subprocess.Popen([MOSQUITTO, "-c", str(self._config)])

    async def _end(self, how: str) -> None:
        if self._process is not None:
            getattr(self._process, how)()
            await asyncio.to_thread(self._process.wait, 10)


class ImageBroker:
    """Our image, started as compose does and restarted through the docker runtime."""

    owned = True
    image = "dinrail/broker"

    def __init__(self, folder: Path, project: str) -> None:
        self.security = folder / "security"
        self.port = free_port()
        self._tls = folder / "tls"
        self._data = folder / "data"
        self._name = f"{project}-broker"
        self._project = project
        self._pool = EnginePool()
        self._runtime = DockerRuntime(pool=self._pool, site=Site(project=project))

    async def start(self) -> None:
        """Start it."""
        certificates = Certificates(data=self._data, tls=self._tls, hosts=["localhost"])
        await asyncio.to_thread(certificates.prepare)
        await ask(
            *("run", "-d", "--name", self._name, "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL"),
            *("--group-add", "10004", "-p", f"127.0.0.1:{self.port}:1883"),
            *("--label", "dinrail.part=broker", "--label", f"dinrail.project={self._project}"),
            *("-v", f"{self.security}:/mosquitto/security", "-v", f"{self._tls}:/mosquitto/tls:ro"),
            f"{self.image}:{VERSION}",
        )

    async def restart(self) -> None:
        """By its labels."""
        await self._runtime.restart_part("broker")

    async def crash(self) -> None:
        """SIGKILL, and started again at once."""
        await ask("kill", self._name)
        await ask("start", self._name)

    async def stop(self) -> None:
        """Remove it."""
        self._pool.close()
        await asyncio.to_thread(docker, "rm", "-f", "-v", self._name)


class ImageBroker20(ImageBroker):
    """Our image of Mosquitto 2.0."""

    image = "dinrail/broker-2.0"


BROKERS: dict[str, Callable[[Path, str], Broker]] = {
    "host binary": HostBroker,
    "image 2.0": ImageBroker20,
    "image 2.1": ImageBroker,
}


class Bench:
    """Broker, identities and the gateway's own connection."""

    def __init__(self, folder: Path, broker: Broker) -> None:
        self.broker = broker
        self.vault = Vault(folder / "identities.json")
        self.identities = Identities(
            vault=self.vault,
            root="smarthome",
            security=broker.security,
            router_secrets=folder / "router",
            restart_broker=self._restart,
            chown=broker.owned,
        )
        self.clients = OutsideClients(
            vault=self.vault, identities=self.identities, root="smarthome", url="mqtts://box:8883"
        )
        self.address = BrokerAddress("127.0.0.1", broker.port)
        self.gateway = Bus(self.address, client_id="gateway", user="gateway", password=self._gateway_password)
        self.restarts = 0
        self._buses: list[Bus] = []

    def _gateway_password(self) -> str:
        return self.identities.gateway_password()

    async def _restart(self) -> None:
        self.restarts += 1
        await self.broker.restart()

    async def start(self) -> None:
        """Everything up and in step."""
        await asyncio.to_thread(self.identities.prepare)
        await self.broker.start()
        self.identities.attach(self.gateway)
        self.gateway.start()
        await self.gateway.connected(30)
        await self.identities.start()

    async def stop(self) -> None:
        """Everything down."""
        await self.identities.stop()
        await self.part()
        await self.gateway.stop()
        await self.broker.stop()

    async def part(self) -> None:
        """Everybody but the gateway says goodbye."""
        while self._buses:
            await self._buses.pop().stop()

    async def connect(self, user: str, *, password: str | None = None) -> Bus:
        """A connected client; raises BusTimeout."""
        bus = self._begin(user, password, user)
        await bus.connected(10)
        return bus

    async def refusal(self, user: str, *, password: str | None = None, client_id: str | None = None) -> str:
        """The key of the broker's refusal, empty when it lets the user in."""
        bus = self._begin(user, password, client_id or user)

        async def answered() -> bool:
            return bus.is_connected or (bus.last_error is not None and bus.last_error.key.startswith(REFUSED))

        await eventually(answered, 10)
        return "" if bus.last_error is None else bus.last_error.key

    def _begin(self, user: str, password: str | None, client_id: str) -> Bus:
        secret = self.password(user) if password is None else password
        bus = Bus(self.address, client_id=client_id, user=user, password=secret)
        bus.start()
        self._buses.append(bus)
        return bus

    def password(self, user: str) -> str:
        """What the vault says."""
        kept = self.vault.kept
        outside = kept.clients.get(user)
        return outside.password if outside else kept.parts.get(user) or kept.instances.get(user) or ""


@asynccontextmanager
async def bench(folder: Path, kind: str, project: str) -> AsyncIterator[Bench]:
    """A started bench, taken down in the end."""
    made = Bench(folder, BROKERS[kind](folder, project))
    try:
        await made.start()
        yield made
    finally:
        await made.stop()
