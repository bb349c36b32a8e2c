"""The whole house: engine, broker identities, certificates and the services, begun and ended in order."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import APIRouter

from dinrail.bus import Bus
from dinrail.clock import Clock, SystemClock
from dinrail.errors import DinrailError
from dinrail.runner import Presence
from dinrail_gateway.backup.sections.certificates import CertificatesSection
from dinrail_gateway.backup.sections.clients import ClientsSection
from dinrail_gateway.certificates.endpoints import certificate_routes
from dinrail_gateway.certificates.keeper import Certificates
from dinrail_gateway.checks.check import House as CheckHouse
from dinrail_gateway.identities.clients import OutsideClients
from dinrail_gateway.identities.endpoints import client_routes
from dinrail_gateway.identities.keeper import Identities
from dinrail_gateway.identities.vault import Vault
from dinrail_gateway.reconcile.busprobe import bus_answers
from dinrail_gateway.reconcile.devices import HostDevices
from dinrail_gateway.reconcile.supervisor import Reconciler
from dinrail_gateway.runtime.choice import engine
from dinrail_gateway.settings import GatewaySettings
from dinrail_gateway.wiring import Gateway

__all__ = ["House"]

IDENTITY = "gateway"
_CLOCK = SystemClock()


class House:
    """Production wiring: what `Gateway` is handed, over this host's runtime; nothing is contacted before `start`."""

    def __init__(self, settings: GatewaySettings, clock: Clock = _CLOCK) -> None:
        self._log = logging.getLogger("dinrail.gateway")
        vault = Vault(settings.data / "identities.json")
        chosen = engine(settings)
        self._runtime, self._types, self.parts = chosen.runtime, chosen.types, chosen.parts
        # Parts in containers have users of their own; processes have ours.
        root = settings.runtime == "docker" and os.geteuid() == 0
        self._identities = Identities(
            vault=vault,
            root=settings.root,
            security=settings.broker_security,
            router_secrets=settings.router_secrets,
            node_red=settings.node_red,
            restart_broker=lambda: self._runtime.restart_part("broker"),
            chown=root,
        )
        self._certificates = Certificates(
            data=settings.data, tls=settings.tls, hosts=settings.hosts, renewed=self._renewed, chown=root
        )
        self.bus = Bus(
            settings.broker,
            client_id=IDENTITY,
            user=IDENTITY,
            password=self._identities.gateway_password,
            will=Presence.will(IDENTITY, clock),
            clock=clock,
        )
        self._presence = Presence(self.bus, IDENTITY, clock=clock, type=IDENTITY, version=settings.version)
        self._reconciler = Reconciler(
            runtime=self._runtime,
            types=self._types,
            identities=self._identities,
            clock=clock,
            bus_up=lambda: self.bus.is_connected,
            bus_answers=bus_answers(self.bus),
            devices=HostDevices(settings.host_dev),
            runs=chosen.runs,
            router_lives=lambda: self.gateway.router_lives(),  # noqa: PLW0108 - it is made below
            needs_router=lambda instance: self.gateway.needs_router(instance),  # noqa: PLW0108 - as above
        )
        self.gateway = Gateway(
            settings,
            bus=self.bus,
            supervisor=self._reconciler,
            type_source=self._types,
            identities=self._identities,
            clock=clock,
        )
        self.gateway.checks.house = CheckHouse(
            self.gateway,
            upkeep=chosen.upkeep(self._reconciler.specs) if chosen.upkeep is not None else None,
            certificates=self._certificates,
            recreate=self._reconciler.recreate,
            host_proc=Path(os.environ.get("DINRAIL_HOST_PROC") or "/proc"),
        )
        self.gateway.selfcheck.add("identities", lambda: self._identities.problem)
        self.gateway.selfcheck.add("certificates", lambda: self._certificates.problem)
        self.gateway.fleet.on_pulse(lambda instance, _pulse, _at: self._reconciler.heard(instance))
        self.bus.on_connect(lambda _present: self._reconciler.excuse())
        clients = OutsideClients(vault=vault, identities=self._identities, root=settings.root, url=settings.broker_url)
        self.gateway.backups.add(ClientsSection(clients), CertificatesSection(self._certificates))
        self.routers: tuple[APIRouter, ...] = (
            client_routes(clients, self.gateway.broker),
            certificate_routes(self._certificates),
        )

    async def start(self) -> str | None:
        """Begin; returns the setup code when there is no account yet."""
        await asyncio.to_thread(self._certificates.prepare)
        await asyncio.to_thread(self._identities.prepare)
        self._identities.attach(self.bus)
        if self.parts is not None:
            await self.parts.start()
        self._presence.start()
        self.bus.start()
        await self._identities.start()
        await self._certificates.start()
        await self._runtime.open()
        code = await self.gateway.start()
        await self._reconciler.start()
        self._presence.show("connected")
        return code

    async def stop(self) -> None:
        """End in reverse order; instances keep running."""
        self._presence.show("stopped")
        await self.gateway.stop()
        await self._reconciler.stop()
        await self._types.close()
        await self._runtime.close()
        await self._certificates.stop()
        await self._identities.stop()
        await self._presence.stop()
        await self.bus.stop()
        if self.parts is not None:
            await self.parts.stop()

    def serves_itself(self, renewed: Callable[[], None]) -> None:
        """The gateway is its own proxy: this takes a new certificate."""
        if self.parts is not None:
            self.parts.renewed = renewed

    async def _renewed(self) -> None:
        steps: tuple[Callable[[], Awaitable[None]], ...] = (
            lambda: self._runtime.signal_part("broker", "HUP"),
            lambda: self._runtime.restart_part("proxy"),
        )
        for step in steps:
            try:
                await step()
            except DinrailError as error:
                self._log.warning("a part did not take the new certificate: %s", error)
