"""Every route and every operator of docs/routing.md is as the router knows it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from dinrail_router.compiler import compile_routes
from dinrail_router.operators import Example, Held, operators

GUIDE = (Path(__file__).parents[2] / "docs" / "routing.md").read_text()
BLOCKS = [block.partition("```")[0] for block in GUIDE.split("```json\n")[1:]]
ROWS = [line.strip("| ").split(" | ") for line in GUIDE.splitlines() if line.startswith("| `") and line.count("|") == 6]
WHOLE = {True: "{}", False: '{{"routes": [{}]}}'}


@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_of_the_guide_compiles_without_a_word(block: str) -> None:
    compiled = compile_routes(WHOLE['"routes"' in block].format(block).encode())
    assert compiled.plans
    assert compiled.findings == ()


def test_the_guide_shows_every_operator_with_its_tested_example() -> None:
    shown = [row[2:] for row in ROWS]
    expected = [[f"`{each.example.transform}`", *in_and_out(each.example)] for each in operators().values()]
    assert sorted(shown) == sorted(expected)


def in_and_out(example: Example) -> tuple[str, str]:
    if example.at:
        return timed(zip(example.at, example.given, strict=True)), timed(example.gives)
    return listed(example.given), listed(example.gives)


def timed(pairs: Iterable[Any]) -> str:
    return ", ".join(f"{value} ({at:g} s)" for at, value in pairs)


def listed(values: Iterable[object]) -> str:
    return ", ".join("–" if isinstance(value, Held) else str(value) for value in values)
