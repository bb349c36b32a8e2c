"""Profiles by name, and errors that say where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from dinrail_modbus.profiles import Catalog, Profile, ProfileError, parse_profile, shipped_names
from dinrail_modbus.profiles.__main__ import main
from dinrail_modbus.profiles.catalog import FOLDER

GOOD = """\
header:
  vendor: Acme
  model: Boiler 3
  sources: [{title: Acme manual, version: "2"}]
order: CDAB
table: input_registers
points:
  - {name: power, address: 0, type: int32, unit: W}
  - name: mode
    table: holding_registers
    address: 0x10
    texts: {0: off, 1: eco}
    writable: true
"""


def own(**change: Any) -> dict[str, Any]:
    header = {"vendor": "Acme", "model": "B", "sources": [{"title": "Manual", "version": "1"}]}
    return {"header": header, "points": [{"name": "power", "address": 0}], **change}


def test_a_file_becomes_a_profile() -> None:
    profile = parse_profile(GOOD, "boiler.yaml")
    power, mode = profile.points
    assert (profile.order, power.table, power.type, mode.table, mode.address) == (
        "CDAB", "input_registers", "int32", "holding_registers", 16,
    )  # fmt: skip
    assert mode.texts == {"0": "off", "1": "eco"}


@pytest.mark.parametrize(
    ("old", "new", "line", "pointer", "part"),
    [
        ("type: int32", "type: int33", 8, "/points/0/type", "int33"),
        ("address: 0x10", "address: 70000", 11, "/points/1/address", "65535"),
        ("    address: 0x10\n", "", 9, "/points/1", "address"),
        ("unit: W", "unitt: W", 8, "/points/0", "unitt"),
        ("name: mode", "name: power", 9, "/points/1/name", "twice"),
        ("type: int32", "type: bool", 8, "/points/0/bit", "bit"),
        ("table: holding_registers", "table: input_registers", 13, "/points/1/writable", "cannot be written"),
        ("  model: Boiler 3\n", "", 2, "/header", "model"),
        ('version: "2"}]', 'version: "2"}', 5, "", ""),
        ("sources: [{title: Acme manual, version: \"2\"}]", "sources: []", 4, "/header/sources", "length"),
        ("unit: W", "unit: W, scale_register: 1", 8, "/points/0/scale_register", "inside"),
        ("unit: W", "unit: W, scale_register: 300", 8, "/points/0/scale_register", "301"),
        ("unit: W", "unit: W, unavailable: [4294967296]", 8, "/points/0/unavailable", "32 bits"),
        ("order: CDAB", "order: CDAB\nmatch: {probes: [{address: 1}]}", 6, "/match/probes/0", "equals"),
    ],
)  # fmt: skip
def test_an_error_names_file_line_place_and_reason(old: str, new: str, line: int, pointer: str, part: str) -> None:
    assert old in GOOD
    with pytest.raises(ProfileError) as caught:
        parse_profile(GOOD.replace(old, new), "boiler.yaml")
    error = caught.value
    assert (error.file, error.line, error.pointer) == ("boiler.yaml", line, pointer)
    assert part in error.message
    assert str(error).startswith(f"boiler.yaml:{line}: ")


def test_own_profiles_stand_beside_the_shipped_ones_and_before_them() -> None:
    catalog = Catalog({"acme/boiler": own(), "eastron/sdm630": own(points=[{"name": "mine", "address": 7}])})
    assert set(shipped_names()) < set(catalog.names())
    assert [point.name for point in catalog.profile("acme/boiler").points] == ["power"]
    assert [point.name for point in catalog.profile("eastron/sdm630").points] == ["mine"]


@pytest.mark.parametrize("name", ["acme/none", "../secrets", "eastron", "eastron/sdm630.yaml", ""])
def test_a_name_that_is_none_is_told(name: str) -> None:
    with pytest.raises(ProfileError) as caught:
        Catalog().profile(name)
    assert caught.value.unknown


def test_an_own_profile_says_where_it_is_wrong() -> None:
    catalog = Catalog({"acme/boiler": own(points=[{"name": "power", "address": -1}])})
    with pytest.raises(ProfileError, match=r"profiles/acme/boiler: .* \(/points/0/address\)"):
        catalog.profile("acme/boiler")


def test_the_checker_prints_what_goes_into_the_configuration(tmp_path: Path, capsys: Any) -> None:
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "boiler.yaml").write_text(GOOD)
    assert main(["check", str(folder / "boiler.yaml")]) == 0
    printed = msgspec.json.decode(capsys.readouterr().out)
    assert [point.name for point in Catalog(printed).profile("acme/boiler").points] == ["power", "mode"]


def test_the_checker_prints_what_is_wrong(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "boiler.yaml").write_text(GOOD.replace("int32", "int33"))
    assert main(["check", str(tmp_path / "boiler.yaml"), str(tmp_path / "none.yaml")]) == 1
    told = capsys.readouterr()
    assert "boiler.yaml:8: " in told.err
    assert "none.yaml" in told.err
    assert told.out == ""


def test_the_checker_lists_what_is_shipped(capsys: Any) -> None:
    assert main(["list"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(shipped_names())
    assert main([]) == 2


def test_every_file_of_the_folder_is_listed() -> None:
    assert len(shipped_names()) == sum(1 for _ in FOLDER.rglob("*.yaml"))


def test_a_profile_can_be_described_to_a_form() -> None:
    schema = msgspec.json.schema(Profile)
    assert {"Header", "Match", "Limits", "PointConfig"} <= set(schema["$defs"])


def test_the_example_of_the_readme_is_a_profile() -> None:
    text = (Path(__file__).parents[2] / "README.md").read_text().split("```yaml\n")[1].split("```")[0]
    profile = parse_profile(text, "README.md")
    assert [point.name for point in profile.points] == ["power", "temperature", "target", "mode"]
    assert profile.points[3].texts == {"0": "off", "1": "eco", "2": "on"}
    assert profile.limits.connect_delay == 1
