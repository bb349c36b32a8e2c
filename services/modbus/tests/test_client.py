"""The client against a device on a bad day, over a real socket."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator

import pytest

from dinrail.errors import NotConnected, ProtocolError, Timeout
from dinrail_modbus.client import ExceptionAnswer, ModbusClient
from dinrail_modbus.endpoint import Endpoint
from dinrail_modbus.sim import Fault, Simulator
from modbus_rig import eventually

SERIAL = b"DR4600-00042\0\0\0\0"


@pytest.fixture
async def client(sim: Simulator) -> AsyncIterator[ModbusClient]:
    client = ModbusClient(Endpoint(host="127.0.0.1", port=sim.port))
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


@pytest.mark.parametrize("multiple", [False, True])
async def test_registers_and_coils_are_written(client: ModbusClient, sim: Simulator, multiple: bool) -> None:
    await client.write_registers(1, 200, b"\x05\xdc", multiple=multiple, timeout=1)
    await client.write_coil(1, 0, False, multiple=multiple, timeout=1)
    assert (sim.plant.inverter.limit, sim.plant.inverter.enabled) == (1500, False)
    assert [seen.function for seen in sim.server.requests] == ([16, 15] if multiple else [6, 5])


async def test_exceptions_carry_their_key_and_the_link_goes_on(client: ModbusClient) -> None:
    with pytest.raises(ExceptionAnswer, match="illegal_data_address") as caught:
        await client.read(1, "holding_registers", 99, 2, timeout=1)
    assert (caught.value.code, caught.value.reason.key) == (2, "illegal_data_address")
    with pytest.raises(ExceptionAnswer, match="gateway_target_failed"):
        await client.read(9, "holding_registers", 0, 1, timeout=1)
    assert await serial(client) == SERIAL


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("wrong_transaction", "transaction_id_wrong"),
        ("wrong_unit", "unit_id_wrong"),
        ("wrong_function", "function_wrong"),
        ("wrong_byte_count", "byte_count_wrong"),
        ("short_pdu", "frame_short"),
    ],
)
async def test_a_wrong_answer_is_an_error_at_once_and_the_link_goes_on(
    client: ModbusClient, sim: Simulator, kind: str, key: str
) -> None:
    sim.server.inject(Fault(kind, times=1))  # type: ignore[arg-type]
    with pytest.raises(ProtocolError) as caught:  # not Timeout
        await serial(client, timeout=30)
    assert caught.value.reason.key == key
    assert await serial(client) == SERIAL
    assert sim.server.counts["connections"] == 1


@pytest.mark.parametrize(("kind", "key"), [("cut_frame", "frame_short"), ("not_modbus", "not_modbus")])
async def test_a_stream_out_of_step_says_so(client: ModbusClient, sim: Simulator, kind: str, key: str) -> None:
    sim.server.inject(Fault(kind, times=1))  # type: ignore[arg-type]
    with pytest.raises(ProtocolError) as caught:
        await serial(client)
    assert caught.value.reason.key == key
    assert client.broken
    await client.open(1)
    assert not client.broken
    assert await serial(client) == SERIAL


async def test_a_late_answer_is_discarded_and_counted(client: ModbusClient, sim: Simulator) -> None:
    sim.server.inject(Fault("delay", seconds=0.15, times=1))
    with pytest.raises(Timeout):
        await serial(client, timeout=0.05)
    assert len(await client.read(1, "input_registers", 0, 8, timeout=1)) == 16
    assert client.late_answers == 1


async def test_a_late_answer_in_one_packet_with_the_next_does_not_hide_it(client: ModbusClient, sim: Simulator) -> None:
    bank = sim.plant.inverter.bank
    bank.put("holding_registers", 1000, range(125))
    bank.put("holding_registers", 2000, range(500, 625))
    sim.server.inject(Fault("hold", times=1))
    with pytest.raises(Timeout):
        await client.read(1, "holding_registers", 1000, 125, timeout=0.05)
    answer = await client.read(1, "holding_registers", 2000, 125, timeout=1)
    assert answer == b"".join(number.to_bytes(2, "big") for number in range(500, 625))
    assert client.late_answers == 1


async def test_a_silent_device_times_out_and_stays_connected(client: ModbusClient, sim: Simulator) -> None:
    fault = sim.server.inject(Fault("silent"))
    for _ in range(8):  # pymodbus would give up the connection after a few
        with pytest.raises(Timeout):
            await serial(client, timeout=0.02)
    sim.server.heal(fault)
    assert await serial(client) == SERIAL
    assert sim.server.counts["connections"] == 1


async def test_a_connection_lost_while_waiting_is_noticed_at_once(client: ModbusClient, sim: Simulator) -> None:
    sim.server.inject(Fault("drop", times=1))
    with pytest.raises(NotConnected):  # not Timeout
        await serial(client, timeout=30)
    with pytest.raises(NotConnected):
        await serial(client)


async def test_a_connection_lost_between_requests_is_noticed(client: ModbusClient, sim: Simulator) -> None:
    await sim.stop()
    await asyncio.sleep(0.05)
    assert not client.connected
    with pytest.raises(NotConnected):
        await serial(client)


async def test_a_closed_port_is_refused_with_its_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    client = ModbusClient(Endpoint(host="127.0.0.1", port=port))
    with pytest.raises(NotConnected) as caught:
        await client.open(1)
    assert caught.value.reason.params == {"host": "127.0.0.1", "port": port}


async def test_a_host_that_swallows_packets_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        crowd = [socket.socket() for _ in range(4)]
        for each in crowd:
            each.setblocking(False)
            each.connect_ex(full.getsockname())
        client = ModbusClient(Endpoint(host="127.0.0.1", port=full.getsockname()[1]))
        began = time.monotonic()
        with pytest.raises(NotConnected):
            await client.open(0.2)
        assert time.monotonic() - began < 5  # the kernel would try for two minutes
        for each in crowd:
            each.close()


async def test_small_requests_are_not_held_back(client: ModbusClient) -> None:
    assert client._client is not None
    link = client._client.ctx.transport.get_extra_info("socket")
    assert link.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


async def test_a_cancelled_request_does_not_confuse_the_next(client: ModbusClient, sim: Simulator) -> None:
    sim.server.inject(Fault("delay", seconds=0.3, times=1))
    seen = len(sim.server.requests)
    task = asyncio.create_task(serial(client, timeout=1))
    await eventually(lambda: len(sim.server.requests) > seen)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await client.read(1, "coils", 0, 2, timeout=1) == b"\x01"
    assert client.late_answers == 1


async def test_a_cancellation_in_the_moment_of_the_answer_is_not_lost(
    sim: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = ModbusClient(Endpoint(host="127.0.0.1", port=sim.port))
    inspect = client._packet

    def cancel_then_inspect(sending: bool, data: bytes) -> bytes:
        if not sending:
            asyncio.get_running_loop().call_soon(task.cancel)
        return inspect(sending, data)

    monkeypatch.setattr(client, "_packet", cancel_then_inspect)
    await client.open(1)
    task = asyncio.create_task(serial(client))
    with pytest.raises(asyncio.CancelledError):
        await task
    client.close()
