"""Identification and routes over UDP, byte by byte and by pyads."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from dinrail_ads.sim import Simulator
from dinrail_ads.wire.discovery import UdpPacket
from raw_ads import RawClient
from tiny_program import tiny

US = bytes.fromhex("C0 A8 00 0A 01 01")


class _Answers(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.received: asyncio.Queue[bytes] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: object) -> None:
        self.received.put_nowait(data)


async def ask(port: int, data: bytes) -> bytes:
    """One datagram there and one back."""
    loop = asyncio.get_running_loop()
    transport, answers = await loop.create_datagram_endpoint(_Answers, remote_addr=("127.0.0.1", port))
    try:
        transport.sendto(data)
        return await asyncio.wait_for(answers.received.get(), 0.5)
    finally:
        transport.close()


def route_request(user: str, password: str) -> bytes:
    """Route name, NetId, user, password, host name: five items."""
    items = b"".join(
        bytes((tag, 0, len(data), 0)) + data
        for tag, data in (
            (12, b"dinrail\0"),
            (7, US),
            (13, user.encode() + b"\0"),
            (2, password.encode() + b"\0"),
            (5, b"192.168.0.10\0"),
        )
    )
    return bytes.fromhex("03 66 14 71 07 00 00 00 06 00 00 00") + US + bytes.fromhex("10 27 05 00 00 00") + items


@pytest_asyncio.fixture
async def sim() -> AsyncIterator[Simulator]:
    running = Simulator(tiny(), speed=0, name="CX-12AB34", users={"Administrator": "secret"})
    running.target.routes = {}
    await running.start(udp_port=0)
    yield running
    await running.stop()


async def test_identifies_itself(sim: Simulator) -> None:
    request = bytes.fromhex("03 66 14 71 2A 00 00 00 01 00 00 00 01 01 01 01 01 01 10 27 00 00 00 00")
    answer = await ask(sim.discovery.port, request)
    assert answer[:24] == bytes.fromhex("03 66 14 71 2A 00 00 00 01 00 00 80 7F 00 00 01 01 01 10 27 03 00 00 00")
    assert answer[24:38] == bytes.fromhex("05 00 0A 00") + b"CX-12AB34\0"
    assert answer[38:42] == bytes.fromhex("04 00 14 01")
    assert answer[-8:] == bytes.fromhex("03 00 04 00 03 01 B8 0F")


async def test_registers_a_route_for_who_knows_the_password(sim: Simulator) -> None:
    answer = await ask(sim.discovery.port, route_request("Administrator", "secret"))
    assert answer[8:12] == bytes.fromhex("06 00 00 80")
    assert answer[20:] == bytes.fromhex("01 00 00 00 01 00 04 00 00 00 00 00")
    async with RawClient(sim.port) as client:
        assert (await client.request(4, source=US)).result == 0


@pytest.mark.parametrize(("user", "password"), [("Administrator", "wrong"), ("nobody", "secret"), ("", "")])
async def test_refuses_everybody_else(sim: Simulator, user: str, password: str) -> None:
    answer = await ask(sim.discovery.port, route_request(user, password))
    assert answer[20:] == bytes.fromhex("01 00 00 00 01 00 04 00 04 07 00 00")
    assert sim.target.routes == {}


async def test_silent_about_what_it_does_not_understand(sim: Simulator) -> None:
    good = route_request("Administrator", "secret")
    for spoilt in (b"", b"hello", b"\0" * 24, good[:-3], good[:8] + b"\x63" + good[9:]):
        with pytest.raises(TimeoutError):
            await ask(sim.discovery.port, spoilt)
    assert (await ask(sim.discovery.port, good))[-4:] == bytes(4)


@pytest.mark.parametrize("seed", range(50))
async def test_noise_is_no_packet_and_silences_nobody(sim: Simulator, seed: int) -> None:
    noise, good = random.Random(seed), route_request("Administrator", "secret")
    spoilt = bytearray(good)
    for _ in range(noise.randrange(1, 5)):
        spoilt[noise.randrange(len(spoilt))] = noise.getrandbits(8)
    for data in (noise.randbytes(noise.randrange(100)), bytes(spoilt), good[:12] + noise.randbytes(80)):
        sim.discovery.datagram_received(data, ("127.0.0.1", 9))
    assert (await ask(sim.discovery.port, good))[-4:] == bytes(4)


@pytest.mark.parametrize("size", [0, 5, 23, 30])
def test_datagrams_cut_short_are_refused(size: int) -> None:
    with pytest.raises(ValueError, match="short"):
        UdpPacket.decode(route_request("a", "b")[:size])


@pytest.mark.parametrize(
    ("password", "said", "routes"),
    [
        ("1", "True", {US: "dinrail"}),
        ("2", "Unexpected response", {}),  # pyads looks for the status one byte too late (stlehmann/pyads#460)
    ],
)
async def test_pyads_finds_it_and_registers_itself(password: str, said: str, routes: dict[bytes, str]) -> None:
    host = "127.31.7.9"  # pyads asks port 48899 only: an address of our own
    simulator = Simulator(tiny(), speed=0, net_id="5.6.7.8.1.1", users={"Administrator": "1"})
    simulator.target.routes = {}
    await simulator.start(host, udp_port=48899)
    body = f"""
from pyads import pyads_ex
print(pyads_ex.adsGetNetIdForPLC({host!r}))
try:
    us, them = ("192.168.0.10.1.1", "192.168.0.10"), ("Administrator", {password!r}, "dinrail")
    print(pyads_ex.adsAddRouteToPLC(*us, {host!r}, *them))
except RuntimeError as error:
    print(error)
"""
    try:
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", body, stdout=asyncio.subprocess.PIPE)
        output, _ = await asyncio.wait_for(process.communicate(), 20)
    finally:
        await simulator.stop()
    net_id, answer = output.decode().splitlines()
    assert net_id == "5.6.7.8.1.1"
    assert answer.startswith(said)
    assert simulator.target.routes == routes
