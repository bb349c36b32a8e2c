from __future__ import annotations

import pytest

from dinrail.bms import BMSData, Guard, Limits

GOOD = BMSData(voltage=13.2, current=-5.0, soc=80.0, cell_voltages=(3.3, 3.3, 3.3, 3.3), temperatures=(-12.0, None))


def test_plausible_record_passes() -> None:
    guard = Guard()
    assert guard.admit(GOOD) is GOOD
    assert guard.withheld == 0
    assert guard.reason is None


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (BMSData(soc=100.1), "bms_value_implausible"),
        (BMSData(soc=-1.0), "bms_value_implausible"),
        (BMSData(soh=180.0), "bms_value_implausible"),
        (BMSData(voltage=-0.1), "bms_value_implausible"),
        (BMSData(current=-3000.0), "bms_value_implausible"),
        (BMSData(cell_voltages=(3.3, 65.5)), "bms_value_implausible"),
        (BMSData(temperatures=(None, 215.0)), "bms_value_implausible"),
        (BMSData(voltage=13.2, cell_voltages=(3.3, 3.3, 3.3)), "bms_cells_implausible"),
        (BMSData(voltage=13.2, cell_voltages=(0.0,) * 4), "bms_cells_implausible"),
        (BMSData(voltage=float("nan")), "bms_value_implausible"),
    ],
)
def test_implausible_record_is_withheld_and_counted_and_the_next_passes(data: BMSData, key: str) -> None:
    guard = Guard()
    assert guard.admit(data) is None
    assert guard.withheld == 1
    assert guard.reason is not None
    assert guard.reason.key == key
    assert guard.admit(GOOD) is GOOD
    assert guard.withheld == 1
    assert guard.reason is None


@pytest.mark.parametrize(("pack", "passes"), [(13.69, True), (13.71, False), (12.71, True), (12.69, False)])
def test_small_packs_may_differ_by_half_a_volt(pack: float, passes: bool) -> None:
    data = BMSData(voltage=pack, cell_voltages=(3.3,) * 4)
    assert (Guard().admit(data) is data) is passes


@pytest.mark.parametrize(("pack", "passes"), [(53.8, True), (54.0, False)])
def test_large_packs_may_differ_by_two_percent(pack: float, passes: bool) -> None:
    data = BMSData(voltage=pack, cell_voltages=(3.3,) * 16)
    assert (Guard().admit(data) is data) is passes


def test_unknown_cells_are_not_added_up() -> None:
    data = BMSData(voltage=13.2, cell_voltages=(3.3, None, 3.3, 3.3))
    assert Guard().admit(data) is data


def test_rating_of_the_device_can_be_stricter() -> None:
    assert Guard(Limits(current=(-100.0, 100.0))).admit(BMSData(current=-120.0)) is None
