"""RTU against implementations that are not ours: libmodbus at the other end of a line, mbpoll asking the simulator."""

from __future__ import annotations

import asyncio
import re
import struct
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from peers.libmodbus import FLOAT, SERIAL_UNIT, Client
from peers.null_modem import NullModem

from dinrail_modbus.sim import Simulator
from modbus_rig import Rig, eventually

TESTS = Path(__file__).parents[1]
FLOATS = [
    {"name": order, "address": 2 * place, "type": "float32", "order": order}
    for place, order in enumerate(("ABCD", "CDAB", "BADC", "DCBA"))
]
POINTS = [
    *({"name": f"register{place}", "table": "input_registers", "address": place} for place in range(50)),
    *({"name": f"input{place}", "table": "discrete_inputs", "address": place, "type": "bool"} for place in range(20)),
    *FLOATS,
    {"name": "word", "address": 10, "writable": True},
    {"name": "text", "address": 20, "type": "string", "length": 10, "writable": True},
    {"name": "coil", "table": "coils", "address": 1, "type": "bool", "writable": True},
    {"name": "beyond", "table": "input_registers", "address": 50},
]


@pytest.fixture
async def device() -> AsyncIterator[str]:
    """The end of a line at whose other end libmodbus serves."""
    line = NullModem()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "peers.libmodbus", line.ends[1], cwd=TESTS, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await asyncio.wait_for(process.stdout.readline(), 10) == b"listening\n"
    yield line.ends[0]
    process.kill()
    await process.communicate()
    line.close()


def on_line(device: str, unit: int, points: list[dict[str, object]]) -> Rig:
    endpoint = {"transport": "serial", "device": device, "baud": 19200}  # a pseudo terminal has no parity
    return Rig({"unit_id": unit, "points": points}, port=1, endpoints=[endpoint], interval=0.2, timeout=1.0)


async def test_the_adapter_reads_and_writes_a_libmodbus_slave(device: str) -> None:
    rig = on_line(device, SERIAL_UNIT, POINTS)
    await rig.start()
    await eventually(lambda: len(rig.context.last) == len(rig.points), timeout=10)
    assert [rig.value(f"register{place}") for place in range(50)] == list(range(1000, 1050))
    assert [rig.value(f"input{place}") for place in range(20)] == [place % 4 == 0 for place in range(20)]
    assert {rig.value(order) for order in ("ABCD", "CDAB", "BADC", "DCBA")} == {FLOAT}
    assert rig.quality("beyond") == ("bad", "illegal_data_address")
    assert await rig.write("word", 0x1234) == 0x1234
    assert await rig.write("text", "Carport Nord") == "Carport Nord"
    assert await rig.write("coil", True) is True
    await rig.stop()


async def test_a_libmodbus_master_reads_and_writes_the_simulator() -> None:
    async with Simulator(speed=0) as sim:
        sim.line.plug()
        inverter = await asyncio.to_thread(Client, sim.line.path, 1)
        try:
            power = await asyncio.to_thread(inverter.registers, 6, 2, holding=False)
            assert power[0] << 16 | power[1] == round(sim.plant.inverter.ac)
            assert await asyncio.to_thread(inverter.bits, 0, 3, coils=False) == [1, 1, 0]
            await asyncio.to_thread(inverter.write_registers, 200, [1500, 7])
            await asyncio.to_thread(inverter.write_bits, 0, [0, 1])
            assert await asyncio.to_thread(inverter.registers, 200, 2) == [1500, 7]
            with pytest.raises(OSError, match="Illegal data address"):
                await asyncio.to_thread(inverter.registers, 199, 2)
        finally:
            inverter.close()


async def mbpoll(*arguments: str) -> tuple[int, list[float]]:
    """Its exit status and the values it prints."""
    process = await asyncio.create_subprocess_exec(
        "mbpoll", "-0", "-1", *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode is not None
    return process.returncode, [
        float(value) for value in re.findall(r"^\[\d+\]:\s+(-?[\d.]+)", output.decode(), re.MULTILINE)
    ]


@pytest.fixture(params=["tcp", "rtu"])
async def where(request: pytest.FixtureRequest, sim: Simulator) -> list[str]:
    """How mbpoll reaches the simulator."""
    if request.param == "tcp":
        return ["-m", "tcp", "-p", str(sim.port), "127.0.0.1"]
    sim.line.plug()
    return ["-m", "rtu", "-b", "9600", "-P", "none", sim.line.path]


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator(speed=0) as simulator:
        yield simulator


async def test_mbpoll_reads_every_table(sim: Simulator, where: list[str]) -> None:
    assert await mbpoll("-a", "1", "-t", "4", "-r", "200", "-c", "2", *where) == (0, [4600, 5])
    status, power = await mbpoll("-a", "2", "-t", "3:float", "-r", "18", "-c", "1", *where)
    assert (status, power) == (0, [pytest.approx(sim.plant.meter.power, rel=1e-4)])
    assert await mbpoll("-a", "1", "-t", "0", "-r", "0", "-c", "2", *where) == (0, [1, 0])
    assert await mbpoll("-a", "1", "-t", "1", "-r", "0", "-c", "3", *where) == (0, [1, 1, 0])


async def test_mbpoll_writes_and_is_refused_like_any_other(sim: Simulator, where: list[str]) -> None:
    assert (await mbpoll("-a", "1", "-t", "4", "-r", "200", *where, "1500"))[0] == 0
    assert (await mbpoll("-a", "1", "-t", "0", "-r", "0", *where, "0"))[0] == 0
    assert (sim.plant.inverter.limit, sim.plant.inverter.enabled) == (1500, False)
    assert (await mbpoll("-a", "1", "-t", "4", "-r", "200", *where, "4601"))[0] != 0
    assert sim.plant.inverter.limit == 1500


async def test_what_mbpoll_wrote_the_adapter_reads(sim: Simulator, where: list[str]) -> None:
    name = [str(word) for word in struct.unpack(">8H", b"Garage\0\0\0\0\0\0\0\0\0\0")]
    assert (await mbpoll("-a", "1", "-t", "4", "-r", "206", *where, *name))[0] == 0
    rig = Rig({"points": [{"name": "name", "address": 206, "type": "string", "length": 8}]}, port=sim.port)
    await rig.start()
    await eventually(lambda: rig.value("name") == "Garage")
    await rig.stop()
