"""The self-check of the broker's durability against our broker: a clean stop keeps the mark, a kill loses it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from integration import gateway_lab
from integration.engine_lab import ask
from integration.gateway_lab import Lab, gateway_on

from dinrail_gateway.checks.catalog.broker import Durability
from dinrail_gateway.checks.check import House
from dinrail_gateway.runtime.upkeep import Leftovers, PartSeen

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]


class Signals:
    """The one thing the check asks of an engine, asked of `docker`."""

    def __init__(self, container: str) -> None:
        self._container = container

    async def save_broker(self) -> None:
        await ask("kill", "-s", "USR1", self._container)
        await asyncio.sleep(1)  # it writes when it next wakes

    async def leftovers(self) -> Leftovers:
        return Leftovers()

    async def prune(self) -> Leftovers:
        return Leftovers()

    async def parts(self) -> list[PartSeen]:
        return []

    async def drifted(self) -> dict[str, list[str]]:
        return {}


@pytest.fixture(params=["broker", "broker-2.0"])
async def lab(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Lab]:
    async with gateway_on(request.param, tmp_path) as made:
        yield made


async def again(lab: Lab, restart: Callable[[], object]) -> None:
    """The broker restarts, the gateway is back on it."""
    connected = asyncio.Event()
    lab.bus.on_connect(lambda _: connected.set())
    await asyncio.to_thread(restart)
    await asyncio.wait_for(connected.wait(), 60)


async def test_a_clean_restart_keeps_and_a_kill_forgets_until_it_saved(lab: Lab) -> None:
    name = next(
        iter((await ask("ps", "--filter", f"publish={lab.settings.broker.port}", "--format", "{{.Names}}")).split())
    )
    check, house = Durability(), House(lab.gateway, upkeep=Signals(name))
    docker = gateway_lab.docker
    assert (await check.look(house)).state == "ok"

    await again(lab, lambda: docker("restart", "--time", "10", name))
    kept = await check.look(house)
    await again(lab, lambda: (docker("kill", name), docker("start", name)))
    forgot = await check.look(house)
    await check.fix(house)
    await again(lab, lambda: (docker("kill", name), docker("start", name)))
    saved = await check.look(house)

    assert kept.state == "ok"
    assert (forgot.state, [why.key for why in forgot.reasons]) == ("warning", ["broker_forgot"])
    assert saved.state == "ok"
