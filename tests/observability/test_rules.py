"""Rules and configuration of Prometheus by its own tool, and that every alert is among the tests."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "compose" / "observability"
CASES = Path(__file__).parent / "rules" / "alerts_test.yml"

pytestmark = pytest.mark.allow_blocking("runs promtool")


def promtool(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["promtool", *map(str, words)], capture_output=True, text=True, check=False, timeout=60)


def alerts() -> list[dict[str, Any]]:
    found = yaml.safe_load((FOLDER / "rules" / "alerts.yml").read_text())
    return [rule for group in found["groups"] for rule in group["rules"]]


def test_the_configuration_is_sound() -> None:
    # The key lies in a volume; without it promtool refuses the file.
    text = (FOLDER / "prometheus.yml").read_text().replace("/metrics-key/token", "/dev/null")
    checked = FOLDER / "checked.yml"
    try:
        checked.write_text(text)
        done = promtool("check", "config", checked)
    finally:
        checked.unlink(missing_ok=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_comes_when_it_must_and_not_before() -> None:
    done = promtool("test", "rules", CASES)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_alert_is_without_a_case_that_fires_it_and_a_sentence_that_helps() -> None:
    cases = yaml.safe_load(CASES.read_text())["tests"]
    fired = {each["alertname"] for case in cases for each in case.get("alert_rule_test", ()) if each.get("exp_alerts")}
    assert fired == {rule["alert"] for rule in alerts()}
    for rule in alerts():
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert len(rule["annotations"]["summary"]) > 10
        assert len(rule["annotations"]["description"]) > 20
