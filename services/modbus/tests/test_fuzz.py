"""Random bytes at both ends: nothing crashes, nothing unsound is believed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinrail.errors import DeviceError
from dinrail_modbus.client import ModbusClient
from dinrail_modbus.endpoint import Endpoint
from dinrail_modbus.frames import Expected, inspect
from dinrail_modbus.rtu import crc, with_crc
from dinrail_modbus.sim import Simulator
from dinrail_modbus.sim.pdu import answer
from dinrail_modbus.sim.plant import Plant
from dinrail_modbus.sim.rtu_requests import RtuRequests

FAILURES = {
    "timeout",
    "not_modbus",
    "transaction_id_wrong",
    "unit_id_wrong",
    "function_wrong",
    "frame_short",
    "frame_long",
    "frame_length_invalid",
    "byte_count_wrong",
    "crc_wrong",
    "no_frame",
}
SERIAL = b"DR4600-00042\0\0\0\0"
PLANT = Plant()
expectations = st.builds(
    Expected,
    st.integers(0, 0xFFFF),
    st.integers(0, 255),
    st.sampled_from((1, 2, 3, 4, 5, 6, 15, 16)),
    st.integers(2, 253),
)


@settings(max_examples=300, deadline=None)
@given(received=st.binary(max_size=600), expected=st.none() | expectations, given_up=st.lists(st.integers(0, 0xFFFF)))
def test_no_received_bytes_are_an_error_of_the_tcp_framing(
    received: bytes, expected: Expected | None, given_up: list[int]
) -> None:
    seen = inspect(received, expected, given_up)
    assert not (seen.problem and seen.partial)


@settings(max_examples=300, deadline=None)
@given(pdu=st.binary(min_size=1, max_size=260))
def test_the_simulated_device_answers_whatever_it_is_asked(pdu: bytes) -> None:
    reply = answer(PLANT.inverter.bank, pdu)
    assert reply[0] & 0x7F == pdu[0] & 0x7F
    assert len(reply) <= 253


@settings(max_examples=300, deadline=None)
@given(chunks=st.lists(st.tuples(st.binary(max_size=80), st.floats(0, 0.1)), max_size=12))
def test_requests_cut_out_of_noise_are_sound(chunks: list[tuple[bytes, float]]) -> None:
    requests, now, received = RtuRequests(), 10.0, b""
    for data, pause in chunks:
        now += pause
        received += data
        for body in requests.feed(data, now):
            assert body + crc(body) in received


@given(before=st.binary(max_size=30), body=st.sampled_from((b"\1\3\0\x64\0\x08", b"\1\5\0\0\xff\0")))
def test_a_request_is_heard_after_noise_and_a_silence(before: bytes, body: bytes) -> None:
    requests = RtuRequests()
    requests.feed(before, 10.0)
    assert requests.feed(with_crc(body), 10.1) == [body]


class Babbler:
    """A TCP port that answers everything with random bytes, sometimes with what looks like a frame."""

    def __init__(self, seed: int) -> None:
        self.port = 0
        self._random = random.Random(seed)
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await reader.read(300):
                writer.write(self._noise(request))
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    def _noise(self, request: bytes) -> bytes:
        noise = self._random.randbytes(self._random.randrange(1, 300))
        kind = self._random.randrange(4)
        if kind == 0:
            return request[: self._random.randrange(1, len(request))] + noise
        if kind == 1:
            return request[:4] + len(noise[:200]).to_bytes(2, "big") + noise[:200]
        return noise if kind == 2 else with_crc(request[:2] + noise[:60])


@pytest.fixture
async def babbler() -> AsyncIterator[Babbler]:
    server = Babbler(seed=7)
    await server.start()
    yield server
    await server.stop()


async def outcome(client: ModbusClient) -> str:
    """Why there is no answer."""
    try:
        if client.broken or not client.connected:
            await client.open(1)
        return (await client.read(1, "holding_registers", 100, 8, timeout=0.01)).hex()
    except DeviceError as error:
        return error.reason.key


@pytest.mark.parametrize("transport", ["tcp", "rtu_over_tcp"])
async def test_a_device_that_babbles_never_gives_a_value_and_never_crashes(babbler: Babbler, transport: Any) -> None:
    heard: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: heard.append(context))
    client = ModbusClient(Endpoint(transport=transport, host="127.0.0.1", port=babbler.port), patience=0.01)
    outcomes = [await outcome(client) for _ in range(300)]
    client.close()
    assert len(set(outcomes)) >= 3
    assert {*outcomes} <= FAILURES
    assert heard == []


async def test_a_simulator_that_hears_noise_goes_on(sim: Simulator) -> None:
    chance = random.Random(3)
    await sim.rtu.listen()
    sim.line.plug()
    for port in (sim.port, sim.rtu.port):
        for _ in range(60):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(chance.randbytes(chance.randrange(1, 400)))
            await writer.drain()
            writer.close()
            await writer.wait_closed()
    endpoints = [
        Endpoint(host="127.0.0.1", port=sim.port),
        Endpoint(transport="rtu_over_tcp", host="127.0.0.1", port=sim.rtu.port),
        Endpoint(transport="serial", device=sim.line.path),
    ]
    for endpoint in endpoints:
        client = ModbusClient(endpoint)
        await client.open(1)
        assert await client.read(1, "holding_registers", 100, 8, timeout=1) == SERIAL
        client.close()
