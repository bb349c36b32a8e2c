"""Rows 39, 40 and 46: panic against the real engine, by the reconciler and by the host command."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import time
from pathlib import Path

import pytest
from integration.engine_lab import ROOT, Lab, ask, beast, beast_image, lab, project

from dinrail.reason import Reason

__all__ = ["beast_image", "lab", "project"]

pytestmark = [pytest.mark.docker, pytest.mark.timeout(240)]
TWENTY = [f"i{number:02}" for number in range(20)]
LIMIT = 3.0


async def running(lab: Lab) -> set[str]:
    """What the engine itself says runs."""
    return set(await lab.ids())


async def until_none(lab: Lab, limit: float) -> float:
    began = time.monotonic()
    while left := await running(lab):
        assert time.monotonic() - began < limit, left
        await asyncio.sleep(0.05)
    return time.monotonic() - began


def run_command(lab: Lab, config: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "DINRAIL_PROJECT": lab.project, "DINRAIL_CONFIG_DIR": str(config), "DINRAIL_ENV_FILE": "/dev/null",
    }  # fmt: skip
    script = ROOT / "compose/scripts/panic.sh"
    return subprocess.run([script, *words], env=environment, capture_output=True, text=True, check=False, timeout=60)


async def command(lab: Lab, config: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The host command, without blocking the loop."""
    return await asyncio.to_thread(run_command, lab, config, *words)


@pytest.mark.parametrize("stubborn", [0, 5])
async def test_twenty_are_stopped_in_time_and_a_reset_runs_exactly_those_again(lab: Lab, stubborn: int) -> None:
    wanted = [beast(one, "stubborn" if at < stubborn else "sleep") for at, one in enumerate(TWENTY)]
    off = beast("off", enabled=False)
    lab.reconciler.desire([*wanted, off])
    await lab.running(*TWENTY, timeout=90)
    before = await lab.ids()

    lab.reconciler.hold(Reason("panic_latched"))
    took = await until_none(lab, 20)
    print(f"20 instances, {stubborn} stubborn: {took:.2f} s")
    assert took <= LIMIT

    await asyncio.sleep(2.0)
    assert await running(lab) == set()
    assert [lab.reconciler.observation(one).deaths for one in TWENTY if lab.reconciler.observation(one).deaths] == []
    lab.reconciler.hold(None)
    await lab.running(*TWENTY, timeout=60)
    assert await lab.ids() == before


async def test_a_long_soft_stop_under_way_does_not_delay_it(lab: Lab) -> None:
    lab.reconciler.desire([beast("plc", "stubborn")])
    await lab.running("plc")
    await asyncio.sleep(0.5)
    restart = asyncio.create_task(lab.reconciler.restart("plc"))
    await asyncio.sleep(0.3)

    lab.reconciler.hold(Reason("panic_latched"))

    assert await until_none(lab, 20) <= LIMIT
    restart.cancel()


async def test_the_host_command_stops_all_with_a_dead_gateway_and_nothing_else(lab: Lab, tmp_path: Path) -> None:
    lab.reconciler.desire([beast(one) for one in TWENTY])
    await lab.running(*TWENTY, timeout=90)
    foreign = await ask("run", "-d", "--label", "dinrail.instance=a", "--label", "dinrail.project=somebody",
                        "--entrypoint", "sleep", lab.images.present.tag, "600")  # fmt: skip
    await lab.stop()
    try:
        began = time.monotonic()
        done = await command(lab, tmp_path, "--reason", 'a "quoted" \\ reason')
        took = time.monotonic() - began
        print(f"host command, 20 instances: {took:.2f} s")

        assert (done.returncode, done.stderr) == (0, "")
        assert await running(lab) == set()
        latch = json.loads((tmp_path / "panic.json").read_text())
        assert (latch["level"], latch["reason"]) == ("all", 'a "quoted" \\ reason')
        assert await ask("inspect", "--format", "{{.State.Running}}", foreign) == "true"
        assert took <= 5.0
    finally:
        await ask("rm", "-f", foreign)


async def test_the_host_command_never_lowers_and_resets(lab: Lab, tmp_path: Path) -> None:
    latch = tmp_path / "panic.json"

    assert (await command(lab, tmp_path, "--level", "routes")).returncode == 3
    assert json.loads(latch.read_text())["level"] == "routes"
    await command(lab, tmp_path, "--level", "writes")
    assert json.loads(latch.read_text())["level"] == "routes"
    assert (await command(lab, tmp_path, "--level", "all")).returncode == 0
    assert json.loads((await command(lab, tmp_path, "status")).stdout)["level"] == "all"
    assert (await command(lab, tmp_path, "reset")).returncode == 0
    assert json.loads(latch.read_text())["level"] is None
    assert (await command(lab, tmp_path, "--level", "everything")).returncode == 2


async def test_a_latch_that_cannot_be_written_is_no_success_but_stops_all_the_same(lab: Lab, tmp_path: Path) -> None:
    lab.reconciler.desire([beast("plc")])
    await lab.running("plc")
    await lab.stop()
    file = tmp_path / "file"
    await asyncio.to_thread(file.touch)
    blocked = file / "config"  # below a file: no folder can be made there

    done = await command(lab, blocked)

    assert done.returncode == 1
    assert "could not be written" in done.stdout
    assert "panic latched" not in done.stdout
    assert await running(lab) == set()
    assert (await command(lab, blocked, "reset")).returncode == 1
