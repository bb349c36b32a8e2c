"""The example of `instances.json` in the guide is one the gateway accepts."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from dinrail_gateway.instances.document import InstancesCodec
from dinrail_gateway.instances.secrets import SecretStore
from dinrail_gateway.runtime.interface import TypeEntry
from dinrail_gateway.testing.seam import PlayedTypes
from dinrail_gateway.types.service import TypeCatalog

GUIDE = Path(__file__).parents[2] / "docs" / "configuration.md"


def test_the_example_is_accepted(tmp_path: Path) -> None:
    (block,) = re.findall(r"```json\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    described = subprocess.run([sys.executable, "-m", "dinrail_modbus", "describe"], check=True, capture_output=True)
    modbus = TypeEntry(type="modbus", image="ready", described=described.stdout)
    codec = InstancesCodec(TypeCatalog(PlayedTypes(modbus)).get, SecretStore(tmp_path / "secrets.json"))

    checked = codec.check(block.encode(), None)

    assert list(checked.value) == ["inverter_1"]
    assert checked.doubts == []
