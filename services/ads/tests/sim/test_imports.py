"""The simulator needs nothing of the client's library."""

from __future__ import annotations

import subprocess
import sys


def test_the_simulator_comes_without_pyads() -> None:
    body = "import sys, dinrail_ads.sim.__main__; sys.exit('pyads' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", body], check=False).returncode == 0
