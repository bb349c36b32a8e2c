from __future__ import annotations

import subprocess
import sys


def test_an_adapter_without_batteries_does_not_load_this_package() -> None:
    script = "import sys, dinrail, dinrail.runner; print([m for m in sys.modules if m.startswith('dinrail.bms')])"
    assert subprocess.check_output([sys.executable, "-c", script], text=True).strip() == "[]"
