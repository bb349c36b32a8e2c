"""`python -m dinrail.bms` as a person uses it, with the plugins of this repository."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from dinrail.bms.__main__ import main
from dinrail.bms.plugins import types

KEYS = [
    *("voltage", "current", "soc", "soh", "capacity_ah", "remaining_ah", "cycles"),
    *("cell_voltages", "temperatures", "alarms"),
]
A5 = "A5019008021400007545037889"
JBD = "DD03001D0618FEE101F201F4002A2C7C00000000000080640304030B8B0B8A0B84F88477"
JBD_CELLS = "DD0400080D660D610D680D59FE3C77"


def test_prints_the_record_with_exactly_its_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decode", "--type", "jbd", JBD, JBD_CELLS]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert list(printed) == KEYS
    assert printed["current"] == -2.87
    assert printed["cell_voltages"] == [3.43, 3.425, 3.432, 3.417]
    assert printed["soh"] is None
    assert printed["alarms"] == []


def test_alarms_are_key_and_level(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decode", "--type", "daly-can", "18984001#0200000000000000"]) == 0
    assert json.loads(capsys.readouterr().out)["alarms"] == [{"key": "cell_overvoltage", "level": "alarm"}]


@pytest.mark.parametrize(
    "pieces", [[A5], [A5[:10], A5[10:]], ["41540D0A" + A5], [A5.lower()], ["A5 01 90 08 0214 0000 7545 0378 89"]]
)
def test_bytes_may_come_in_any_form(pieces: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decode", "--type", "daly-a5", *pieces]) == 0
    assert json.loads(capsys.readouterr().out)["voltage"] == 53.2


def test_bytes_without_a_frame_are_counted_in_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decode", "--type", "daly-a5", "41540D0A"]) == 2
    assert "4 bytes skipped" in capsys.readouterr().err


def test_current_can_be_turned_round(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decode", "--type", "daly-a5", "--invert-current", A5]) == 0
    assert json.loads(capsys.readouterr().out)["current"] == 2.1


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["daly-a5", A5[:-2] + "88"], "checksum"),
        (["daly-a5", A5[:-2]], "length"),
        (["daly-a5", A5, A5[:-2] + "88"], "checksum"),
        (["daly-a5", "A54090080000000000000000" + "7D"], "no frame"),
        (["daly-a5", "00"], "no frame"),
        (["daly-a5", "xyz"], "hex"),
        (["daly-a5", ""], "no frame"),
        (["jbd", JBD[:-2] + "DD"], "tail"),
        (["jbd", JBD[:-4] + "0077"], "checksum"),
        (["jbd", JBD[:-8]], "length"),
        (["jbd", "DD030000000077"], "no frame"),
        (["jbd", "DD038000FF8077"], "status"),
        (["jbd", "FFAA15010117"], "key"),
        (["daly-d2", "D2037C" + "00" * 126], "checksum"),
        (["daly-d2", "D2037C" + "00" * 50], "length"),
        (["daly-can", "18904001#02140000754503"], "length"),
        (["daly-can", "18904001#021400007545037800"], "length"),
        (["daly-can", "355#6400"], "no frame"),
        (["toaster", A5], "toaster"),
    ],
)
def test_what_must_be_rejected_is_with_its_reason(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["decode", "--type", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert reason in printed.err


def test_implausible_record_is_printed_with_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    empty = "DD030017000000000000271000002C50000000000000200001" + "1000FF0577"
    assert main(["decode", "--type", "jbd", empty, "DD040020" + "0E10" * 15 + "0000FE1E77"]) == 0
    assert "implausible" in capsys.readouterr().err


def test_types_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["types"]) == 0
    assert capsys.readouterr().out.split() == types()
    assert {"daly-a5", "daly-d2", "daly-p81", "daly-can", "jbd"} <= set(types())


def test_runs_as_a_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dinrail.bms", "decode", "--type", "daly-a5", A5], capture_output=True, check=False
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["soc"] == 88.8
