"""The command line, and the OpenAPI document it makes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dinrail_gateway import cli
from dinrail_gateway.auth.setup import SetupCode

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "openapi.json"


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DINRAIL_DATA", str(tmp_path))
    monkeypatch.setenv("DINRAIL_PORT", "1")


def test_the_setup_code_is_printed_while_there_is_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = SetupCode(tmp_path / "setup-code").ensure()

    assert cli.main(["setup-code"]) == 0
    assert capsys.readouterr().out == f"{code}\n"


def test_without_a_setup_code_it_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["setup-code"]) == 1
    assert "account exists already" in capsys.readouterr().err


def test_the_healthcheck_fails_while_nobody_answers() -> None:
    assert cli.main(["healthcheck"]) == 1


def test_a_wrong_environment_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("DINRAIL_BROKER", "http://nonsense")

    assert cli.main(["setup-code"]) == 2
    assert "mqtt://" in capsys.readouterr().err


def test_the_openapi_document_in_the_reference_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["openapi"]) == 0

    # Made again by: dinrail-gateway openapi > docs/reference/openapi.json
    assert json.loads(capsys.readouterr().out) == json.loads(REFERENCE.read_bytes())


def test_every_operation_tells_its_refusals(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["openapi"])
    document = json.loads(capsys.readouterr().out)

    operations = {
        operation["operationId"]: operation for path in document["paths"].values() for operation in path.values()
    }
    assert set(operations["points_write_point"]["responses"]) == {
        "200", "400", "403", "404", "409", "422", "503", "504",
    }  # fmt: skip
    assert "409" in operations["instances_replace_instance"]["responses"]
    assert len(operations) == sum(len(path) for path in document["paths"].values())
