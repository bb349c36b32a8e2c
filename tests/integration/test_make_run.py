"""`make run` from a checkout of its own: no Docker, everything as processes, from the first start to the last.

A `docker` that only writes down that it was called stands first in the path.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import psutil
import pytest

from dinrail.testing.ports import free_port, free_ports
from stack.api import Api, ApiFailure

T = TypeVar("T")

ROOT = Path(__file__).parents[2]
NEEDED = ("sdk", "router", "gateway-api", "services", "plugins", "mosquitto", "compose", "Makefile", "VERSION",
          ".env.example")  # fmt: skip
PASSWORD = "four words make one"
PORTS = ("DINRAIL_HTTP_PORT", "DINRAIL_HTTPS_PORT", "DINRAIL_MQTT_PORT", "DINRAIL_MQTTS_PORT", "DINRAIL_DATABASE_PORT")
READY = "Ctrl-C ends it."

pytestmark = [
    pytest.mark.timeout(400),
    pytest.mark.skipif(shutil.which("mosquitto", path="/usr/sbin:/usr/bin") is None, reason="needs mosquitto"),
]


class Box:
    """A machine without Docker: one checkout, its ports, and what was started there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.checkout = folder / "dinrail"
        self.ui = folder / "ui"
        self.called = folder / "docker-was-called"
        self.ports = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
        self.out = folder / "out"
        self.started: subprocess.Popen[bytes] | None = None
        self.settings: dict[str, str] = {}

    def furnish(self) -> None:
        """The checkout, a built application and the trap."""
        self.checkout.mkdir()
        ignored = shutil.ignore_patterns("tests", "__pycache__", "node_modules", "*.egg-info", "dist")
        for name in NEEDED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, self.checkout / name, ignore=ignored)
            else:
                shutil.copy(ROOT / name, self.checkout / name)
        (self.ui / "assets").mkdir(parents=True)
        (self.ui / "index.html").write_text("<!doctype html><title>DINrail</title>")
        (self.ui / "assets" / "app-1.js").write_text("export {};")
        (self.folder / "bin").mkdir()
        trap = self.folder / "bin" / "docker"
        trap.write_text(f'#!/bin/sh\necho "$@" >>{self.called}\nexit 1\n')
        trap.chmod(0o755)

    def environment(self, **more: str) -> dict[str, str]:
        """What the one who types has set."""
        ours = ("DINRAIL", "PYTHONPATH", "PYTEST")
        bare = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return bare | {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}:/usr/sbin",
            "DOCKER_HOST": f"unix://{self.folder}/nothing.sock",
            "DINRAIL_PYTHON": sys.executable,
            "DINRAIL_SITE": sysconfig.get_path("purelib"),
            "DINRAIL_UI": str(self.ui),
            "DINRAIL_SERVICES": "modbus",
            "DINRAIL_ADMIN_PASSWORD": PASSWORD,
            "DINRAIL_HOSTS": "localhost,127.0.0.1",
            **{name: str(port) for name, port in self.ports.items()},
            **self.settings,
            **more,
        }

    def run(self) -> Api:
        """`make run` until it says that it runs; somebody logged in."""
        with self.out.open("wb") as out:
            self.started = subprocess.Popen(
                ["make", "run"],
                cwd=self.checkout,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=hear_interrupts,  # noqa: PLW1509 - no threads here
            )
        self.until(lambda: READY in self.said() or self.started.poll() is not None, 180)  # type: ignore[union-attr]
        assert READY in self.said(), self.said() + self.log()
        api = Api(f"http://127.0.0.1:{self.ports['DINRAIL_HTTP_PORT']}")
        api.login("admin", PASSWORD)
        return api

    def interrupt(self) -> int:
        """Ctrl-C, as a terminal sends it; the exit code."""
        assert self.started is not None
        os.killpg(self.started.pid, signal.SIGINT)
        return self.started.wait(30)

    def make(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Another command in this checkout."""
        return subprocess.run(
            ["make", *words],
            cwd=self.checkout,
            env=self.environment(**more),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def said(self) -> str:
        """What stands in the terminal."""
        return self.out.read_text(errors="replace")

    def log(self) -> str:
        """What the gateway said."""
        file = self.checkout / "build" / "logs" / "run.log"
        return file.read_text() if file.exists() else ""

    def processes(self) -> dict[int, list[str]]:
        """Everything that runs from this checkout: in its folders or from its environment."""
        found = {}
        for process in psutil.process_iter():
            try:
                command = process.cmdline()
                if any(str(self.checkout) in word for word in command) and process.pid != os.getpid():
                    found[process.pid] = command
            except psutil.Error:
                continue
        return found

    def adapter(self, instance: str) -> psutil.Process | None:
        """The process of an instance."""
        for process in psutil.process_iter():
            try:
                environment = process.environ()
            except psutil.Error:
                continue
            if environment.get("DINRAIL_INSTANCE") == instance and str(self.checkout) in environment.get(
                "DINRAIL_SECRETS", ""
            ):
                return process
        return None

    def until(self, asked: Callable[[], T], seconds: float = 30.0) -> T:
        """The first answer that is true."""
        end = time.monotonic() + seconds
        while True:
            try:
                answer = asked()
            except ApiFailure as failure:
                if failure.status not in (404, 409, 503):
                    raise
                answer = None  # type: ignore[assignment]
            if answer:
                return answer
            if time.monotonic() > end:
                raise AssertionError(f"not within {seconds} s, last: {answer!r}\n{self.said()}\n{self.log()[-4000:]}")
            time.sleep(0.2)


def hear_interrupts() -> None:
    """As in a terminal: a test runner in the background may ignore Ctrl-C, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    """One for all tests here, which tell one story in the order they stand in."""
    box = Box(tmp_path_factory.mktemp("box"))
    box.furnish()
    yield box
    if box.started is not None and box.started.poll() is None:
        box.interrupt()
    for pid in box.processes():
        os.kill(pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def inverter() -> Iterator[int]:
    """Port of a simulated inverter."""
    port = free_port()
    command = [sys.executable, "-m", "dinrail_modbus.sim", "--port", str(port), "--no-night"]
    simulator = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert simulator.stdout is not None
    assert b"listening" in simulator.stdout.readline()
    yield port
    simulator.kill()
    simulator.wait()
    simulator.stdout.close()


@pytest.fixture(scope="module")
def api(box: Box) -> Api:
    """The first start."""
    return box.run()


def definition(port: int) -> dict[str, Any]:
    """An inverter as the demo has it, here by its port."""
    made: dict[str, Any] = json.loads((ROOT / "services/modbus/examples/demo-inverter-garage.json").read_text())
    made["config"]["endpoints"] = [{"host": "127.0.0.1", "port": port}]
    made["config"]["interval"] = 0.5
    return made


def test_the_terminal_tells_address_and_login(box: Box, api: Api) -> None:
    said = box.said()
    assert f"http://127.0.0.1:{box.ports['DINRAIL_HTTP_PORT']}/" in said
    assert f"admin / {PASSWORD}" in said
    assert re.search(r"^\[\d\d:\d\d\] run-modbus done in \d+ s$", said, re.MULTILINE)
    assert api.call("GET", "/healthz")["status"] == "ok"
    assert not box.called.exists(), box.called.read_text()


def test_an_instance_is_a_process_that_delivers_and_gives_way(box: Box, api: Api, inverter: int) -> None:
    api.call("POST", "/api/instances", definition(inverter))
    box.until(lambda: api.instance("inverter_2")["status"]["status"] == "running", 40)
    power = box.until(lambda: api.point("inverter_2.inverter.power"))
    assert (power["quality"], power["value"] > 0) == ("good", True)
    process = box.adapter("inverter_2")
    assert process is not None
    assert process.nice() >= 5
    environment = process.environ()
    assert {name for name in environment if name.startswith("DINRAIL_")} == {
        "DINRAIL_BROKER",
        "DINRAIL_DATA",
        "DINRAIL_INSTANCE",
        "DINRAIL_ROOT",
        "DINRAIL_RUN",
        "DINRAIL_SECRETS",
    }
    assert PASSWORD not in str(environment)


def test_its_figures_are_those_of_the_process(box: Box, api: Api) -> None:
    process = box.adapter("inverter_2")
    assert process is not None
    (stats,) = box.until(
        lambda: [one for one in listed(api) if one["id"] == "inverter_2" and (one["memory_bytes"] or 0) > 5 << 20]
    )
    assert stats["memory_bytes"] < process.memory_info().rss
    assert stats["memory_limit"] == 64 << 20
    assert stats["pids"] == process.num_threads()
    lines = api.call("GET", "/api/instances/inverter_2/logs?lines=20")
    assert lines["lines"] if isinstance(lines, dict) else lines


def test_pages_come_with_the_headers_a_proxy_would_set_and_over_tls(box: Box, api: Api) -> None:
    authority = box.checkout / "data" / "tls" / "ca.crt"
    port = box.ports["DINRAIL_HTTPS_PORT"]
    for path, kept in (("/", "no-cache"), ("/some/page", "no-cache"), ("/assets/app-1.js", "immutable")):
        answer = curl("--cacert", str(authority), f"https://localhost:{port}{path}")
        assert answer.startswith("HTTP/1.1 200"), answer
        assert "content-security-policy: default-src 'none'" in answer.lower()
        assert kept in answer
    assert curl(f"http://127.0.0.1:{box.ports['DINRAIL_HTTP_PORT']}/assets/none.js").startswith("HTTP/1.1 404")
    outside = curl("--path-as-is", f"http://127.0.0.1:{box.ports['DINRAIL_HTTP_PORT']}/../../etc/passwd")
    assert "root:" not in outside


def test_a_crash_is_told_and_the_instance_comes_back(box: Box, api: Api) -> None:
    process = box.adapter("inverter_2")
    assert process is not None
    process.kill()
    box.until(lambda: (again := box.adapter("inverter_2")) is not None and again.pid != process.pid)
    box.until(lambda: api.instance("inverter_2")["status"]["status"] == "running", 40)


def test_a_panic_ends_it_and_its_release_brings_it_back(box: Box, api: Api) -> None:
    api.call("POST", "/api/admin/panic", {"level": "all", "reason": "test"})
    box.until(lambda: box.adapter("inverter_2") is None)
    assert api.instance("inverter_2")["status"]["status"] == "panic"
    assert api.call("GET", "/healthz")["status"] == "ok"
    api.call("POST", "/api/admin/panic/reset")
    box.until(lambda: box.adapter("inverter_2") is not None)
    box.until(lambda: api.instance("inverter_2")["status"]["status"] == "running", 40)


def test_a_panic_from_the_host_needs_no_web(box: Box, api: Api) -> None:
    done = box.make("panic")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "verified: no instance runs" in done.stdout
    assert box.adapter("inverter_2") is None
    done = box.make("panic", "ARGS=reset")
    assert done.returncode == 0, done.stdout + done.stderr
    box.until(lambda: api.instance("inverter_2")["status"]["status"] == "running", 40)


def test_a_backup_is_made_from_the_host(box: Box, api: Api) -> None:
    done = box.make("backup", DINRAIL_PASSPHRASE=PASSWORD)
    assert done.returncode == 0, done.stdout + done.stderr
    assert list((box.checkout / "config" / "backups").glob("*.zip"))


def test_a_second_one_beside_it_is_refused(box: Box, api: Api) -> None:
    done = box.make("run")
    assert done.returncode != 0
    assert "runs here already" in done.stderr


def test_broker_and_router_are_started_again_when_they_die(box: Box, api: Api) -> None:
    for name in ("mosquitto", "dinrail_router"):
        (pid,) = [pid for pid, command in box.processes().items() if any(name in word for word in command[:3])]
        os.kill(pid, signal.SIGKILL)
    time.sleep(1)
    box.until(lambda: api.call("GET", "/healthz")["parts"]["broker"] == "ok", 30)
    box.until(lambda: api.instance("inverter_2")["status"]["status"] == "running", 60)


def test_ctrl_c_ends_all_of_it(box: Box, api: Api) -> None:
    box.interrupt()
    assert box.said().rstrip().endswith("ended")
    assert box.processes() == {}
    assert box.adapter("inverter_2") is None
    assert "Traceback" not in box.log()


def test_the_second_start_finds_what_was_there_and_installs_nothing(box: Box, inverter: int) -> None:
    api = box.run()
    assert "run-packages" not in box.said()
    box.until(lambda: api.instance("inverter_2")["status"]["status"] == "running", 40)
    assert box.until(lambda: api.point("inverter_2.inverter.power"))["quality"] == "good"


def test_a_gateway_that_is_killed_takes_all_with_it_and_is_started_again(box: Box) -> None:
    before = box.adapter("inverter_2")
    assert before is not None
    gateway = int((box.checkout / "data" / "gateway.pid").read_text())
    os.kill(gateway, signal.SIGKILL)
    box.until(lambda: not before.is_running() or before.status() == psutil.STATUS_ZOMBIE, 5)
    box.until(lambda: (again := box.adapter("inverter_2")) is not None and again.pid != before.pid, 40)
    box.interrupt()
    assert box.processes() == {}


@pytest.mark.parametrize("name", PORTS)
def test_a_port_that_is_taken_is_named_and_nothing_stays_behind(box: Box, name: str) -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = box.make("run", **{name: port})
    assert done.returncode != 0
    assert port in done.stderr
    assert name in done.stderr
    assert box.processes() == {}


def listed(api: Api) -> list[dict[str, Any]]:
    found = api.call("GET", "/api/admin/instances/stats")
    return list(found["instances"] if isinstance(found, dict) else found)


def curl(*words: str) -> str:
    return subprocess.run(["curl", "-si", *words], capture_output=True, text=True, check=False, timeout=20).stdout
