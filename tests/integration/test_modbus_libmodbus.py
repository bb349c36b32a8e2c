"""Debian's libmodbus against our adapter as a server, and against our simulator as a client."""

from __future__ import annotations

import asyncio
import struct
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from peers.libmodbus import FLOAT, Client

from dinrail.errors import NotConnected, ProtocolError
from dinrail.testing.ports import free_port
from dinrail_modbus.sim import Simulator
from modbus_rig import Rig, eventually

TESTS = Path(__file__).parents[1]


class Server:
    """libmodbus in a process of its own, always on the same port."""

    def __init__(self) -> None:
        self.port = free_port()
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        command = [sys.executable, "-m", "peers.libmodbus", str(self.port)]
        self._process = await asyncio.create_subprocess_exec(*command, cwd=TESTS, stdout=asyncio.subprocess.PIPE)
        assert self._process.stdout is not None
        assert await asyncio.wait_for(self._process.stdout.readline(), 10) == b"listening\n"

    async def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            await self._process.communicate()
            self._process = None


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    await server.start()
    yield server
    await server.kill()


COILS = [
    {"name": f"coil{place}", "table": "coils", "address": place, "type": "bool", "writable": True}
    for place in range(20)
]
INPUTS = [
    {"name": f"input{place}", "table": "discrete_inputs", "address": place, "type": "bool"} for place in range(20)
]
REGISTERS = [{"name": f"register{place}", "table": "input_registers", "address": place} for place in range(50)]
FLOATS = [
    {"name": order, "address": 2 * place, "type": "float32", "order": order}
    for place, order in enumerate(("ABCD", "CDAB", "BADC", "DCBA"))
]
OTHERS = [
    {"name": "word", "address": 10, "writable": True},
    {"name": "bit", "address": 10, "type": "bool", "bit": 15, "writable": True},
    {"name": "long", "address": 12, "type": "int64", "order": "CDAB", "writable": True},
    {"name": "text", "address": 20, "type": "string", "length": 10, "writable": True},
]
DEVICE = {"unit_id": 7, "points": [*COILS, *INPUTS, *REGISTERS, *FLOATS, *OTHERS]}


async def test_the_adapter_reads_what_libmodbus_holds(server: Server) -> None:
    rig = Rig(DEVICE, port=server.port)
    await rig.start()
    await eventually(lambda: len(rig.context.last) == len(rig.points))
    assert [rig.value(f"coil{place}") for place in range(20)] == [place % 3 == 0 for place in range(20)]
    assert [rig.value(f"input{place}") for place in range(20)] == [place % 4 == 0 for place in range(20)]
    assert [rig.value(f"register{place}") for place in range(50)] == list(range(1000, 1050))
    assert {rig.value(order) for order in ("ABCD", "CDAB", "BADC", "DCBA")} == {FLOAT}
    assert {told.quality for told in rig.context.told} == {"good"}
    await rig.stop()


@pytest.mark.parametrize("write_function", ["auto", "multiple"])
async def test_what_the_adapter_writes_libmodbus_holds(server: Server, write_function: str) -> None:
    rig = Rig({**DEVICE, "write_function": write_function}, port=server.port)
    await rig.start()
    assert await rig.write("word", 0x1234) == 0x1234
    assert await rig.write("bit", True) is True
    assert await rig.write("long", -(2**62) + 5) == -(2**62) + 5
    assert await rig.write("text", "Carport Nord") == "Carport Nord"
    assert await rig.write("coil1", True) is True
    await eventually(lambda: rig.value("word") == 0x9234)
    await rig.stop()


async def test_addresses_libmodbus_does_not_have_are_found(server: Server) -> None:
    beyond = [{"name": f"r{place}", "table": "input_registers", "address": place} for place in range(45, 53)]
    rig = Rig({"unit_id": 7, "points": beyond}, port=server.port)
    await rig.start()
    await eventually(lambda: len(rig.context.last) == 8)
    bad = {tag for tag, told in rig.context.last.items() if told.reason == "illegal_data_address"}
    assert bad == {"r50", "r51", "r52"}
    assert rig.value("r49") == 1049
    await rig.stop()


async def test_a_libmodbus_server_that_dies_is_noticed_and_found_again(server: Server) -> None:
    rig = Rig(DEVICE, port=server.port)
    await rig.start()
    await eventually(lambda: rig.context.counts["polls"])
    await server.kill()
    assert isinstance(await rig.ended(), NotConnected)
    await server.start()
    await rig.start()
    await eventually(lambda: rig.value("register0") == 1000)
    await rig.stop()


async def test_a_libmodbus_client_reads_and_writes_the_simulator() -> None:
    async with Simulator(speed=0) as sim:
        inverter = await asyncio.to_thread(Client, sim.port, 1)
        meter = await asyncio.to_thread(Client, sim.port, 2)
        try:
            assert await asyncio.to_thread(inverter.registers, 100, 8) == [
                int.from_bytes(pair, "big") for pair in (b"DR", b"46", b"00", b"-0", b"00", b"42", b"\0\0", b"\0\0")
            ]
            power = await asyncio.to_thread(inverter.registers, 6, 2, holding=False)
            assert power[0] << 16 | power[1] == round(sim.plant.inverter.ac)
            assert await asyncio.to_thread(inverter.bits, 0, 3, coils=False) == [1, 1, 0]
            await asyncio.to_thread(inverter.write_register, 200, 1500)
            await asyncio.to_thread(inverter.write_registers, 201, [7, 0x2020])
            await asyncio.to_thread(inverter.write_bit, 0, False)
            await asyncio.to_thread(inverter.write_bits, 0, [0, 1])
            assert await asyncio.to_thread(inverter.registers, 200, 3) == [1500, 7, 0x2020]
            assert await asyncio.to_thread(inverter.bits, 0, 2) == [0, 1]
            low, high = await asyncio.to_thread(meter.registers, 18, 2, holding=False)
            assert struct.unpack(">f", struct.pack(">HH", high, low)) == pytest.approx((sim.plant.meter.power,))
            with pytest.raises(OSError, match="Illegal data address"):
                await asyncio.to_thread(inverter.registers, 199, 2)
            with pytest.raises(OSError, match="Illegal data value"):
                await asyncio.to_thread(inverter.write_register, 200, 4601)
        finally:
            inverter.close()
            meter.close()


async def test_both_refuse_the_same_write(server: Server) -> None:
    beyond = {"name": "beyond", "address": 50, "writable": True}
    on_libmodbus = Rig({"unit_id": 7, "points": [beyond]}, port=server.port)
    await on_libmodbus.open()
    async with Simulator(speed=0) as sim:
        on_ours = Rig({"unit_id": 1, "points": [beyond]}, port=sim.port)
        await on_ours.open()
        for rig in (on_libmodbus, on_ours):
            with pytest.raises(ProtocolError) as caught:
                await rig.write("beyond", 1)
            assert caught.value.reason.key == "illegal_data_address"
            await rig.stop()
