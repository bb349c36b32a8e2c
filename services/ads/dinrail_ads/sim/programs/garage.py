"""The garage: shutters, a gate, a small battery for the emergency light."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dinrail_ads.sim.physics import Alarms, BatteryModel, Limits, Outdoor, Part, ShutterModel
from dinrail_ads.sim.program import Program, Variable
from dinrail_ads.sim.program.elementary import BOOL, UDINT
from dinrail_ads.sim.program.types import array, string
from dinrail_ads.sim.programs.blocks import ALARM, OUTDOOR, SHUTTER, battery

__all__ = ["garage"]

SHUTTERS, CELLS = 4, 4
MARK = {"dinrail": ""}


def garage(extra: Sequence[Variable] = ()) -> Program:
    """`extra` variables come first, so that an online change with them moves everything."""
    shutters = {f"[{number}].tRun": 20_000 + 2_000 * number for number in range(1, SHUTTERS + 1)}
    cells = {f".aCell[{number}].fVoltage": 3.28 for number in range(1, CELLS + 1)}
    return Program(
        "Garage",
        [
            *extra,
            Variable("MAIN.aShutter", array(SHUTTER, (1, SHUTTERS)), "Shutters", initial=shutters),
            Variable("MAIN.fbGate", SHUTTER, "Gate", initial={".tRun": 15_000, ".nTarget": 100, ".fPosition": 100.0}),
            Variable(
                "MAIN.fbBattery",
                battery(CELLS),
                "Emergency light",
                initial=cells | {".bEnable": True, ".fSoc": 88.0, ".fChargeLimit": 200.0, ".fMinSoc": 20.0},
            ),
            Variable("GVL_Garage.stOutdoor", OUTDOOR, "Weather station", initial={".fTemperature": 6.0, ".fWind": 4.0}),
            Variable("GVL_Garage.aAlarm", array(ALARM, (1, 2)), "Alarms"),
            Variable("GVL_Garage.bLight", BOOL, "Light", MARK, at="%QX0.0"),
            Variable("GVL_Garage.bCar", BOOL, "A car is inside", MARK, at="%IX0.4", initial=True),
            Variable("GVL_Garage.sMessage", string(40), "Text on the panel", MARK, "Tor zu"),
            Variable("GVL_Garage.nHeartbeat", UDINT, "Counts every cycle", MARK, read_only=True),
        ],
        behaviour=_behaviour,
    )


def _behaviour(program: Program) -> Callable[[float], None]:
    shutters = [f"MAIN.aShutter[{number}]" for number in range(1, SHUTTERS + 1)]
    parts: tuple[Part, ...] = (
        Limits(program),
        Outdoor(program, "GVL_Garage.stOutdoor", seed=5),
        BatteryModel(program, "MAIN.fbBattery", CELLS, 50.0, seed=6),
        *(ShutterModel(program, path) for path in (*shutters, "MAIN.fbGate")),
        Alarms(
            program,
            "GVL_Garage.aAlarm",
            [
                ("Sturm: Rollläden öffnen", 1, lambda of: bool(of["GVL_Garage.stOutdoor.fWind"] > 17)),
                ("Tor steht offen", 0, lambda of: bool(of["MAIN.fbGate.fPosition"] < 50)),
            ],
        ),
    )

    def step(seconds: float) -> None:
        program["GVL_Garage.nHeartbeat"] = (program["GVL_Garage.nHeartbeat"] + 1) % 2**32
        for part in parts:
            part.step(seconds)

    return step
