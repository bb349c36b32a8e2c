"""The call `profiles`: what a person can choose from."""

from __future__ import annotations

import pytest

from dinrail.errors import CallRefused
from dinrail_modbus.profiles import shipped_names
from modbus_rig import Rig

HEADER = {"vendor": "Acme", "model": "B", "sources": [{"title": "Manual", "version": "1"}]}


def rig() -> Rig:
    own = {"acme/b": {"header": HEADER, "points": [{"name": "p", "address": 1}]}, "acme/bad": {"header": {}}}
    return Rig({"points": []}, port=502, profiles=own)


async def test_shipped_and_own_profiles_are_listed_and_bad_ones_told() -> None:
    listed = (await rig().adapter.call("profiles", {}))["profiles"]
    by_name = {each["name"]: each for each in listed}
    assert set(by_name) == {*shipped_names(), "acme/b", "acme/bad"}
    assert by_name["eastron/sdm630"]["points"] == 43
    assert by_name["fronius/gen24"]["sunspec"] is True
    assert by_name["kostal/plenticore"]["unit_id"] == 71
    assert by_name["acme/b"]["vendor"] == "Acme"
    assert "vendor" in by_name["acme/bad"]["problem"]


async def test_one_profile_is_shown_whole() -> None:
    shown = await rig().adapter.call("profiles", {"name": "carlo-gavazzi/em24"})
    assert shown["profile"]["order"] == "CDAB"
    frequency = {"name": "frequency", "table": "input_registers", "address": 55, "scale": 0.1, "unit": "Hz"}
    assert frequency in shown["profile"]["points"]


async def test_own_profiles_of_a_configuration_not_saved_yet_are_listed() -> None:
    other = {"endpoints": [{"host": "h"}], "devices": [{}], "profiles": {"acme/c": {"header": HEADER, "sunspec": True}}}
    listed = (await rig().adapter.call("profiles", {"config": other}))["profiles"]
    assert {"acme/c"} == {each["name"] for each in listed} - set(shipped_names())


@pytest.mark.parametrize("params", [{"name": "acme/none"}, {"name": "acme/bad"}, {"nam": "x"}, {"name": ""}])
async def test_what_cannot_be_shown_is_refused(params: dict[str, str]) -> None:
    with pytest.raises(CallRefused) as caught:
        await rig().adapter.call("profiles", params)
    assert caught.value.reason.key == "call_parameters_invalid"
