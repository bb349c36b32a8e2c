"""Every topic of the contract has its payloads in `golden/`; a change of the wire shows as a diff there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from dinrail.contract import CONTRACT, DOCUMENTS

GOLDEN = Path(__file__).parent / "golden"
TYPES: dict[str, Any] = {**{row.golden: row.type for row in CONTRACT}, **DOCUMENTS}
LINES = [
    pytest.param(file.stem, line, id=f"{file.stem}-{number}")
    for file in sorted(GOLDEN.glob("*.jsonl"))
    for number, line in enumerate(file.read_text().splitlines(), 1)
]


def test_every_type_of_the_contract_has_golden_payloads() -> None:
    assert {file.stem for file in GOLDEN.glob("*.jsonl")} == set(TYPES)


@pytest.mark.parametrize(("name", "line"), LINES)
def test_payload_is_read_and_written_byte_for_byte(name: str, line: str) -> None:
    value = msgspec.json.decode(line.encode(), type=TYPES[name])
    assert msgspec.json.encode(value).decode() == line
