"""Every topic of the contract has its payloads in `golden/`; a change of the wire shows as a diff there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from dinrail.directory import Point
from dinrail.documents import CapturedError, InstanceDefinition, LogRecord, Panic, Pulse, Reply, State, Status
from dinrail.parts import Part
from dinrail.sample import Sample, Scalar
from dinrail.write import WriteRequest

GOLDEN = Path(__file__).parent / "golden"
TYPES: dict[str, Any] = {
    "sample": Sample,
    "write": WriteRequest,
    "write-reply": Reply[Scalar],
    "state": State,
    "status": Status,
    "pulse": Pulse,
    "part": Part,
    "points": list[Point],
    "definition": InstanceDefinition,
    "error": CapturedError,
    "log": LogRecord,
    "panic": Panic,
}
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
