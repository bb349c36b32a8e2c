"""What a routed message costs the router, beside what Mosquitto spends on a message it forwards in the same run.

100 sources, 6,000 messages a second in bursts of 30, 1,000 routes of which 20 % have wildcards, `scale | round`,
samples and rights as shipped; once to calculated points (QoS 0), once to write requests (QoS 1, acknowledged).
Each routed message passes the broker twice: source → router and router → sink. Prints JSON lines. `dropped` are
messages the router counted as such (on a machine that is too busy a write is superseded by the next value); `lost`
are those nobody can account for, and end with exit code 1.

    python tests/bench/bench_router.py [--rate 6000] [--seconds 20]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
from _router_load import PASSWORD, SOURCES, source

from dinrail.names import Topics
from dinrail_gateway.identities.roles import Acl, Role, instance_role, router_role
from dinrail_gateway.identities.security import Identity, document

REPORT_S = 5.0
LOAD = Path(__file__).with_name("_router_load.py")
PLUGIN = "mosquitto_dynamic_security.so"
PLUGIN_FOLDERS = ("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib", "/usr/local/lib")


def main() -> int:
    """Both kinds of targets; 0 when nothing was lost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, default=6000)
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    complete = [measure(kind, options.rate, options.seconds) for kind in ("calculated", "write")]
    return 0 if all(complete) else 1


def measure(kind: str, rate: float, seconds: float) -> bool:
    """One run; prints its figures, returns whether every message arrived."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dinrail-bench-")))
        port = free_port()
        broker = stack.enter_context(running([mosquitto(), "-c", str(broker_config(folder, port))]))
        wait_for_port(port)
        sink_filter = "smarthome/calc/#" if kind == "calculated" else "smarthome/set/#"
        sink = stack.enter_context(running([sys.executable, str(LOAD), "sink", str(port), sink_filter], piped=True))
        read_line(sink)
        router = stack.enter_context(running(router_command(folder, port, kind), env=router_env(folder)))
        wait_for_log(folder / "alive")
        warm = [sys.executable, str(LOAD), "sources", str(port), str(rate), "3"]
        warmed = json.loads(subprocess.run(warm, check=True, capture_output=True, text=True, timeout=60).stdout)["sent"]
        before = cpu(router), cpu(broker)
        command = [sys.executable, str(LOAD), "sources", str(port), str(rate), str(seconds)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=seconds + 60)
        load = json.loads(done.stdout)
        sent = load["sent"]
        router_us = (cpu(router) - before[0]) / sent * 1e6
        broker_us = (cpu(broker) - before[1]) / (2 * sent) * 1e6
        resident = psutil.Process(router.pid).memory_info().rss / 2**20
        time.sleep(REPORT_S + 1)
        assert sink.stdin is not None
        sink.stdin.close()
        end = read_line(sink)
        lost = sent + warmed - end["received"] - end["dropped"]
        show(f"router_{kind}_cpu_per_message", router_us, "us", broker_us)
        show(f"router_{kind}_rate", sent / load["seconds"], "messages/s", rate)
        show(f"router_{kind}_dropped", end["dropped"], "messages", 0)
        show(f"router_{kind}_lost", lost, "messages", 0)
        show(f"router_{kind}_resident", resident, "MiB", 60)
        return lost == 0


def show(name: str, value: float, unit: str, reference: float) -> None:
    """One JSON line."""
    machine = f"{platform.machine()} {os.cpu_count()} cpu, Python {platform.python_version()}"
    ratio = round(value / reference, 3) if reference else None
    line = {"name": name, "value": round(value, 2), "unit": unit, "reference": round(reference, 2), "ratio": ratio}
    print(json.dumps({**line, "machine": machine}), flush=True)


def routes(kind: str) -> bytes:
    """1,000 routes: per source 8 for one point each and 2 with a wildcard for the other 22."""
    target = "calc" if kind == "calculated" else "plc"
    transform = "scale(0.001) | round(2)"
    ways = [
        *((f"{point}", f"MAIN.value_{point}", f"value_{point}") for point in range(8)),
        *((f"group-{group}", f"group_{group}.*.voltage", f"group_{group}.{{1}}") for group in range(2)),
    ]
    entries = [
        {"id": f"{name}-{way}", "from": f"{name}.{path}", "to": f"{target}.{name}.{result}", "transform": transform}
        for name in map(source, range(SOURCES))
        for way, path, result in ways
    ]
    return json.dumps({"routes": entries}).encode()


def router_command(folder: Path, port: int, kind: str) -> list[str]:
    """The router alone on a file, with its own identity."""
    file = folder / "routing.json"
    file.write_bytes(routes(kind))
    address = f"mqtt://router:{PASSWORD}@127.0.0.1:{port}"
    return [sys.executable, "-m", "dinrail_router", "run", "--broker", address, "--routes", str(file)]


def router_env(folder: Path) -> dict[str, str]:
    """Where it says that it is up."""
    return {**os.environ, "DINRAIL_HEALTH": str(folder / "alive")}


def broker_config(folder: Path, port: int) -> Path:
    """Mosquitto with the shipped limits and roles, on the loopback."""
    topics = Topics()
    names = [source(number) for number in range(SOURCES)]
    identities = [Identity(name, PASSWORD, instance_role(name, topics)) for name in names]
    heard = [
        Acl(kind, topic)
        for kind in ("subscribePattern", "publishClientReceive")
        for topic in ("smarthome/calc/#", "smarthome/set/#", "dinrail/router/counters/+")
    ]
    identities.append(Identity("router", PASSWORD, router_role(topics)))
    identities.append(Identity("sink", PASSWORD, Role("sink", tuple(heard))))
    security = folder / "security.json"
    security.write_bytes(document(identities))
    plugin = next(path for each in PLUGIN_FOLDERS if (path := Path(each) / PLUGIN).exists())
    config = folder / "mosquitto.conf"
    config.write_text(
        f"user {os.environ.get('USER') or 'root'}\nplugin {plugin}\nplugin_opt_config_file {security}\n"
        f"allow_anonymous false\nlistener {port} 127.0.0.1\nset_tcp_nodelay true\nmax_packet_size 262144\n"
        "max_inflight_messages 100\nmax_queued_messages 1000\npersistence false\nlog_type error\n"
    )
    return config


def mosquitto() -> str:
    """The broker's program."""
    found = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        sys.exit("mosquitto is not installed")
    return found


@contextmanager
def running(
    command: list[str], *, piped: bool = False, env: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """A child process that is gone afterwards."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE} if piped else {"stdout": subprocess.DEVNULL}
    child = subprocess.Popen(command, text=True, env=env, stderr=subprocess.DEVNULL, **pipes)  # type: ignore[call-overload]
    try:
        yield child
    finally:
        child.terminate()
        child.wait(10)


def read_line(child: subprocess.Popen[str]) -> dict[str, int]:
    """The next JSON line a child prints."""
    assert child.stdout is not None
    line: dict[str, int] = json.loads(child.stdout.readline())
    return line


def cpu(child: subprocess.Popen[str]) -> float:
    """Seconds of processor time a child has used."""
    times = psutil.Process(child.pid).cpu_times()
    return times.user + times.system


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def wait_for_port(port: int) -> None:
    """Until somebody listens there."""
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    sys.exit("the broker does not listen")


def wait_for_log(alive: Path) -> None:
    """Until the router says it has its session."""
    for _ in range(100):
        if alive.exists() and alive.read_text() == "up":
            time.sleep(0.5)
            return
        time.sleep(0.1)
    sys.exit("the router does not come up")


if __name__ == "__main__":
    sys.exit(main())
