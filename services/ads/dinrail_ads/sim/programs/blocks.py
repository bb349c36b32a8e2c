"""Types of the house: what its function blocks consist of. What they do is in `physics`."""

from __future__ import annotations

from dinrail_ads.sim.program.elementary import BOOL, DT, INT, LREAL, LTIME, REAL, TIME, UDINT, UINT, enumeration
from dinrail_ads.sim.program.structures import Member, Method, Property, Structure, function_block, struct
from dinrail_ads.sim.program.types import array, string

__all__ = ["ALARM", "HEATING_MODE", "OUTDOOR", "ROOM", "SHUTTER", "battery", "heating"]


def _shown(unit: str = "", low: float | None = None, high: float | None = None) -> dict[str, str]:
    limits = {} if low is None or high is None else {"min": str(low), "max": str(high)}
    return {"dinrail": ""} | ({"unit": unit} if unit else {}) | limits


def _measured(unit: str = "") -> dict[str, str]:
    return _shown(unit) | {"OPC.UA.DA.Access": "1"}  # the way PLC sources say "read only"


BATTERY_STATE = enumeration(
    "E_BatteryState", {"Off": 0, "Idle": 1, "Charging": 2, "Discharging": 3, "Fault": 4}, comment="State of the battery"
)
SHUTTER_STATE = enumeration("E_ShutterState", {"Stopped": 0, "Opening": 1, "Closing": 2})
SHUTTER_COMMAND = enumeration("E_ShutterCommand", {"Idle": 0, "Open": 1, "Close": 2, "Stop": 3})
HEATING_MODE = enumeration("E_HeatingMode", {"Off": 0, "Eco": 1, "Comfort": 2, "Boost": 3})
PRIORITY = enumeration("E_Priority", {"Note": 0, "Warning": 1, "Error": 2})

CELL = struct(
    "ST_Cell",
    [
        Member("fVoltage", REAL, "Cell voltage", _shown("V")),
        Member("fTemperature", REAL, "Cell temperature", _shown("°C")),
        Member("bBalancing", BOOL, "Cell is being balanced", _shown()),
    ],
    "One cell",
)
OUTDOOR = struct(
    "ST_Outdoor",
    [
        Member("fTemperature", REAL, "Outdoor temperature", _shown("°C")),
        Member("fSun", REAL, "Irradiance", _shown("W/m²")),
        Member("fWind", REAL, "Wind speed", _shown("m/s")),
    ],
)
ROOM = function_block(
    "FB_Room",
    [
        Member("sName", string(30), "Name of the room", _shown()),
        Member("eMode", HEATING_MODE, "Mode", _shown()),
        Member("fSetpoint", REAL, "Wanted temperature", _shown("°C", 5, 30)),
        Member("fActual", REAL, "Measured temperature", _shown("°C")),
        Member("fHumidity", REAL, "Relative humidity", _shown("%")),
        Member("fValve", REAL, "Valve", _measured("%"), read_only=True),
        Member("bWindow", BOOL, "Window is open", _shown()),
    ],
    "Heating of one room",
)
SHUTTER = function_block(
    "FB_Shutter",
    [
        Member("eCommand", SHUTTER_COMMAND, "What it shall do", _shown()),
        Member("nTarget", INT, "Wanted position, 100 closed", _shown("%", 0, 100)),
        Member("fPosition", REAL, "Position, 100 closed", _measured("%"), read_only=True),
        Member("eState", SHUTTER_STATE, "What it does", _measured(), read_only=True),
        Member("tRun", TIME, "Time from end to end"),
        Member("nMoves", UDINT, "Movements since commissioning", _shown()),
    ],
    "One shutter",
    methods=[Method("Open"), Method("Close"), Method("Stop")],
)
ALARM = struct(
    "ST_Alarm",
    [
        Member("bActive", BOOL, "Present", _shown()),
        Member("bAcknowledge", BOOL, "Write TRUE to acknowledge", _shown()),
        Member("sText", string(60), "What is wrong", _shown()),
        Member("ePriority", PRIORITY, "Priority", _shown()),
        Member("dtRaised", DT, "When it came", _shown()),
        Member("nCount", UINT, "How often it came", _shown()),
    ],
)


def battery(cells: int) -> Structure:
    """FB_Battery with so many cells in series."""
    return function_block(
        "FB_Battery",
        [
            Member("bEnable", BOOL, "Release", _shown()),
            Member("eState", BATTERY_STATE, "State", _measured(), read_only=True),
            Member("fSoc", LREAL, "State of charge", _measured("%"), read_only=True),
            Member("fVoltage", REAL, "Voltage at the terminals", _measured("V"), read_only=True),
            Member("fCurrent", REAL, "Current, charging positive", _measured("A"), read_only=True),
            Member("fChargeLimit", REAL, "Most power while charging", _shown("W", 0, 5000)),
            Member("fMinSoc", REAL, "Discharge down to", _shown("%", 5, 50)),
            Member("tRunning", LTIME, "Running time", _shown()),
            Member("nCycles", UDINT, "Full cycles", _shown()),
            Member("aCell", array(CELL, (1, cells)), "Cells"),
            Property(
                "fPower",
                REAL,
                "Power, charging positive",
                {"monitoring": "call", "dinrail": "", "unit": "W"},
                get=lambda of: of("fVoltage") * of("fCurrent"),
            ),
        ],
        "House battery",
        methods=[Method("Reset", BOOL)],
    )


def heating(rooms: int) -> Structure:
    """FB_Heating with so many rooms."""
    return function_block(
        "FB_Heating",
        [
            Member("bPump", BOOL, "Pump runs", _measured(), read_only=True),
            Member("fFlow", REAL, "Flow temperature", _measured("°C"), read_only=True),
            Member("fReturn", REAL, "Return temperature", _measured("°C"), read_only=True),
            Member("fCurve", REAL, "Slope of the heating curve", _shown("", 0.2, 3)),
            Member("aRoom", array(ROOM, (1, rooms)), "Rooms"),
        ],
        "Heating circuit",
    )
