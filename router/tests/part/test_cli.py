"""The command line."""

import json
import os
import time

import pytest

from dinrail_router.alive import is_alive
from dinrail_router.cli import main

BAD = '{"routes": [\n {"id": "r", "from": "bt.a", "to": "plc.a", "transform": "scal(2)"}\n]}'


def test_lint_prints_findings_like_a_compiler_and_fails(tmp_path, capsys):
    file = tmp_path / "routing.json"
    file.write_text(BAD)
    assert main(["lint", str(file)]) == 1
    first, last = capsys.readouterr().out.splitlines()
    assert first == f"{file}:2:59: error: route r: unknown operator 'scal'; did you mean \"scale\"?"
    assert last == f"{file}: 1 error"


def test_lint_of_a_good_file_succeeds(tmp_path, capsys):
    file = tmp_path / "routing.json"
    file.write_text(BAD.replace("scal(", "scale("))
    assert main(["lint", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}: 1 routes, no error\n"


def test_lint_speaks_json_to_programs(tmp_path, capsys):
    file = tmp_path / "routing.json"
    file.write_text(BAD)
    assert main(["lint", "--json", str(file)]) == 1
    (finding,) = json.loads(capsys.readouterr().out)
    assert (finding["pointer"], finding["line"], finding["column"]) == ("/routes/0/transform", 2, 59)


def test_lint_of_nothing_is_told(tmp_path, capsys):
    assert main(["lint", str(tmp_path / "gone")]) == 2
    assert "No such file" in capsys.readouterr().err


def test_schema_is_json(capsys):
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["$defs"]["RouteEntry"]["properties"]["from"]


@pytest.mark.parametrize(("arguments", "env", "message"), [
    (["--routes", "x"], {}, "DINRAIL_BROKER is not set"),
    (["--routes", "x", "--broker", "http://h"], {}, "a broker address is"),
    (["--broker", "mqtt://h"], {}, "no routing file"),
    (["--routes", "x", "--broker", "mqtt://h", "--root", "a//b"], {}, "'a//b'"),
])  # fmt: skip
def test_run_says_what_it_lacks(arguments, env, message, capsys, monkeypatch):
    for name in ("DINRAIL_BROKER", "DINRAIL_ROUTES"):
        monkeypatch.delenv(name, raising=False)
    assert main(["run", *arguments]) == 2
    assert message in capsys.readouterr().err


@pytest.fixture
def health_file(tmp_path, monkeypatch):
    file = tmp_path / "health"
    monkeypatch.setenv("DINRAIL_HEALTH", str(file))
    return file


@pytest.mark.parametrize(("text", "age", "said"), [
    ("up", 0, ""), ("down", 0, "no broker"), ("up", 60, "not moved for 60 s"),
    ("taken over", 0, "another router uses this broker login"),
])  # fmt: skip
def test_the_health_check_looks_for_a_recent_word(health_file, capsys, text, age, said):
    health_file.write_text(text)
    os.utime(health_file, (time.time() - age, time.time() - age))
    assert main(["healthcheck"]) == bool(said)
    assert said in capsys.readouterr().err


def test_no_file_is_not_healthy(health_file, capsys):
    assert not is_alive(health_file)
    assert main(["healthcheck"]) == 1
    assert "no router runs here" in capsys.readouterr().err
