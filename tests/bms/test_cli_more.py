"""The command with ANT, JK and Victron: what it prints, and what it refuses with status 2."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dinrail.bms.__main__ import main

PLUGINS = Path(__file__).parents[2] / "plugins"


def recorded(plugin: str, name: str, at: int = 0) -> dict[str, Any]:
    rows: list[dict[str, Any]] = json.loads((PLUGINS / plugin / "tests" / "recorded" / name).read_text())
    return rows[at]


ANT_OLD = recorded("bms-ant", "old.json")["frame"]
ANT_NEW = recorded("bms-ant", "new.json")["frame"]
JK = recorded("bms-jk", "ble.json", 3)
JK_24 = recorded("bms-jk", "ble.json", 2)["cells"]
UART = recorded("bms-jk", "uart.json")["frame"]
WIRED = recorded("bms-jk", "uart.json", 3)["frame"]
SHUNT = recorded("bms-victron", "instant.json")
TEXT = "".join(recorded("bms-victron", "text.json")["frames"])
HEX = "".join(f"{line}\n".encode().hex() for line in recorded("bms-victron", "hex.json")["lines"])
KEY = SHUNT["key"]
VICTRON = ["victron-ble", "--key", KEY]


@pytest.mark.parametrize(
    ("arguments", "voltage", "current", "soc"),
    [
        (["ant-old", ANT_OLD], 26.7, 10.7, 41),
        (["ant-new", ANT_NEW], 52.84, 0.3, 91),
        (["jk-ble", JK["info"], JK["cells"]], 26.509, -7.063, 68),
        (["jk-ble", JK["cells"]], 26.509, -7.063, 68),
        (["jk-ble", JK_24], 52.971, 2.329, 56),
        (["jk-ble", JK_24[:256], "41540d0a", JK_24[256:]], 52.971, 2.329, 56),
        (["jk-uart", UART], 51.21, -0.69, 15),
        (["jk-uart", WIRED], 53.035, 8.51, 68),
        ([*VICTRON, SHUNT["data"]], 12.53, 0.0, 50.0),
        ([*VICTRON, "e102" + SHUNT["data"]], 12.53, 0.0, 50.0),
        (["vedirect-text", TEXT], 12.065, -7.625, 83.9),
        (["vedirect-text", TEXT + "0d0a"], 12.065, -7.625, 83.9),
        (["vedirect-text", TEXT[60:] + TEXT], 12.065, -7.625, 83.9),
        (["vedirect-hex", HEX], 26.69, -0.15, 69.91),
        (["vedirect-hex", ":78DED006D0A5D", ":78CED006AFFFFFF6E", ":7FF0F004F1BD6"], 26.69, -0.15, 69.91),
    ],
)
def test_prints_the_record(
    arguments: list[str], voltage: float, current: float, soc: float, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["decode", "--type", *arguments]) == 0
    printed = capsys.readouterr()
    record = json.loads(printed.out)
    assert (record["voltage"], record["current"], record["soc"]) == (voltage, current, soc)
    assert printed.err == ""


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["ant-old", ANT_OLD[:-2] + "00"], "checksum"),
        (["ant-old", ANT_OLD[:-2]], "length"),
        (["ant-new", ANT_NEW[:-8] + "0000aa55"], "checksum"),
        (["ant-new", ANT_NEW[:-4] + "ab55"], "tail"),
        (["ant-new", ANT_NEW[:-2]], "length"),
        (["ant-new", "7ea1010000be1855aa55"], "no frame"),
        (["jk-ble", JK["cells"][:-2] + "00"], "checksum"),
        (["jk-ble", JK["cells"][:-2]], "length"),
        (["jk-ble", JK_24[:108] + "00000000" + JK_24[116:598] + "BF"], "content"),
        (["jk-ble", JK["info"]], "no reading"),
        (["jk-uart", UART[:-2] + "00"], "checksum"),
        (["jk-uart", UART[:-10] + "67" + UART[-8:]], "tail"),
        (["jk-uart", UART[:-2]], "length"),
        (["victron-ble", SHUNT["data"]], "key"),
        (["victron-ble", "--key", KEY[:-1], SHUNT["data"]], "key"),
        (["victron-ble", "--key", "00" + KEY[2:], SHUNT["data"]], "key"),
        ([*VICTRON, SHUNT["data"][:20]], "length"),
        ([*VICTRON, "100242a0016207adceb37b605d7e0ee21b24df5c"], "content"),
        (["vedirect-text", TEXT[:40]], "length"),
        (["vedirect-text", TEXT.replace("3132303635", "3132303635".replace("35", "36", 1), 1)], "checksum"),
        (["vedirect-hex", b":78DED006D0A5E\n".hex()], "checksum"),
        (["vedirect-hex", b":78DED006D0A5D".hex()], "length"),
        (["vedirect-hex", ":78DED006D0A5E"], "checksum"),
        (["vedirect-hex", b":7ECED020074\n".hex()], "checksum"),
    ],
)
def test_what_must_be_rejected_is_with_its_reason(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["decode", "--type", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert reason in printed.err
    assert KEY not in printed.err
