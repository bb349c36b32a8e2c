"""sdk imports nothing of ours; everything else only the sdk; wire libraries stay behind their one door."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = {
    package.name: package
    for pattern in (
        "sdk/dinrail",
        "router/dinrail_router",
        "gateway-api/dinrail_gateway",
        "services/*/dinrail_*",
        "plugins/*/dinrail_*",
    )
    for package in ROOT.glob(pattern)
    if package.is_dir()
}
MAX_LINES = 500


def sources(package: Path) -> Iterator[tuple[Path, ast.Module]]:
    for file in sorted(package.rglob("*.py")):
        yield file, ast.parse(file.read_text(), str(file))


def imported(tree: ast.Module) -> set[str]:
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {
        node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module and not node.level
    }


def importers(package: Path, library: str) -> set[str]:
    return {
        file.relative_to(package).as_posix()
        for file, tree in sources(package)
        if any(name == library or name.startswith(f"{library}.") for name in imported(tree))
    }


def test_the_parts_of_the_house_are_all_seen() -> None:
    assert {"dinrail", "dinrail_router", "dinrail_gateway", "dinrail_modbus"} <= set(PACKAGES)


@pytest.mark.parametrize("name", sorted(PACKAGES))
def test_package_imports_of_ours_only_the_sdk(name: str) -> None:
    allowed = {name, "dinrail"}
    roots = {module.split(".")[0] for _, tree in sources(PACKAGES[name]) for module in imported(tree)}
    assert {root for root in roots if root.split("_")[0] == "dinrail"} <= allowed
    assert "tests" not in roots


def test_docker_sdk_is_imported_in_one_package_of_the_gateway() -> None:
    files = importers(PACKAGES["dinrail_gateway"], "docker")
    assert files
    assert {Path(file).parent.as_posix() for file in files} == {"runtime/docker"}


def test_modbus_library_is_imported_in_one_package() -> None:
    importing = importers(PACKAGES["dinrail_modbus"], "pymodbus")
    assert importing
    assert {file.split("/")[0] for file in importing} == {"client"}


def test_ads_has_no_library_but_as_a_peer_of_its_tests() -> None:
    assert importers(PACKAGES["dinrail_ads"], "pyads") == set()


def test_can_libraries_are_imported_in_one_place_each() -> None:
    assert {file.split("/")[0] for file in importers(PACKAGES["dinrail_can"], "can")} == {"client"}
    assert importers(PACKAGES["dinrail_can"], "cantools") == {"dbc.py"}


@pytest.mark.parametrize("name", sorted(PACKAGES))
def test_file_is_short_enough_to_be_read(name: str) -> None:
    assert {
        file.name: lines
        for file, _ in sources(PACKAGES[name])
        if (lines := len(file.read_text().splitlines())) > MAX_LINES
    } == {}
