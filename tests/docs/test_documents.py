"""What the documents say is so: targets exist, links resolve, examples are accepted, references are current."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("services/*/README.md"))]
LINK = re.compile(r"\[[^\]]+\]\(([^)#]+)(?:#[^)]*)?\)")
MAKE = re.compile(r"\bmake ([a-z][a-z-]*)")
JSON_BLOCK = re.compile(r"```json\n(.*?)```", re.DOTALL)
ROUTE_FILES = [
    pytest.param(block, id=f"{guide.stem}-{number}")
    for guide in GUIDES
    for number, block in enumerate(JSON_BLOCK.findall(guide.read_text()), 1)
    if '"routes"' in block
]


def name(guide: Path) -> str:
    return guide.relative_to(ROOT).as_posix()


def targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@pytest.mark.parametrize("guide", GUIDES, ids=name)
def test_every_link_leads_somewhere(guide: Path) -> None:
    lost = [
        link for link in LINK.findall(guide.read_text()) if "://" not in link and not (guide.parent / link).exists()
    ]
    assert lost == []


@pytest.mark.parametrize("guide", GUIDES, ids=name)
def test_every_make_target_that_is_named_exists(guide: Path) -> None:
    code = " ".join(re.findall(r"`[^`]+`|```.*?```", guide.read_text(), re.DOTALL))
    assert set(MAKE.findall(code)) - targets() == set()


@pytest.mark.parametrize("block", ROUTE_FILES)
def test_every_route_shown_is_accepted_by_the_linter(block: str, tmp_path: Path) -> None:
    file = tmp_path / "routing.json"
    file.write_text(block)
    done = subprocess.run(
        [sys.executable, "-m", "dinrail_router", "lint", str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_route_guide_shows_routes() -> None:
    assert ROUTE_FILES


def test_reference_pages_are_current() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "generate.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_variable_of_the_compose_files_is_explained() -> None:
    used = {
        variable
        for file in (ROOT / "compose").glob("*.yaml")
        for variable in re.findall(r"\$\{([A-Z_]+)", file.read_text())
    }
    explained = set(re.findall(r"[A-Z][A-Z_]+", (ROOT / ".env.example").read_text()))
    assert used
    assert used - explained == set()
