"""The parser of docs/parsers.md is written out as shown, installed, and stands its own tests."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from dinrail.manifest import read_manifest

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "parsers.md").read_text()
FILE = re.compile(r"^`([a-z_./]+)`\n\n```[a-z]+\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^python -m (dinrail\.bms decode .+)$", re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILE.findall(GUIDE):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    (tmp_path / "dinrail_bms_linepack" / "__init__.py").touch()
    project = tomllib.loads((tmp_path / "pyproject.toml").read_text())["project"]
    installed = tmp_path / f"dinrail_bms_linepack-{project['version']}.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    )
    ((group, entries),) = project["entry-points"].items()
    lines = [f"[{group}]", *(f"{name} = {value}" for name, value in entries.items())]
    (installed / "entry_points.txt").write_text("\n".join(lines))
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(folder), str(ROOT / "sdk")])
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path, "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_manifest_of_the_guide_is_a_parser(folder: Path) -> None:
    assert read_manifest((folder / "manifest.json").read_bytes()).kind == "parser"


def test_tests_of_the_guide_pass(folder: Path) -> None:
    done = run(folder, "pytest", "-q", "-p", "no:cacheprovider", "tests")
    assert done.returncode == 0, done.stdout[-3000:]
    assert re.search(r"\b1[0-9] passed", done.stdout)


def test_command_of_the_guide_prints_the_record(folder: Path) -> None:
    (command,) = COMMAND.findall(GUIDE)
    done = run(folder, *shlex.split(command))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["voltage"] == 13.25
