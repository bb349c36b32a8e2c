"""The adapter of docs/adapters.md is written out as shown and run against a meter and a broker."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dinrail.parts import split_document
from dinrail.testing import FakeBroker

GUIDE = Path(__file__).parents[2] / "docs" / "adapters.md"
FILE = re.compile(r"^`([a-z_./]+)`\n\n```[a-z]+\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILE.findall(GUIDE.read_text()):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    (tmp_path / "dinrail_linemeter" / "__init__.py").touch()
    return tmp_path


@pytest.fixture
async def meter() -> AsyncIterator[int]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readline() == b"P?\n":
            writer.write(b"1234.5\n")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1") as server:
        yield server.sockets[0].getsockname()[1]


async def run(folder: Path, *arguments: str, **env: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "dinrail_linemeter",
        *arguments,
        cwd=folder,
        env={**os.environ, **env},
        stdout=asyncio.subprocess.PIPE,
    )


async def test_adapter_of_the_guide_describes_itself(folder: Path) -> None:
    process = await run(folder, "describe")
    described = json.loads((await process.communicate())[0])
    assert described["manifest"]["name"] == "linemeter"
    assert described["schema"]["$defs"]["Config"]["properties"]["interval"]["x-unit"] == "s"


async def test_adapter_of_the_guide_delivers_the_meter(folder: Path, meter: int) -> None:
    definition = {"id": "meter", "type": "linemeter", "config": {"endpoints": [{"host": "127.0.0.1", "port": meter}]}}
    async with FakeBroker() as broker:
        process = await run(folder, DINRAIL_BROKER=str(broker.address), DINRAIL_INSTANCE="meter")
        try:
            broker.publish("dinrail/meter/config/0", split_document(definition, 1)[0], retain=True, qos=1)
            message = await broker.wait_for("smarthome/meter/power", timeout=15)
            assert json.loads(message.payload)["value"] == 1234.5
        finally:
            process.terminate()
            await process.communicate()
    assert process.returncode == 0
