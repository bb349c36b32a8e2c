"""The simulated plant behaves like one, and its server like a device."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from dinrail_modbus.sim import Fault, Plant, Simulator
from dinrail_modbus.sim.weather import day_shape
from modbus_rig import Rig, eventually

DEMO = Path(__file__).parents[1] / "examples/demo-inverter.json"


def input32(plant: Plant, address: int) -> int:
    high, low = plant.inverter.bank.read("input_registers", address, 2)
    return high << 16 | low


def test_the_same_seed_is_the_same_day() -> None:
    days = [Plant(seed=7), Plant(seed=7), Plant(seed=8)]
    for plant in days:
        plant.step(7200)
    assert days[0].inverter.total_wh == days[1].inverter.total_wh != days[2].inverter.total_wh


def test_the_sun_rises_and_sets() -> None:
    assert (day_shape(3 * 3600), day_shape(22 * 3600)) == (0.0, 0.0)
    assert day_shape(8 * 3600) < day_shape(10 * 3600) < day_shape(13 * 3600) == pytest.approx(1.0)


def test_at_night_the_inverter_rests_and_the_house_buys() -> None:
    plant = Plant(start_hour=23)
    assert plant.inverter.bank.read("input_registers", 0, 2) == [1, 4]
    assert input32(plant, 6) == 0
    assert plant.meter.power > 0


def test_without_nights_there_is_always_some_power() -> None:
    plant = Plant(night=False)
    for _ in range(24 * 12):
        plant.step(300)
        assert input32(plant, 6) > 100


def test_by_day_energy_grows_with_power() -> None:
    plant = Plant(start_hour=12)
    before, power = plant.inverter.total_wh, plant.inverter.ac
    plant.step(36)
    assert plant.inverter.total_wh - before == pytest.approx(power * 36 / 3600, rel=0.3)
    assert plant.meter.exported > 8765.25


def test_the_power_limit_limits() -> None:
    plant = Plant(start_hour=13)
    plant.inverter.bank.write("holding_registers", 200, [1000])
    plant.step(10)
    assert plant.inverter.ac == 1000
    assert plant.inverter.bank.read("input_registers", 0, 2) == [5, 2]
    plant.inverter.bank.write("holding_registers", 200, [4600])
    plant.step(10)
    assert plant.inverter.ac > 1000


def test_without_enable_nothing_is_fed_and_the_meter_shows_it() -> None:
    plant = Plant(start_hour=13)
    feeding = plant.meter.power
    plant.inverter.bank.write("coils", 0, [0])
    plant.step(10)
    assert (plant.inverter.ac, plant.inverter.bank.get("input_registers", 0)) == (0.0, 0)
    assert plant.meter.power > 0 > feeding


def test_a_year_of_days_stays_within_its_registers() -> None:
    plant = Plant(seed=3)
    for _ in range(24 * 4):
        plant.step(900)
        assert 0 <= input32(plant, 6) <= 4600
        assert 0 <= plant.weather.sun <= 1


async def test_time_passes_at_its_speed() -> None:
    async with Simulator(speed=3600) as sim:
        before = sim.plant.weather.time
        await asyncio.sleep(0.5)
        assert sim.plant.weather.time - before == pytest.approx(1800, rel=0.5)


async def ask(sim: Simulator, unit: int, pdu: str) -> str:
    body = bytes((unit,)) + bytes.fromhex(pdu)
    reader, writer = await asyncio.open_connection("127.0.0.1", sim.port)
    try:
        writer.write(struct.pack(">HHH", 0x1234, 0, len(body)) + body)
        header = await reader.readexactly(6)
        answer = await reader.readexactly(int.from_bytes(header[4:], "big"))
    finally:
        writer.close()
    assert (header[:4].hex(), answer[0]) == ("12340000", unit)
    return answer[1:].hex()


@pytest.mark.parametrize(
    ("request_pdu", "answer"),
    [
        ("03 00c8 0001", "030211f8"),
        ("01 0000 0002", "010101"),
        ("02 0000 0003", "020103"),
        ("06 00c8 03e8", "0600c803e8"),
        ("05 0000 0000", "0500000000"),
        ("0f 0000 0002 01 02", "0f00000002"),
        ("10 00c9 0002 04 0007 1e1e", "1000c90002"),
        ("03 00c7 0002", "8302"),
        ("03 00c8 007e", "8303"),
        ("03 00c8 0000", "8303"),
        ("06 00c8 2710", "8603"),
        ("06 0064 0000", "8602"),
        ("05 0000 1234", "8503"),
        ("10 00c9 0002 03 000700", "9003"),
        ("2b 0e 01 00", "ab01"),
        ("03 00", "8303"),
    ],
)
async def test_it_answers_as_the_specification_says(sim: Simulator, request_pdu: str, answer: str) -> None:
    assert await ask(sim, 1, request_pdu) == answer


async def test_a_refused_write_changes_nothing(sim: Simulator) -> None:
    assert await ask(sim, 1, "10 00c8 0002 04 03e8 ffff") == "1000c80002"
    assert await ask(sim, 1, "10 00c9 0003 06 0000 0000 0000") == "1000c90003"
    assert await ask(sim, 1, "10 00ce 0009 12" + "4141" * 9) == "9002"
    assert sim.plant.inverter.bank.read("holding_registers", 206, 1) == [0x4461]


async def test_units_it_does_not_have_are_answered_like_a_gateway(sim: Simulator) -> None:
    assert await ask(sim, 77, "03 0000 0001") == "830b"


async def test_garbage_closes_only_its_own_connection(sim: Simulator) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", sim.port)
    writer.write(b"GET / HTTP/1.1\r\n\r\n")
    assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()
    assert await ask(sim, 1, "01 0000 0002") == "010101"


async def test_faults_apply_to_what_they_name_and_as_often(sim: Simulator) -> None:
    sim.server.inject(Fault("exception", function=3, address=201, times=1, code=6))
    assert await ask(sim, 1, "03 00c8 0001") == "030211f8"
    assert await ask(sim, 1, "03 00c8 0002") == "8306"
    assert await ask(sim, 1, "03 00c9 0001") == "03020005"


async def test_it_stops_with_requests_under_way_and_opens_the_same_port_again(sim: Simulator) -> None:
    sim.server.inject(Fault("delay", seconds=60))
    waiting = asyncio.create_task(ask(sim, 1, "01 0000 0002"))
    await eventually(lambda: sim.server.requests)
    port = sim.port
    await asyncio.wait_for(sim.stop(), 1)
    with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
        await waiting
    sim.server.heal()
    await sim.start()
    assert sim.port == port
    assert await ask(sim, 1, "01 0000 0002") == "010101"


async def test_the_demo_instance_reads_every_point_of_it() -> None:
    entry = json.loads(DEMO.read_bytes())["config"]
    async with Simulator(speed=60) as sim:
        demo = Rig(*entry["devices"], port=sim.port, interval=0.2)
        await demo.start()
        await eventually(lambda: len(demo.context.last) == len(demo.points))
        power = demo.value("inverter.power")
        await eventually(lambda: demo.value("inverter.power") != power)
        await demo.stop()
        assert {told.quality for told in demo.context.told} == {"good"}
        assert len(demo.points) >= 25


def test_the_console_script_serves_until_it_is_told_to_end() -> None:
    command = [sys.executable, "-m", "dinrail_modbus.sim", "--port", "0", "--speed", "60"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port), timeout=2) as link:
            link.sendall(bytes.fromhex("0001 0000 0006 01 03 00c8 0001"))
            assert link.recv(64) == bytes.fromhex("0001 0000 0005 01 03 02 11f8")
        process.send_signal(signal.SIGTERM)
        assert process.wait(2) == 0


def test_a_port_in_use_is_a_clear_message() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "dinrail_modbus.sim", "--port", port]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    assert (ended.returncode, ended.stderr) == (1, f"cannot listen on 127.0.0.1:{port}: Address already in use\n")
