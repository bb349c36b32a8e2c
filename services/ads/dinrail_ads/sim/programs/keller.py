"""The cellar: battery, heating, alarms."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dinrail_ads.sim.physics import Alarms, BatteryModel, HeatingModel, Limits, Outdoor, Part
from dinrail_ads.sim.program import Program, Variable
from dinrail_ads.sim.program.elementary import BOOL, REAL, UDINT, reference_to
from dinrail_ads.sim.program.types import array, string
from dinrail_ads.sim.programs.blocks import ALARM, OUTDOOR, battery, heating

__all__ = ["keller"]

CELLS = 16
ROOMS = ("Wohnzimmer", "Küche", "Schlafzimmer", "Bad", "Büro", "Flur")
MARK = {"dinrail": ""}


def keller(extra: Sequence[Variable] = ()) -> Program:
    """`extra` variables come first, so that an online change with them moves everything."""
    rooms: dict[str, object] = {".fCurve": 1.2, ".fFlow": 34.0, ".fReturn": 29.0}
    for number, name in enumerate(ROOMS, 1):
        room = f".aRoom[{number}]"
        rooms |= {f"{room}.sName": name, f"{room}.eMode": "Comfort", f"{room}.fSetpoint": 20.0 + number % 3}
        rooms |= {f"{room}.fActual": 19.0 + number * 0.3, f"{room}.fHumidity": 45.0}
    cells = {f".aCell[{number}].fTemperature": 22.0 for number in range(1, CELLS + 1)}
    cells |= {f".aCell[{number}].fVoltage": 3.28 for number in range(1, CELLS + 1)}
    pack = {".bEnable": True, ".fSoc": 62.0, ".fChargeLimit": 3000.0, ".fMinSoc": 15.0, ".nCycles": 211}
    return Program(
        "Keller",
        [
            *extra,
            Variable("MAIN.fbBattery", battery(CELLS), "House battery", initial=pack | cells),
            Variable("MAIN.fbHeating", heating(len(ROOMS)), "Heating", initial=rooms),
            Variable("MAIN.rMinSoc", reference_to(REAL), target="MAIN.fbBattery.fMinSoc"),
            Variable("GVL_House.stOutdoor", OUTDOOR, "Weather station", initial={".fTemperature": 6.0, ".fWind": 3.0}),
            Variable("GVL_House.aAlarm", array(ALARM, (1, 4)), "Alarms"),
            Variable("GVL_House.bHoliday", BOOL, "Nobody at home", MARK, persistent=True),
            Variable("GVL_House.sMessage", string(80), "Text on the panel", MARK, "Grüß Gott – 20 °C"),
            Variable("GVL_House.nHeartbeat", UDINT, "Counts every cycle", MARK, read_only=True),
            Variable("GVL_House.fGaragePackVoltage", REAL, "Battery in the garage, V; written from outside", MARK),
            Variable("GVL_House.bLeak", BOOL, "Water on the floor", MARK, at="%IX2.3"),
        ],
        behaviour=_behaviour,
    )


def _behaviour(program: Program) -> Callable[[float], None]:
    parts: tuple[Part, ...] = (
        Limits(program),
        Outdoor(program, "GVL_House.stOutdoor"),
        BatteryModel(program, "MAIN.fbBattery", CELLS, 280.0),
        HeatingModel(program, "MAIN.fbHeating", len(ROOMS), "GVL_House.stOutdoor"),
        Alarms(
            program,
            "GVL_House.aAlarm",
            [
                ("Wasser im Keller", 2, lambda of: bool(of["GVL_House.bLeak"])),
                ("Batterie fast leer", 1, lambda of: bool(of["MAIN.fbBattery.fSoc"] < 10)),
                ("Batterie gesperrt", 0, lambda of: not of["MAIN.fbBattery.bEnable"]),
                ("Frostgefahr im Büro", 1, lambda of: bool(of["MAIN.fbHeating.aRoom[5].fActual"] < 7)),
            ],
        ),
    )

    def step(seconds: float) -> None:
        program["GVL_House.nHeartbeat"] = (program["GVL_House.nHeartbeat"] + 1) % 2**32
        for part in parts:
            part.step(seconds)

    return step
