"""The client on RTU wires, a serial line and a TCP port, with a device on a bad day."""

from __future__ import annotations

import asyncio
import itertools
import termios
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dinrail.errors import NotConnected, ProtocolError, Timeout
from dinrail_modbus.client import ExceptionAnswer, ModbusClient
from dinrail_modbus.endpoint import Endpoint
from dinrail_modbus.sim import Fault, Simulator
from modbus_rig import eventually

SERIAL = b"DR4600-00042\0\0\0\0"


@pytest.fixture(params=["serial", "rtu_over_tcp"])
async def endpoint(request: pytest.FixtureRequest, sim: Simulator) -> Endpoint:
    if request.param == "serial":
        sim.line.plug()
        return Endpoint(transport="serial", device=sim.line.path, baud=115200)
    await sim.rtu.listen()
    return Endpoint(transport="rtu_over_tcp", host="127.0.0.1", port=sim.rtu.port)


@pytest.fixture
async def client(endpoint: Endpoint) -> AsyncIterator[ModbusClient]:
    client = ModbusClient(endpoint, patience=0.3)
    await client.open(1)
    yield client
    client.close()


async def serial(client: ModbusClient, timeout: float = 0.3) -> bytes:
    return await client.read(1, "holding_registers", 100, 8, timeout=timeout)


async def test_all_four_tables_are_read(client: ModbusClient) -> None:
    assert await serial(client) == SERIAL
    assert len(await client.read(1, "input_registers", 0, 20, timeout=1)) == 40
    assert await client.read(1, "coils", 0, 2, timeout=1) == b"\x01"
    assert await client.read(1, "discrete_inputs", 0, 3, timeout=1) == b"\x03"


async def test_the_longest_answer_is_read(client: ModbusClient, sim: Simulator) -> None:
    sim.plant.inverter.bank.put("holding_registers", 1000, range(125))
    answer = await client.read(1, "holding_registers", 1000, 125, timeout=1)
    assert answer == b"".join(number.to_bytes(2, "big") for number in range(125))


@pytest.mark.parametrize("multiple", [False, True])
async def test_registers_and_coils_are_written(client: ModbusClient, sim: Simulator, multiple: bool) -> None:
    await client.write_registers(1, 200, b"\x05\xdc", multiple=multiple, timeout=1)
    await client.write_coil(1, 0, False, multiple=multiple, timeout=1)
    assert (sim.plant.inverter.limit, sim.plant.inverter.enabled) == (1500, False)
    assert [seen.function for seen in sim.server.requests] == ([16, 15] if multiple else [6, 5])


async def test_exceptions_carry_their_key_and_units_that_are_not_there_stay_silent(client: ModbusClient) -> None:
    with pytest.raises(ExceptionAnswer, match="illegal_data_address"):
        await client.read(1, "holding_registers", 99, 2, timeout=1)
    with pytest.raises(Timeout):
        await client.read(9, "holding_registers", 0, 1, timeout=0.05)
    assert await serial(client) == SERIAL


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("wrong_crc", "crc_wrong"),
        ("wrong_unit", "unit_id_wrong"),
        ("wrong_function", "function_wrong"),
        ("short_pdu", "frame_short"),
    ],
)
async def test_a_wrong_answer_is_an_error_at_once_and_the_line_goes_on(
    client: ModbusClient, sim: Simulator, kind: str, key: str
) -> None:
    sim.server.inject(Fault(kind, times=1))  # type: ignore[arg-type]
    with pytest.raises(ProtocolError) as caught:  # not Timeout
        await serial(client, timeout=30)
    assert caught.value.reason.key == key
    assert await serial(client) == SERIAL


@pytest.mark.parametrize(("kind", "key"), [("cut_frame", "frame_short"), ("not_modbus", "no_frame")])
async def test_half_a_frame_and_noise_say_so(client: ModbusClient, sim: Simulator, kind: str, key: str) -> None:
    sim.server.inject(Fault(kind, times=1))  # type: ignore[arg-type]
    with pytest.raises(ProtocolError) as caught:
        await serial(client, timeout=0.1)
    assert caught.value.reason.key == key
    assert await serial(client) == SERIAL
    assert not client.broken


async def test_junk_in_front_of_an_answer_is_passed_over(client: ModbusClient, sim: Simulator) -> None:
    sim.server.inject(Fault("junk"))
    assert [await serial(client) for _ in range(3)] == [SERIAL] * 3


async def test_a_late_answer_is_not_taken_for_the_next_one(client: ModbusClient, sim: Simulator) -> None:
    bank = sim.plant.inverter.bank
    bank.put("holding_registers", 1000, [1] * 8)
    bank.put("holding_registers", 2000, [2] * 8)
    sim.server.inject(Fault("delay", address=1000, seconds=0.4))
    with pytest.raises(Timeout):
        await client.read(1, "holding_registers", 1000, 8, timeout=0.3)
    assert await client.read(1, "holding_registers", 2000, 8, timeout=0.3) == b"\0\2" * 8
    assert client.late_answers == 1


async def test_the_late_answer_of_one_unit_does_not_disturb_another(client: ModbusClient, sim: Simulator) -> None:
    sim.server.inject(Fault("delay", unit=2, seconds=0.12, times=1))
    with pytest.raises(Timeout):
        await client.read(2, "input_registers", 0, 8, timeout=0.1)
    assert await serial(client) == SERIAL


async def test_a_broadcast_reaches_all_and_is_not_waited_for(client: ModbusClient, sim: Simulator) -> None:
    for unit in (1, 2):
        sim.server.units[unit].put("holding_registers", 500, [0])
        sim.server.units[unit].allow("holding_registers", [500])
    began = time.monotonic()
    await client.write_registers(0, 500, b"\0\7", multiple=False, timeout=30, broadcast=True)
    assert time.monotonic() - began < 1
    await eventually(lambda: sim.server.units[2].get("holding_registers", 500) == 7)
    assert sim.server.units[1].get("holding_registers", 500) == 7
    assert await serial(client) == SERIAL


async def test_noise_on_the_line_is_waited_out_before_the_next_request(sim: Simulator) -> None:
    sim.line.plug()
    client = ModbusClient(Endpoint(transport="serial", device=sim.line.path))
    await client.open(1)
    sim.line.send(b"\xff" * 20)
    await asyncio.sleep(0.01)
    began = time.monotonic()
    await client.quiet(0.1)
    assert 0.08 < time.monotonic() - began < 0.5
    assert await serial(client) == SERIAL
    client.close()


async def test_a_line_that_is_pulled_is_noticed_at_once(sim: Simulator) -> None:
    sim.line.plug()
    client = ModbusClient(Endpoint(transport="serial", device=sim.line.path))
    await client.open(1)
    waiting = asyncio.create_task(client.read(9, "coils", 0, 1, timeout=30))
    await asyncio.sleep(0.05)
    await sim.line.unplug()
    with pytest.raises(NotConnected) as caught:
        await asyncio.wait_for(waiting, 5)
    assert caught.value.reason.key == "serial_port_lost"
    client.close()


async def test_a_port_somebody_uses_is_refused(sim: Simulator) -> None:
    sim.line.plug()
    first, second = (ModbusClient(Endpoint(transport="serial", device=sim.line.path)) for _ in range(2))
    await first.open(1)
    with pytest.raises(NotConnected) as caught:
        await second.open(1)
    assert caught.value.reason.key == "serial_port_busy"
    first.close()
    await second.open(1)
    assert await serial(second) == SERIAL
    second.close()


async def test_a_port_that_cannot_be_set_so_is_refused(sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    sim.line.plug()

    def refuse(*_: object) -> None:
        raise termios.error(22, "Invalid argument")

    monkeypatch.setattr(termios, "tcsetattr", refuse)  # as a pseudo terminal answers a parity, on some systems
    client = ModbusClient(Endpoint(transport="serial", device=sim.line.path, parity="even"))
    with pytest.raises(NotConnected) as caught:
        await client.open(1)
    assert caught.value.reason.key == "serial_port_busy"


async def test_a_port_that_is_not_there_says_so(tmp_path: Path) -> None:
    client = ModbusClient(Endpoint(transport="serial", device=str(tmp_path / "nothing")))
    with pytest.raises(NotConnected) as caught:
        await client.open(1)
    assert caught.value.reason.key == "serial_port_missing"


async def test_requests_are_separated_by_the_silence_of_the_baud_rate(sim: Simulator) -> None:
    from dinrail.clock import SystemClock
    from dinrail_modbus.link import Link

    sim.line.plug()
    link = Link(SystemClock(), lambda _name, _amount: None, timeout=1, delay=0)
    await link.open(Endpoint(transport="serial", device=sim.line.path, baud=1200))
    for _ in range(5):
        async with link.turn(1):
            await link.read(1, "coils", 0, 1, timeout=1)
    times = [seen.at for seen in sim.server.requests]
    assert min(after - before for before, after in itertools.pairwise(times)) >= 0.029  # 3.5 characters of 10 bits
    link.close()
