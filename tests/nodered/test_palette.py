"""The nodes of the palette in Node-RED's test helper, on a real Mosquitto."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dinrail.testing.ports import free_port

ROOT = Path(__file__).parents[2]
VERSION = os.environ.get("DINRAIL_VERSION") or (ROOT / "VERSION").read_text().strip()
pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    """Its address; it lets in whoever comes."""
    port = free_port()
    config = tmp_path / "mosquitto.conf"
    config.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
    with subprocess.Popen(["mosquitto", "-c", str(config)]) as process:
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"mqtt://127.0.0.1:{port}"
        process.terminate()


@pytest.mark.parametrize(("file", "passed"), [("nodes.test.js", 3), ("api-nodes.test.js", 5)])
def test_nodes_do_what_they_say(broker: str, file: str, passed: int) -> None:
    command = ["docker", "run", "--rm", "--init", "--network", "host", "-v", f"{ROOT}:/repo:ro",
               "-e", f"DINRAIL_TEST_BROKER={broker}", "-e", "NODE_PATH=/opt/node-red/node_modules",
               f"dinrail/node-red-test:{VERSION}", "node", "--test", "--test-timeout=60000", "--test-force-exit",
               f"/repo/plugins/node-red/tests/{file}"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=150, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"pass {passed}\n" in done.stdout
