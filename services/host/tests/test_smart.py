"""smartctl: what it says of a disk, and that it is missing, refused, broken or slow."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from dinrail_host.reading import Reading, Unreadable
from dinrail_host.readings import smart
from dinrail_host.readings.smart import SmartGroup, health

# Fields as smartctl 7.3 prints them (smartmontools, "JSON output"); figures of a desktop disk and of a flash disk.
SATA = {
    "smartctl": {"exit_status": 0},
    "smart_status": {"passed": True},
    "power_on_time": {"hours": 21043},
    "temperature": {"current": 34},
    "ata_smart_attributes": {
        "table": [
            {"id": 5, "name": "Reallocated_Sector_Ct", "raw": {"value": 8, "string": "8"}},
            {"id": 9, "name": "Power_On_Hours", "raw": {"value": 21043, "string": "21043"}},
            {"id": 197, "name": "Current_Pending_Sector", "raw": {"value": 0, "string": "0"}},
        ]
    },
}
NVME = {
    "smartctl": {"exit_status": 8},
    "smart_status": {"passed": False},
    "temperature": {"current": 51},
    "nvme_smart_health_information_log": {"percentage_used": 93, "media_errors": 2},
}
REFUSED = {
    "smartctl": {
        "exit_status": 2,
        "messages": [{"string": "Smartctl open device: /dev/sda failed: Permission denied", "severity": "error"}],
    }
}


def tool(folder: Path, patch: pytest.MonkeyPatch, answers: dict[str, Any]) -> Path:
    """A smartctl that prints what it is told to, by its last argument, and keeps how often it was asked."""
    script, log = folder / "smartctl", folder / "log"
    cases = "\n".join(f"  {name}) cat <<'EOF'\n{json.dumps(told)}\nEOF\n  ;;" for name, told in answers.items())
    script.write_text(f'#!/bin/sh\nfor last; do :; done\necho "$last" >> {log}\ncase "$last" in\n{cases}\nesac\n')
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    patch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return log


def scan(*devices: str) -> dict[str, Any]:
    return {"devices": [{"name": each, "type": "sat"} for each in devices]}


def test_health_of_a_disk() -> None:
    told = {each.path: each.value for each in health("sda", SATA)}
    assert told == {
        "smart.sda.healthy": True,
        "smart.sda.hours": 21043,
        "smart.sda.temperature": 34.0,
        "smart.sda.reallocated": 8,
        "smart.sda.pending": 0,
    }


def test_health_of_flash() -> None:
    told = {each.path: each.value for each in health("nvme0n1", NVME)}
    assert told["smart.nvme0n1.healthy"] is False
    assert told["smart.nvme0n1.wear"] == 93
    assert told["smart.nvme0n1.media_errors"] == 2


def test_a_disk_that_tells_little_gives_little() -> None:
    assert not list(health("sdb", {"smartctl": {"exit_status": 0}}))


@pytest.mark.allow_blocking("starts a process, as in a thread")
def test_disks_are_asked_seldom_and_told_always(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tool(tmp_path, monkeypatch, {"--scan": scan("/dev/sda"), "/dev/sda": SATA})
    group = SmartGroup(900)
    assert len(list(group.read(1000.0))) == 5
    assert len(list(group.read(1899.0))) == 5
    assert log.read_text().split() == ["--scan", "/dev/sda"]
    list(group.read(1900.0))
    assert len(log.read_text().split()) == 4


@pytest.mark.allow_blocking("starts a process, as in a thread")
def test_one_disk_that_may_not_be_opened_does_not_hide_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {"--scan": scan("/dev/sda", "/dev/nvme0"), "/dev/sda": REFUSED, "/dev/nvme0": NVME}
    tool(tmp_path, monkeypatch, answers)
    found: list[Reading] = []
    with pytest.raises(Unreadable) as refused:
        found.extend(SmartGroup(900).read(0.0))
    assert refused.value.key == "smart_refused"
    assert "Permission denied" in refused.value.detail
    assert found[0].path.startswith("smart.nvme0.")


@pytest.mark.allow_blocking("starts a process, as in a thread")
@pytest.mark.parametrize(
    ("answers", "key"), [({"--scan": {}}, "smart_no_disk"), ({}, "smart_refused"), (None, "smart_no_tool")]
)
def test_why_there_is_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: dict[str, Any] | None, key: str
) -> None:
    if answers is None:
        monkeypatch.setenv("PATH", str(tmp_path))
    else:
        tool(tmp_path, monkeypatch, answers)
    with pytest.raises(Unreadable) as refused:
        list(SmartGroup(900).read(0.0))
    assert refused.value.key == key


@pytest.mark.allow_blocking("starts a process, as in a thread")
def test_a_tool_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool(tmp_path, monkeypatch, {})
    (tmp_path / "smartctl").write_text("#!/bin/sh\nexec sleep 60\n")
    monkeypatch.setattr(smart, "LIMIT_S", 0.3)
    with pytest.raises(Unreadable, match="TimeoutExpired"):
        list(SmartGroup(900).read(0.0))
