"""First-time mistakes: each has a reason of its own."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest

from ads_rig import eventually, plant
from dinrail.errors import CallRefused, DeviceError, NotConnected, Timeout
from dinrail_ads.sim import Simulator
from dinrail_ads.wire.ams import net_id_bytes

OWN = "192.168.77.7.1.1"


async def reason_of(rail) -> str:
    """Key of why connecting fails."""
    with pytest.raises(DeviceError) as caught:
        await rail.open()
    return caught.value.reason.key


async def test_nobody_listens(rig, plc):
    rail = rig("MAIN.**", endpoints=[{"host": "127.0.0.1", "port": 1, "net_id": "127.0.0.1.1.1"}])
    assert await reason_of(rail) == "plc_unreachable"


async def test_the_name_is_unknown(rig, plc):
    rail = rig("MAIN.**", endpoints=[{"host": "no-such-plc.invalid", "net_id": "127.0.0.1.1.1"}])
    assert await reason_of(rail) == "host_unknown"


async def test_the_route_is_missing(rig, plc):
    plc.target.routes = {}
    assert await reason_of(rig("MAIN.**")) == "route_missing"


async def test_the_net_id_is_wrong(rig, plc):
    endpoint = {"host": "127.0.0.1", "port": plc.port, "net_id": "10.0.0.9.1.1"}
    assert await reason_of(rig("MAIN.**", endpoints=[endpoint])) == "net_id_wrong"


async def test_the_runtime_is_absent(rig, plc):
    assert await reason_of(rig("MAIN.**", runtimes=[{"port": 853}])) == "runtime_absent"


async def test_the_plc_is_in_config(rig, plc):
    plc.set_state("CONFIG")
    rail = rig("MAIN.**")
    assert await reason_of(rail) == "plc_in_config"
    await rail.adapter.close()
    plc.set_state("RUN")
    await rail.start()
    assert rail.all_of("good")


@pytest.fixture
async def web() -> AsyncIterator[int]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1") as server:
        yield server.sockets[0].getsockname()[1]


async def test_something_else_listens_there(rig, plc, web):
    rail = rig("MAIN.**", endpoints=[{"host": "127.0.0.1", "port": web, "net_id": "127.0.0.1.1.1"}])
    assert await reason_of(rail) == "not_ads"


async def test_nothing_is_selected(rig, plc):
    rail = rig(marked=False)
    await rail.start()
    await eventually(lambda: rail.context.problem == "nothing_selected")
    await eventually(lambda: rail.context.counts["polls"])


async def test_a_name_that_fits_nothing_is_told(rig, plc):
    rail = rig("MAIN.nCuont", "MAIN.nCount")
    await rail.start()
    await eventually(lambda: rail.context.problem == "selection_unmatched")
    assert rail.context.problems[-1][1] == {"count": 1, "first": "MAIN.nCuont"}


async def test_too_many_points_are_told(rig, plc):
    rail = rig("MAIN.**", max_points=2)
    await rail.start()
    await eventually(lambda: rail.context.problem == "too_many_points")
    assert len(rail.points) == 2


async def test_a_route_is_entered_on_request(rig):
    async with Simulator(plant(), speed=0, users={"Administrator": "1"}) as plc:
        await plc.discovery.listen("127.0.0.1")
        plc.target.routes = {}
        rail = rig("MAIN.**", sim=plc, own_net_id=OWN, user="Administrator", password="1")
        assert await reason_of(rail) == "route_missing"
        await rail.adapter.close()
        answer = await rail.adapter.call("register_route", {"udp_port": plc.discovery.port})
        assert answer == {"net_id": "127.0.0.1.1.1", "own_net_id": OWN, "host": "192.168.77.7", "net_id_fits": True}
        assert plc.target.routes == {net_id_bytes(OWN): "dinrail-plc"}
        await rail.start()
        assert rail.all_of("good")
        await rail.stop()


async def test_a_wrong_password_is_told(rig):
    async with Simulator(plant(), speed=0, users={"Administrator": "1"}) as plc:
        await plc.discovery.listen("127.0.0.1")
        rail = rig("MAIN.**", sim=plc, user="Administrator", password="secret-2")
        with pytest.raises(NotConnected) as caught:
            await rail.adapter.call("register_route", {"udp_port": plc.discovery.port})
        assert caught.value.reason.key == "route_refused"
        assert "secret-2" not in f"{caught.value} {caught.value.reason}"


async def test_without_user_no_route_is_asked_for(rig, plc):
    with pytest.raises(CallRefused) as caught:
        await rig("MAIN.**").adapter.call("register_route", {})
    assert caught.value.reason.key == "route_credentials_missing"


async def test_a_plc_that_does_not_answer_about_routes_is_told(rig, plc):
    rail = rig("MAIN.**", user="Administrator", password="1")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        with pytest.raises((Timeout, NotConnected)) as caught:
            await rail.adapter.call("register_route", {"udp_port": deaf.getsockname()[1]})
    assert caught.value.reason.key == "route_no_answer"
