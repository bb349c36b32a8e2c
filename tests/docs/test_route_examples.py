"""Every file of docs/examples/routes is without a mistake, does what its cases say, and suits every tool."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dinrail_router.cases.start import moment
from dinrail_router.cli import main
from dinrail_router.compiler import compile_routes
from dinrail_router.durations import seconds
from dinrail_router.operators import operators

FOLDER = Path(__file__).parents[2] / "docs" / "examples" / "routes"
FILES = sorted(FOLDER.glob("*.json"))
MISSION = """{"routes": [
  {"from": "bt.bms_001.voltage", "to": "plc.MAIN.fbBattery.fVoltage", "transform": "scale(0.001)"},
  {"from": "plc.MAIN.alarm_active", "to": ["mqtt.alarms/critical", "webhook.alert_service"]}
]}
"""

named = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def asked(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    assert main([*map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@named
def test_it_has_no_mistake(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(capsys, "lint", file) == []


@named
def test_its_cases_pass(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["test", str(file)])
    printed = capsys.readouterr().out
    assert code == 0, printed
    assert "PASS" in printed


@named
def test_every_route_of_it_delivers_in_one_of_its_cases(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = asked(capsys, "test", file)
    delivering = {result["route"] for case in document["cases"] for result in case["results"]}
    assert delivering == {route["id"] for route in json.loads(file.read_text())["routes"]}


@named
def test_its_routes_tell_what_they_are_for(file: Path) -> None:
    assert all(len(route["name"]) > 15 for route in json.loads(file.read_text())["routes"])


@named
def test_every_point_of_its_cases_is_explained(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    compiled = compile_routes(file.read_bytes())
    given = {each.point: each.value for case in compiled.cases for each in case.given}
    for point, value in given.items():
        explained = asked(capsys, "explain", file, point, "--value", json.dumps(value))
        assert explained["takes"] or explained["read_by"]
    for target in {each.to for case in compiled.cases for each in case.expect}:
        assert asked(capsys, "explain", file, target)["delivered_by"]


@named
def test_a_recording_of_its_cases_gives_their_results(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    compiled = compile_routes(file.read_bytes())
    for case in compiled.cases:
        start = moment(case.start, compiled.place)
        recording = tmp_path / "recording.jsonl"
        with recording.open("w") as tape:
            for given in case.given:
                at = start + round(seconds(given.at) * 1000)
                sample = {"value": given.value, "ts": at, "quality": given.quality, "reason": given.reason or "none"}
                line = {"address": given.point, "at": at, "payload": sample, "retain": given.stored}
                tape.write(msgspec.json.encode(line).decode() + "\n")
        last = seconds(case.given[-1].at) - seconds(case.given[0].at)
        replayed = asked(capsys, "replay", file, recording, "--fresh", "2d")
        tested = next(each for each in asked(capsys, "test", file)["cases"] if each["name"] == case.name)
        within = [result for result in tested["results"] if result["at"] <= last]
        assert replayed["results"] == within
        assert all(
            each["received"]
            == each["delivered"] + each["pending"] + sum(each["filtered"].values()) + sum(each["dropped"].values())
            for each in replayed["routes"]
        )


@named
def test_it_can_be_measured(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", str(file), "--messages", "5000"]) == 0
    assert json.loads(capsys.readouterr().out)["delivered"] > 0


def test_the_index_has_every_file_and_names_only_operators_there_are() -> None:
    index = (FOLDER / "README.md").read_text()
    assert {f"({file.name})" for file in FILES} == {
        part
        for part in index.replace(")", ") ").split()
        if part.endswith(".json)")
        for part in [part[part.index("(") :]]
    }
    rows = [line for line in index.splitlines() if line.startswith("| [")]
    words = {word for row in rows for word in row.split("`")[1::2]}
    assert words - operators().keys() == {"bidirectional", "place"}
    assert len(FILES) >= 10


def test_the_file_of_requirement_r1_2_works_as_it_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, recording = tmp_path / "routing.json", tmp_path / "recording.jsonl"
    file.write_text(MISSION)
    lines = [
        {"address": address, "at": 1767610800000, "payload": {"value": value, "ts": 1767610800000}}
        for address, value in (("bt.bms_001.voltage", 53100), ("plc.MAIN.alarm_active", True))
    ]
    recording.write_text("\n".join(json.dumps(line) for line in lines))
    assert asked(capsys, "lint", file) == []
    results = asked(capsys, "replay", file, recording)["results"]
    assert [(result["to"], result["value"]) for result in results] == [
        ("plc.MAIN.fbBattery.fVoltage", 53.1),
        ("mqtt.alarms.critical", True),
        ("webhook.alert_service", True),
    ]
