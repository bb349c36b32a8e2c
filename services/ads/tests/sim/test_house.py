"""The programs of the house really run."""

from __future__ import annotations

import math

import pytest

from dinrail_ads.sim import Program, Simulator, garage, keller
from raw_ads import RawClient


def run(program: Program, seconds: float, step: float = 1.0) -> None:
    """Let simulated time pass."""
    for _ in range(round(seconds / step)):
        program.step(step)


def marked(program: Program) -> int:
    """Values that carry the attribute `dinrail`."""
    return sum("dinrail" in program.find(path).attributes for path in program.leaves())


@pytest.mark.parametrize("make", [keller, garage])
def test_has_marked_variables_and_no_nonsense_after_a_day(make: object) -> None:
    program = keller() if make is keller else garage()
    assert marked(program) > 60
    run(program, 86_400, 30)
    values = [program[path] for path in program.leaves()]
    assert all(math.isfinite(value) for value in values if isinstance(value, float))


@pytest.mark.parametrize(("program", "least"), [(keller(), 0.05), (garage(), 0.05)], ids=["keller", "garage"])
def test_a_share_of_the_values_changes_in_every_cycle(program: Program, least: float) -> None:
    paths = list(program.leaves())
    program.step(0.1)
    before = {path: program[path] for path in paths}
    program.step(0.1)
    changed = sum(program[path] != before[path] for path in paths) / len(paths)
    assert least < changed < 0.3


def test_the_battery_charges_by_day_within_its_limit_and_keeps_its_reserve() -> None:
    program = keller()
    battery = "MAIN.fbBattery"
    program[f"{battery}.fChargeLimit"] = 1000.0
    run(program, 7200, 5)
    assert program[f"{battery}.fSoc"] > 62
    assert program[f"{battery}.eState"] == 2
    assert program[f"{battery}.fPower"] <= 1010
    cells = sum(program[f"{battery}.aCell[{number}].fVoltage"] for number in range(1, 17))
    assert program[f"{battery}.fVoltage"] == pytest.approx(cells, rel=0.01)
    program[f"{battery}.fMinSoc"] = 50.0
    run(program, 12 * 3600, 30)
    assert program[f"{battery}.fSoc"] >= 49.9
    program[f"{battery}.bEnable"] = False
    program.step(1)
    assert (program[f"{battery}.eState"], program[f"{battery}.fCurrent"]) == (0, 0.0)


def test_a_room_follows_its_setpoint_and_the_window_closes_the_valve() -> None:
    program = keller()
    room = "MAIN.fbHeating.aRoom[2]"
    program[f"{room}.fSetpoint"] = 24.0
    run(program, 6 * 3600, 10)
    assert program[f"{room}.fActual"] == pytest.approx(24.0, abs=0.8)
    program[f"{room}.bWindow"] = True
    run(program, 900, 10)
    assert program[f"{room}.fValve"] == 0.0
    assert program[f"{room}.fActual"] < 23.0


@pytest.mark.parametrize(("written", "kept"), [(99.0, 30.0), (-3.0, 5.0), (math.nan, 5.0), (22.0, 22.0)])
def test_settings_stay_within_their_limits(written: float, kept: float) -> None:
    program = keller()
    program["MAIN.fbHeating.aRoom[1].fSetpoint"] = written
    program.step(0.1)
    assert program["MAIN.fbHeating.aRoom[1].fSetpoint"] == kept


def test_a_shutter_takes_its_time() -> None:
    program = garage()
    shutter = "MAIN.aShutter[1]"
    program[f"{shutter}.eCommand"] = "Close"
    program.step(0.1)
    assert (program[f"{shutter}.eCommand"], program[f"{shutter}.eState"]) == (0, 2)
    run(program, 11, 0.1)
    assert program[f"{shutter}.fPosition"] == pytest.approx(50, abs=2)
    program[f"{shutter}.eCommand"] = "Stop"
    run(program, 2, 0.1)
    assert program[f"{shutter}.fPosition"] == pytest.approx(50, abs=2)
    assert program[f"{shutter}.eState"] == 0
    program[f"{shutter}.nTarget"] = 0
    run(program, 15, 0.1)
    assert (program[f"{shutter}.fPosition"], program[f"{shutter}.nMoves"]) == (0.0, 3)


def test_an_alarm_stays_until_gone_and_acknowledged() -> None:
    program = keller()
    alarm = "GVL_House.aAlarm[1]"
    program["GVL_House.bLeak"] = True
    program.step(0.1)
    assert (program[f"{alarm}.bActive"], program[f"{alarm}.nCount"]) == (True, 1)
    assert program[f"{alarm}.sText"] == "Wasser im Keller"
    program[f"{alarm}.bAcknowledge"] = True
    program.step(0.1)
    assert (program[f"{alarm}.bActive"], program[f"{alarm}.bAcknowledge"]) == (True, False)
    program["GVL_House.bLeak"] = False
    program.step(0.1)
    assert program[f"{alarm}.bActive"] is True
    program[f"{alarm}.bAcknowledge"] = True
    program.step(0.1)
    assert program[f"{alarm}.bActive"] is False


async def test_time_passes_as_fast_as_asked() -> None:
    async with Simulator(keller(), speed=600) as sim, RawClient(sim.port) as client:
        await client.watch(0xF005, await client.handle("GVL_House.nHeartbeat"), 4)
        for _ in range(4):
            await client.next_notification()
        assert sim.program["MAIN.fbBattery.tRunning"] > 60e9


async def test_a_stopped_program_stands_still() -> None:
    async with Simulator(keller(), speed=0) as sim:
        sim.set_state("STOP")
        sim.target.step(10)
        assert sim.program["GVL_House.nHeartbeat"] == 0
        sim.set_state("RUN")
        sim.target.step(10)
        assert sim.program["GVL_House.nHeartbeat"] == 1
