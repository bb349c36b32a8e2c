"""A real Home Assistant on the broker of the demo's house finds the battery of the demo and shows what it is."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from home_assistant_core import HomeAssistantCore
from stack import Stack

pytestmark = [pytest.mark.docker, pytest.mark.timeout(300)]

SOC = "sensor.can_battery_battery_soc"


async def shown(folder: Path, host: str) -> dict[str, Any]:
    """The battery's charge as Home Assistant has it once it has any."""
    async with HomeAssistantCore(folder) as home:
        await home.use_broker(1883, host)
        async with asyncio.timeout(120):
            while True:
                found = (await home.states()).get(SOC)
                if found is not None and found["state"] not in ("", "unknown", "unavailable"):
                    return found
                await asyncio.sleep(0.5)


def test_home_assistant_shows_the_battery(stack: Stack, tmp_path: Path) -> None:
    stack.wait_status("home_mqtt", "running", timeout=60)
    found: list[dict[str, Any]] = []
    # The browser of the other tests has the loop of this thread.
    work = threading.Thread(target=lambda: found.append(asyncio.run(shown(tmp_path, stack.address("home-broker")))))
    work.start()
    work.join()
    assert found
    assert found[0]["attributes"]["unit_of_measurement"] == "%"
    assert found[0]["attributes"]["device_class"] == "battery"
    assert 0 <= float(found[0]["state"]) <= 100
