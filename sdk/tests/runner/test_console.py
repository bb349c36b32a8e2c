"""The console script, as a process."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

LINE = Path(__file__).parents[1] / "line"


def script(*arguments: str, text: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("DINRAIL")}
    return subprocess.run(
        [sys.executable, "-m", "line_adapter", *arguments],
        env=bare | {"PYTHONPATH": str(LINE)} | env,
        input=text,
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )


def test_describe_prints_manifest_schema_and_locales_without_a_broker():
    described = json.loads(script("describe").stdout)
    assert described["manifest"]["name"] == "line"
    assert described["schema"]["$defs"]["LineConfig"]["properties"]["password"]["x-secret"]
    assert described["locales"]["de"]["/interval"]["title"] == "Abfrageintervall"


@pytest.mark.parametrize(
    ("env", "word"),
    [
        ({}, "DINRAIL_INSTANCE is not set"),
        ({"DINRAIL_INSTANCE": "plc"}, "DINRAIL_BROKER is not set"),
        ({"DINRAIL_INSTANCE": "../x", "DINRAIL_BROKER": "mqtt://x"}, "is not an instance id"),
        ({"DINRAIL_INSTANCE": "router", "DINRAIL_BROKER": "mqtt://x"}, "is reserved"),
        ({"DINRAIL_INSTANCE": "plc", "DINRAIL_BROKER": "http://x"}, "mqtt://host:port"),
        ({"DINRAIL_INSTANCE": "plc", "DINRAIL_BROKER": "mqtt://x", "DINRAIL_ROOT": "a//b"}, "segment"),
    ],
)
def test_a_wrong_environment_is_one_clear_line_and_exit_code_two(env, word):
    done = script("run", **env)
    assert done.returncode == 2
    assert word in done.stderr
    assert done.stderr.count("\n") == 1


def test_check_says_where_a_configuration_is_wrong():
    good = {"endpoints": [{"host": "a", "port": 1}]}
    assert script("check", "-", text=json.dumps(good)).returncode == 0
    wrong = script("check", "-", text=json.dumps(good | {"registers": ["a", "a"]}))
    assert (wrong.returncode, wrong.stdout) == (1, "/registers/1: 'a' is there twice\n")
    assert script("check", "-", text="{").returncode == 2
    assert script("check", "/no/such/file").returncode == 2


def test_help_and_nonsense():
    assert script("--help").returncode == 0
    assert "describe" in script("--help").stdout
    assert script("nonsense").returncode == 2
