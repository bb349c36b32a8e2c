"""A device that answers nonsense most of the time: no crash, no guessed value, no storm, and recovery."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Any

import pytest

from dinrail.errors import DeviceError
from dinrail_modbus.client import ModbusClient
from dinrail_modbus.endpoint import Endpoint
from dinrail_modbus.sim import Fault, ModbusServer, Plant
from modbus_rig import AC_POWER, Rig, eventually, meter


class Liar(ModbusServer):
    """Spoils most answers at random while `lies` is true."""

    def __init__(self, plant: Plant, seed: int) -> None:
        super().__init__(plant.units)
        self.lies = True
        self._random = random.Random(seed)

    async def _reply(self, header: bytes, body: bytes, fault: Fault | None) -> bytes:
        frame = await super()._reply(header, body, fault)
        chance = self._random.random() if self.lies else 1.0
        if chance < 0.2:
            return self._random.randbytes(self._random.randrange(1, 300))
        if chance < 0.5:
            place = self._random.randrange(9)  # data has no check sum on TCP, so a flip there cannot be seen
            return frame[:place] + self._random.randbytes(1) + frame[place + 1 :]
        if chance < 0.6:
            return frame[: self._random.randrange(len(frame))]
        if chance < 0.7:
            return frame + self._random.randbytes(self._random.randrange(1, 40))
        return frame


@pytest.fixture
async def complaints() -> list[dict[str, Any]]:
    """What reaches the loop's exception handler."""
    heard: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: heard.append(context))
    return heard


@pytest.fixture
async def liar() -> AsyncIterator[Liar]:
    server = Liar(Plant(), seed=1)
    await server.listen()
    yield server
    await server.stop()


async def outcome(client: ModbusClient) -> str | bytes:
    """The answer to one request, or why there is none."""
    try:
        if client.broken or not client.connected:
            await client.open(1)
        return await client.read(1, "holding_registers", 100, 8, timeout=0.02)
    except DeviceError as error:
        return error.reason.key


async def test_random_answers_are_named_and_never_believed(liar: Liar, complaints: list[dict[str, Any]]) -> None:
    client = ModbusClient(Endpoint(host="127.0.0.1", port=liar.port))
    outcomes = [await outcome(client) for _ in range(400)]
    answers = [each for each in outcomes if isinstance(each, bytes)]
    assert set(answers) == {b"DR4600-00042\0\0\0\0"}
    assert 80 < len(answers) < 200
    assert {"not_modbus", "transaction_id_wrong", "unit_id_wrong", "frame_short", "timeout"} <= set(outcomes)
    liar.lies = False
    liar.drop_connections()
    await asyncio.sleep(0.05)
    assert [await outcome(client) for _ in range(3)] == [b"DR4600-00042\0\0\0\0"] * 3
    client.close()
    assert complaints == []


async def keep_going(rig: Rig) -> None:
    """What the runner does, without its waits."""
    while True:
        try:
            await rig.open()
            await rig.adapter.run()
        except DeviceError:
            await rig.adapter.close()


async def test_a_lying_device_shows_its_last_value_as_bad_and_recovers(
    liar: Liar, complaints: list[dict[str, Any]]
) -> None:
    rig = Rig({"unit_id": 1, "points": [AC_POWER]}, meter(), port=liar.port, interval=0.05, timeout=0.05)
    running = asyncio.create_task(keep_going(rig))
    await asyncio.sleep(2)
    liar.lies = False
    await eventually(lambda: rig.quality("ac") == ("good", "") == rig.quality("m2.power"), timeout=40)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await rig.adapter.close()
    assert {told.value for told in rig.context.told if told.tag == "ac"} <= {None, rig.value("ac")}
    assert {told.value for told in rig.context.told if told.tag == "m2.power"} <= {None, rig.value("m2.power")}
    assert complaints == []
