"""From a model's definition and a device's block to points."""

from __future__ import annotations

import msgspec
import pytest

from dinrail_modbus.config import PointConfig
from dinrail_modbus.sunspec.chain import Block
from dinrail_modbus.sunspec.layout import MOST_POINTS, counters, far_factors, fixed_size, points_of
from dinrail_modbus.sunspec.model import known_models, load_model

PLANNED = {1, 101, 102, 103, 111, 112, 113, *range(120, 125), 160, *range(201, 205), *range(211, 215),
           *range(701, 715), 802}  # fmt: skip
REACH = 125
LENGTHS = {101: 50, 102: 50, 103: 50, 111: 60, 112: 60, 113: 60, 120: 26, 121: 30, 122: 44, 123: 24, 124: 24,
           201: 105, 202: 105, 203: 105, 204: 105, 211: 124, 212: 124, 213: 124, 214: 124, 701: 153, 713: 7,
           802: 62}  # fmt: skip
"""As the specification gives them, without the header."""


def laid_out(model: int, length: int, address: int = 40069, **counts: int) -> dict[str, PointConfig]:
    spec = load_model(model)
    assert spec is not None
    points = points_of(spec, Block(model, address, length), spec.prefix, counts, reach=REACH)
    return {point.name: point for point in points}


def test_every_planned_model_is_there() -> None:
    assert set(known_models()) == PLANNED


@pytest.mark.parametrize(("model", "length"), LENGTHS.items())
def test_definitions_are_as_long_as_the_specification_says(model: int, length: int) -> None:
    spec = load_model(model)
    assert spec is not None
    assert fixed_size(spec) == length + 2


@pytest.mark.parametrize("model", sorted(PLANNED))
def test_points_of_a_model_have_names_of_their_own_and_lie_inside(model: int) -> None:
    spec = load_model(model)
    assert spec is not None
    length = fixed_size(spec) - 2 + 120
    points = points_of(spec, Block(model, 100, length), spec.prefix, dict.fromkeys(counters(spec), 2), reach=REACH)
    assert points
    assert len({point.name for point in points}) == len(points)
    assert all(102 <= point.address < 102 + length for point in points)


def test_a_value_has_its_scale_factor_and_what_means_no_value() -> None:
    power = laid_out(103, 50)["inverter.W"]
    assert (power.address, power.type, power.scale_register, power.unavailable) == (40083, "int16", 40084, [0x8000])
    energy = laid_out(103, 50)["inverter.WH"]
    assert (energy.address, energy.type, energy.scale_register, energy.unavailable) == (40093, "uint32", 40095, [0])


def test_a_short_block_has_only_the_points_it_holds() -> None:
    assert "inverter.St" not in laid_out(103, 30)
    assert "inverter.W" in laid_out(103, 30)


def test_trackers_repeat_to_the_end_of_the_block() -> None:
    points = laid_out(160, 8 + 4 * 20)
    assert [name for name in points if name.endswith(".DCW")] == [f"mppt.module.{n}.DCW" for n in (1, 2, 3, 4)]
    first, second = points["mppt.module.1.DCW"], points["mppt.module.2.DCW"]
    assert second.address - first.address == 20
    assert first.scale_register == second.scale_register == 40073


def test_values_too_far_from_their_scale_factor_are_left_out() -> None:
    names = laid_out(160, 8 + 9 * 20)
    assert "mppt.module.6.DCW" in names
    assert "mppt.module.9.DCW" not in names
    assert "mppt.module.9.DCSt" in names


def test_nested_groups_follow_the_counts_the_device_gives() -> None:
    points = laid_out(705, 100, NPt=3, NCrv=2)
    assert [name for name in points if name.endswith(".V")] == [
        f"volt_var.Crv.{c}.Pt.{p}.V" for c in (1, 2) for p in (1, 2, 3)
    ]
    assert points["volt_var.Crv.1.Pt.2.V"].address - points["volt_var.Crv.1.Pt.1.V"].address == 2


def test_a_count_from_the_device_is_never_believed_beyond_reason() -> None:
    assert len(laid_out(705, 60000, NPt=65535, NCrv=65535)) <= MOST_POINTS
    assert laid_out(705, 30, NPt=65535, NCrv=65535)


def test_points_are_valid_ones_of_a_configuration() -> None:
    for point in laid_out(802, 62).values():
        assert msgspec.convert(msgspec.to_builtins(point), PointConfig) == point


def test_a_value_far_from_its_scale_factor_takes_one_read_before_or_is_left_out() -> None:
    spec = load_model(160)
    assert spec is not None
    block = Block(160, 40069, 8 + 20 * 10)
    far = far_factors(spec, block, {"N": 10}, REACH)
    assert far == [40071, 40072, 40073, 40074]

    without = {point.name for point in points_of(spec, block, "mppt", {"N": 10}, reach=REACH)}
    read = {40071: -2, 40072: -1, 40073: 0}
    points = {point.name: point for point in points_of(spec, block, "mppt", {"N": 10}, reach=REACH, factors=read)}

    assert {"mppt.module.8.DCV", "mppt.module.10.DCW"} <= set(points) - without
    assert "mppt.module.10.DCWH" not in points
    assert (points["mppt.module.1.DCA"].scale_register, points["mppt.module.1.DCA"].scale) == (40071, 1)
    assert (points["mppt.module.10.DCA"].scale_register, points["mppt.module.10.DCA"].scale) == (None, 0.01)


def test_a_model_that_fits_one_request_has_no_far_factors() -> None:
    spec = load_model(103)
    assert spec is not None
    assert far_factors(spec, Block(103, 40069, 50), {}, REACH) == []
    assert far_factors(spec, Block(103, 40069, 50), {}, 3) != []
