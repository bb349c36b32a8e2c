"""What docs/routing.md shows of the tools is what they print."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from dinrail_router.cases import Case, Expected, Given
from dinrail_router.cli import main

ROOT = Path(__file__).parents[2]
SECTION = (ROOT / "docs" / "routing.md").read_text().partition("## Trying routes out\n")[2].partition("\n## ")[0]
SHOWN = [block.partition("\n") for block in SECTION.split("```\n$ dinrail-router ")[1:]]
COMMANDS = [(command, output.partition("```")[0]) for command, _, output in SHOWN]


@pytest.mark.parametrize(("command", "output"), COMMANDS, ids=lambda text: text.split()[0] if text else "json")
def test_a_command_prints_what_the_guide_shows(
    command: str, output: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(shlex.split(command)) == 0
    printed = capsys.readouterr().out
    assert printed == output if output else json.loads(printed)["us_per_message"] > 0


def test_the_guide_shows_every_tool() -> None:
    assert [command.split()[0] for command, _ in COMMANDS] == ["test", "explain", "replay", "bench"]


def test_the_case_of_the_guide_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "routing.json"
    file.write_text(SECTION.partition("```json\n")[2].partition("```")[0])
    assert main(["test", str(file)]) == 0
    assert "1 passed, 0 failed" in capsys.readouterr().out


def test_the_guide_names_every_field_of_a_case() -> None:
    fields = {name for kind in (Case, Given, Expected) for name in kind.__struct_encode_fields__} - {"name"}
    assert [field for field in fields if f"`{field}`" not in SECTION] == []
