"""The gateway over our broker image and the identities it made; what runs containers is played by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from integration.engine_lab import VERSION, ask, docker

from dinrail.bus import Bus
from dinrail.settings import BrokerAddress
from dinrail.testing.ports import free_port
from dinrail_gateway.certificates.keeper import Certificates
from dinrail_gateway.identities.keeper import Identities
from dinrail_gateway.identities.vault import Vault
from dinrail_gateway.instances.schemas import NewInstanceBody
from dinrail_gateway.testing.puppet import Puppet
from dinrail_gateway.testing.seam import METER, PlayedSupervisor, PlayedTypes, meter_config
from dinrail_gateway.testing.stage import quick_passwords, settings_in
from dinrail_gateway.testing.waiting import until
from dinrail_gateway.wiring import Gateway

__all__ = ["Lab", "gateway_on"]


class Lab:
    """Gateway, its bus and identities, on a broker that listens on `port`."""

    def __init__(self, folder: Path, port: int, identities: Identities) -> None:
        self.settings = settings_in(folder, BrokerAddress("127.0.0.1", port))
        self.identities = identities
        self.supervisor = PlayedSupervisor()
        self.bus = Bus(self.settings.broker, client_id="gateway", user="gateway", password=identities.gateway_password)
        self.gateway = Gateway(
            self.settings,
            bus=self.bus,
            supervisor=self.supervisor,
            type_source=PlayedTypes(METER),
            identities=identities,
            passwords=quick_passwords(),
        )

    async def start(self) -> None:
        """Everything up and in step."""
        self.identities.attach(self.bus)
        self.bus.start()
        await self.identities.start()
        await self.bus.connected(30)
        await self.gateway.start()

    async def stop(self) -> None:
        """Everything down."""
        await self.gateway.stop()
        await self.identities.stop()
        await self.bus.stop()

    async def add(self, instance: str) -> None:
        """A configured instance that may log in."""
        await self.gateway.instances.create(NewInstanceBody(id=instance, type="meter", config=meter_config()))
        await until(lambda: instance in self.supervisor.desired, 10)

    def puppet(self, instance: str) -> Puppet:
        """An adapter that logs in as the instance."""
        return Puppet(self.settings.broker, instance, password=self.identities.instance_password(instance))


@asynccontextmanager
async def gateway_on(image: str, folder: Path) -> AsyncIterator[Lab]:
    """A gateway that runs on a broker image (`broker`, `broker-2.0`), started as compose does."""
    port, name = free_port(), f"dinrail-gateway-lab-{free_port()}"
    for part in ("security", "tls", "data", "config"):
        (folder / part).mkdir()
    identities = Identities(
        vault=Vault(folder / "data" / "identities.json"),
        root="smarthome",
        security=folder / "security",
        router_secrets=None,
        restart_broker=lambda: _restart(name),
    )
    certificates = Certificates(data=folder / "data", tls=folder / "tls", hosts=["localhost"])
    await asyncio.to_thread(certificates.prepare)
    await asyncio.to_thread(identities.prepare)
    await ask(
        *("run", "-d", "--name", name, "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL"),
        *("--group-add", "10004", "-p", f"127.0.0.1:{port}:1883"),
        *(
            "-v",
            "/mosquitto/data",
            "-v",
            f"{folder / 'security'}:/mosquitto/security",
            "-v",
            f"{folder / 'tls'}:/mosquitto/tls:ro",
        ),
        f"dinrail/{image}:{VERSION}",
    )
    lab = Lab(folder, port, identities)
    try:
        await lab.start()
        yield lab
        await lab.stop()
    finally:
        await asyncio.to_thread(docker, "rm", "-f", "-v", name)


async def _restart(name: str) -> None:
    await ask("restart", name)
