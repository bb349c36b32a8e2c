"""Frames in the layouts of Pylontech, Victron, Discover and Pytes; signs, alternatives, short frames."""

from __future__ import annotations

import pytest

from dinrail.bms import Alarm, BMSData, CanFrame, Incomplete, Options, parse_candump
from dinrail.testing.parsers import ParserBattery, Recording
from dinrail_bms_can.parser import CanBMS

PYLONTECH = (
    b"351#1402740E740ECC01\n",
    b"355#1A006400\n",
    b"356#4E13026204F0\n".replace(b"6204F0", b"00C800"),
    b"359#00000000 \n".replace(b" ", b"0A504E"),
    b"35C#C000\n",
    b"35E#50594C4F4E202020\n",
)


class TestLayouts(ParserBattery):
    parser = CanBMS
    checked = False
    junk = (b"\n", b"305#0000000000000000\n", b"(1699999999.1) can0 18904001#0214\n")
    recordings = (
        Recording(
            source="Pylontech frames as open inverter gateways document them",
            frames=PYLONTECH,
            expected={
                "voltage": 49.42,
                "current": 0.2,
                "soc": 26,
                "soh": 100,
                "temperatures": (20,),
                "alarms": (),
                "alarm_raw": 0,
            },
        ),
        Recording(
            source="Victron's layout: 0x35A, fine SOC, 8 bytes of 0x356",
            frames=(
                b"351#3002E803E803A401\n",
                b"355#63006100AD26\n",
                b"356#B4149CFFFAFF0000\n",
                b"35A#AAAAAAAAAAAAAAAA\n",
                b"373#E40CF80C2601 2801\n".replace(b" ", b""),
                b"379#1801\n",
            ),
            expected={
                "voltage": 53.0,
                "current": -10.0,
                "soc": 99.01,
                "soh": 97,
                "temperatures": (-0.6,),
                "alarms": (),
                "capacity_ah": 280,
            },
        ),
    )


def decoded(*texts: str, options: Options | None = None) -> BMSData:
    parser = CanBMS(options)
    return parser.decode([frame for text in texts for frame in parser.feed_can(parse_candump(text))])


def keys(data: BMSData) -> set[tuple[str, str]]:
    return {(alarm.key, alarm.level) for alarm in data.alarms or ()}


@pytest.mark.parametrize(
    ("raw", "amperes"), [("0000", 0), ("0100", 0.1), ("FFFF", -0.1), ("9CFF", -10), ("FF7F", None)]
)
def test_current_is_signed_and_charging_is_positive(raw: str, amperes: float | None) -> None:
    assert decoded(f"356#B414{raw}FA00").current == amperes
    turned = decoded(f"356#B414{raw}FA00", options=Options(invert_current=True)).current
    assert turned == (None if amperes is None else -amperes)


@pytest.mark.parametrize(
    ("raw", "degrees"), [("FA00", 25), ("FFFF", -0.1), ("38FF", -20), ("FF7F", None), ("0080", None)]
)
def test_temperatures_below_zero_and_missing_ones(raw: str, degrees: float | None) -> None:
    found = decoded(f"356#B4140000{raw}").temperatures
    assert found == (None if degrees is None else (degrees,))


@pytest.mark.parametrize(
    ("text", "soc"),
    [("64006400", 100), ("640064000000", 100), ("630064001D27", 99), ("63006400AD26", 99.01), ("FFFF6400", None)],
)
def test_fine_soc_counts_only_where_it_agrees(text: str, soc: float | None) -> None:
    assert decoded(f"355#{text}").soc == soc


def test_voltage_in_tenths_is_seen_by_the_charge_voltage() -> None:
    assert decoded("351#3002E803E803A401", "356#1202000000 00".replace(" ", "")).voltage == 53.0
    assert decoded("351#3002E803E803A401", "356#B41400000000").voltage == 53.0
    assert decoded("356#120200000000").voltage == 5.3


def test_two_bit_fields_raise_only_on_01() -> None:
    quiet = decoded("35A#ABAAFEAAAAAAFEAA")
    assert quiet.alarms == ()
    loud = decoded("35A#0410400100400001")
    assert keys(loud) == {
        ("pack_overvoltage", "alarm"),
        ("charge_undertemperature", "alarm"),
        ("internal", "alarm"),
        ("imbalance", "alarm"),
        ("discharge_overcurrent", "warning"),
    }
    assert decoded("35A#0004000000000000").alarms == (Alarm("charge_overtemperature", "alarm"),)


def test_one_bit_alarms_are_not_mixed_up() -> None:
    assert keys(decoded("359#02000000" + "01504E")) == {("pack_overvoltage", "alarm")}
    assert keys(decoded("359#04000000" + "01504E")) == {("pack_undervoltage", "alarm")}
    assert keys(decoded("359#80010000" + "01504E")) == {
        ("discharge_overcurrent", "alarm"),
        ("charge_overcurrent", "alarm"),
    }
    assert keys(decoded("359#00000800" + "01504E")) == {("overtemperature", "warning")}
    assert keys(decoded("359#00400000" + "01504E")) == {("bit_14", "alarm")}


def test_battery_that_sends_both_kinds_of_alarms() -> None:
    data = decoded("359#00000800" + "01504E", "35A#40AAAAAAAAAAAAAA")
    assert keys(data) == {("overtemperature", "alarm")}
    assert data.values["alarm_raw_359"] == 0x80000


def test_names_limits_and_requests_are_values() -> None:
    data = decoded("35E#50594C4F4E202020", "370#4259442000000000", "35C#C8", "351#3002E803E803", "380#FF01")
    assert data.values == {
        "manufacturer": "PYLON",
        "name": "BYD",
        "charge_voltage_limit": 56.0,
        "charge_current_limit": 100.0,
        "discharge_current_limit": 100.0,
        "charge_enabled": True,
        "discharge_enabled": True,
        "force_charge": False,
        "force_charge_slow": False,
        "full_charge_request": True,
    }


@pytest.mark.parametrize(
    "text", ["351#0102", "351#3002E803E8", "355#64", "355#640064", "356#B41464", "356#B414", "35A#AA"]
)
def test_short_frame_is_rejected_and_counted(text: str) -> None:
    parser = CanBMS()
    assert parser.feed_can(parse_candump(text)) == []
    assert parser.counters.rejected == {"length": 1}


def test_what_is_not_the_batterys_is_left_alone() -> None:
    parser = CanBMS()
    assert parser.feed_can(CanFrame(0x305, bytes(8))) == []
    assert parser.feed_can(CanFrame(0x355, bytes(8), extended=True)) == []
    assert parser.counters.last is None


def test_empty_texts_alone_are_no_record() -> None:
    with pytest.raises(Incomplete):
        decoded("35E#0000000000000000")
