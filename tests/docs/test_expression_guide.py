"""The part of docs/routing.md on expressions shows every word there is, and what it shows compiles."""

from __future__ import annotations

from pathlib import Path

import pytest

from dinrail_router.expression import FUNCTIONS, VARIABLES, compile_expression

GUIDE = (Path(__file__).parents[2] / "docs" / "routing.md").read_text()
SECTION = GUIDE.partition("## Conditions and expressions\n")[2].partition("\n## ")[0]
EXAMPLES = SECTION.split("```\n")[1].splitlines()
ROWS = [line for line in SECTION.splitlines() if line.startswith("| `")]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_expression_of_the_guide_compiles(example: str) -> None:
    assert compile_expression(example).names


def test_the_guide_shows_every_name_and_function_with_its_example() -> None:
    words = [f"| `{each.name}` | {each.doc} | `{each.example}` |" for each in (*VARIABLES, *FUNCTIONS)]
    assert words == ROWS
