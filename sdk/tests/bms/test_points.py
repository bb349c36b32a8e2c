from dinrail.bms import Alarm, BMSData
from dinrail.bms.points import BatteryPoints, Value, point_of, values_of

FULL = BMSData(
    voltage=13.2,
    current=-2.0,
    soc=88,
    cell_voltages=(3.31, None, 3.29, 3.31),
    temperatures=(23, None),
    charge_mos=True,
    alarms=(Alarm("cell_overvoltage", "warning"), Alarm("bit_9")),
    alarm_raw=0x201,
    values={"time_to_go_min": 240, "model": "P4"},
)


def test_a_record_becomes_values_by_name() -> None:
    assert values_of(FULL) == {
        "voltage": 13.2,
        "current": -2.0,
        "power": -26.4,
        "soc": 88,
        "charge_mos": True,
        "alarm_raw": 0x201,
        "cells.count": 4,
        "cells.1.voltage": 3.31,
        "cells.3.voltage": 3.29,
        "cells.4.voltage": 3.31,
        "cells.min": 3.29,
        "cells.min_number": 3,
        "cells.max": 3.31,
        "cells.max_number": 1,
        "cells.delta": 0.02,
        "cells.average": 3.3033,
        "temperatures.1": 23,
        "temperatures.min": 23,
        "temperatures.max": 23,
        "alarm_level": 2,
        "alarms": "cell_overvoltage?, bit_9",
        "alarm_texts": "Cell voltage too high; bit_9",
        "time_to_go_min": 240,
        "model": "P4",
    }


def test_nothing_known_is_nothing_told() -> None:
    assert values_of(BMSData()) == {}
    assert values_of(BMSData(cell_voltages=(), alarms=())) == {"alarm_level": 0, "alarms": "", "alarm_texts": ""}


def test_what_a_type_calls_like_a_value_of_all_does_not_replace_it() -> None:
    assert values_of(BMSData(voltage=50.0, values={"voltage": 1}))["voltage"] == 50.0


def test_type_and_unit_follow_from_the_name() -> None:
    seen = {name: (point_of("b", name, value).type, point_of("b", name, value).unit) for name, value in {
        "soc": 88, "cells.3.voltage": 3, "temperatures.1": 20, "time_to_go_min": 4, "cycles": 7, "model": "x",
        "charge_mos": True, "alarm_raw": 1, "charge_voltage_limit": 57, "cells.min_number": 2, "dvcc": 0.5,
    }.items()}  # fmt: skip
    assert seen == {
        "soc": ("REAL", "%"),
        "cells.3.voltage": ("REAL", "V"),
        "temperatures.1": ("REAL", "°C"),
        "time_to_go_min": ("REAL", "min"),
        "cycles": ("LINT", ""),
        "model": ("STRING", ""),
        "charge_mos": ("BOOL", ""),
        "alarm_raw": ("LWORD", ""),
        "charge_voltage_limit": ("REAL", "V"),
        "cells.min_number": ("LINT", ""),
        "dvcc": ("REAL", ""),
    }
    assert point_of("b", "alarms", "").texts["short_circuit"]


def test_what_is_not_told_any_more_is_bad_and_good_again() -> None:
    points = BatteryPoints("left")
    assert points.take(BMSData(soc=50, cycles=3)) == [Value("left.soc", 50, True), Value("left.cycles", 3, True)]
    assert points.take(BMSData(soc=51)) == [Value("left.soc", 51, True), Value("left.cycles", None, False)]
    assert points.take(BMSData(soc=52, cycles=4))[1] == Value("left.cycles", 4, True)
    assert points.lost() == [Value("left.soc", None, False), Value("left.cycles", None, False)]
    assert list(points.points) == ["left.soc", "left.cycles"]
