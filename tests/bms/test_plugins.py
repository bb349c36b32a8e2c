"""Every parser plugin of the repository, found by its folder; none is named here."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest

from dinrail.bms import Advertisement
from dinrail.bms.__main__ import main
from dinrail.bms.plugins import load, suggest, types
from dinrail.manifest import read_manifest

ROOT = Path(__file__).parents[2]
FOLDERS = [
    file.parent
    for file in sorted((ROOT / "plugins").glob("*/manifest.json"))
    if read_manifest(file.read_bytes()).kind == "parser"
]
COMMAND = re.compile(r"^python -m dinrail\.bms ([^…\n]+)$", re.MULTILINE)
"""A command that is written out; long frames may be shortened."""


def project(folder: Path) -> dict[str, Any]:
    made: dict[str, Any] = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    return made


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_folder_is_complete(folder: Path) -> None:
    manifest, package = read_manifest((folder / "manifest.json").read_bytes()), project(folder)
    assert manifest.name == folder.name
    assert package["name"] == f"dinrail-{folder.name}"
    assert manifest.version == package["version"]
    assert set(manifest.title) == set(manifest.description) == {"en", "de"}
    assert list((folder / "tests").glob("test_*.py"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_readme_names_its_types_and_its_commands_work(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    readme = (folder / "README.md").read_text()
    names = project(folder)["entry-points"]["dinrail.parsers"]
    assert [name for name in names if f"`{name}`" not in readme] == []
    for command in COMMAND.findall(readme):
        assert main(shlex.split(command)) == 0
        assert capsys.readouterr().err == ""


@pytest.mark.parametrize("name", types())
def test_type_knows_its_name_and_how_it_is_reached(name: str) -> None:
    parser = load(name)
    assert parser.type == name
    assert parser.title
    assert parser.links
    assert ("ble" not in parser.links) or parser.gatt
    assert ("serial" not in parser.links) or parser.serial


@pytest.mark.parametrize(
    "stranger",
    [
        Advertisement(),
        Advertisement(name="Polar H10", services=("180d",)),
        Advertisement(name="Keyboard", manufacturer_data={0x004C: b"\x02\x15"}),
        Advertisement(name="HMSoft", services=("ffe0",)),
        Advertisement(name="SomeMeter", services=("fff0", "ff00")),
    ],
    ids=lambda one: one.name or "nothing",
)
def test_no_parser_claims_what_is_not_its_own(stranger: Advertisement) -> None:
    assert suggest(stranger) == []
