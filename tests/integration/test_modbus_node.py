"""The npm package modbus-serial as a server against our adapter."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dinrail.testing.ports import free_port
from modbus_rig import Rig, eventually

PEER = Path(__file__).parents[1] / "peers" / "node"
UNIT = 7


def _is_there() -> bool:
    """Whether the package is installed; the test image has it, and says so with NODE_PATH."""
    if "NODE_PATH" in os.environ:
        return True
    node = shutil.which("node")
    asked = ["-e", "require('modbus-serial')"]
    return (
        node is not None and subprocess.run([node, *asked], cwd=PEER, check=False, capture_output=True).returncode == 0
    )


pytestmark = pytest.mark.skipif(not _is_there(), reason="npm ci in tests/peers/node was not run")


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """Where it serves."""
    number = free_port()
    process = await asyncio.create_subprocess_exec(
        "node", str(PEER / "server.js"), str(number), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await asyncio.wait_for(process.stdout.readline(), 20) == b"listening\n"
    yield number
    process.kill()
    await process.communicate()


POINTS = [
    *({"name": f"r{place}", "table": "input_registers", "address": place} for place in range(100)),
    *({"name": f"i{place}", "table": "discrete_inputs", "address": place, "type": "bool"} for place in range(20)),
    {"name": "word", "address": 3, "writable": True},
    {"name": "float", "address": 10, "type": "float32", "order": "CDAB", "writable": True},
    {"name": "long", "address": 20, "type": "int64", "writable": True},
    {"name": "text", "address": 30, "type": "string", "length": 8, "writable": True},
    {"name": "coil", "table": "coils", "address": 5, "type": "bool", "writable": True},
]


@pytest.mark.parametrize("write_function", ["auto", "multiple"])
async def test_the_adapter_reads_and_writes_it(port: int, write_function: str) -> None:
    rig = Rig({"unit_id": UNIT, "points": POINTS, "write_function": write_function}, port=port, interval=0.2)
    await rig.start()
    await eventually(lambda: len(rig.context.last) == len(POINTS))
    assert [rig.value(f"r{place}") for place in range(100)] == list(range(1000, 1100))
    assert [rig.value(f"i{place}") for place in range(20)] == [place % 4 == 0 for place in range(20)]
    for path, value in (("word", 0xBEEF), ("float", 230.1), ("long", -(2**40)), ("text", "Keller"), ("coil", True)):
        assert await rig.write(path, value) == value
    await eventually(lambda: rig.value("float") == 230.1)
    await rig.stop()


async def test_addresses_it_does_not_have_are_found(port: int) -> None:
    points = [{"name": f"r{place}", "table": "input_registers", "address": place} for place in range(96, 104)]
    rig = Rig({"unit_id": UNIT, "points": points}, port=port)
    await rig.start()
    await eventually(lambda: len(rig.context.last) == len(points))
    bad = {tag for tag, told in rig.context.last.items() if told.quality == "bad"}
    assert bad == {"r100", "r101", "r102", "r103"}
    assert rig.value("r99") == 1099
    await rig.stop()


async def test_a_unit_it_is_not_is_lost(port: int) -> None:
    words = [{"name": "word", "address": 3}]
    rig = Rig({"unit_id": UNIT, "points": words}, {"unit_id": 8, "prefix": "other", "points": words}, port=port)
    await rig.start()
    await eventually(lambda: rig.quality("other.word")[0] == "bad")
    await eventually(lambda: rig.quality("word") == ("good", ""))
    await rig.stop()
