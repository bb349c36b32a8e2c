"""The demo without containers: its simulated devices as processes, each at an address of its own on the loopback.

    demo_processes.py seed CONFIG BIN   instances, routes and pages, where there are none yet
    demo_processes.py run BIN           the simulators, until it is ended or whoever started it has ended

Devices and instances are those of `services/*/examples`. BIN: where the simulators are installed; those of services
that are not, and what needs more than a port (Bluetooth), are left out, and so is the historian where DINRAIL_HISTORY
names no database.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "services"
DATABASE = "http://database:8428"
PAUSE_S = 2.0
LOOK_S = 0.5
_SERVICE = re.compile(r"^  ([a-z][a-z0-9-]*):$", re.MULTILINE)
_PROGRAM = re.compile(r"^\s+entrypoint: \[(dinrail-[a-z0-9-]+-sim)\]$", re.MULTILINE)
_BROKER = re.compile(r"exec mosquitto ")
_COMMAND = re.compile(r"^    command: \[(.*)\]$", re.MULTILINE)
_VARIABLE = re.compile(r"\$\{(\w+):-([^}]*)\}")


class Device(NamedTuple):
    """A simulated one: its name in the demo, its program with arguments, and where it listens here."""

    name: str
    command: list[str]
    address: str


def devices(bin_: Path) -> list[Device]:
    """Those that can run here."""
    found: list[Device] = []
    number = 0
    for file in sorted(EXAMPLES.glob("*/examples/demo.yaml")):
        text = file.read_text()
        program = _PROGRAM.search(text)
        if program is None or "network_mode: none" in text:
            continue
        _, *parts = _SERVICE.split(text[text.index("\nservices:\n") if "\nservices:\n" in text else 0 :])
        for name, body in zip(parts[::2], parts[1::2], strict=True):
            number += 1
            command = _COMMAND.search(body)
            if not (bin_ / program[1]).exists():
                continue
            address = f"127.0.10.{number}"
            if _BROKER.search(body):
                found.append(Device(name, _broker(bin_ / f"{name}.conf", address), address))
                continue
            if command is None:
                continue
            words = [_plain(word) for word in command[1].split(",")]
            at = words.index("--host") + 1
            # One that talks to another device is told where that is.
            words[at] = next((each.address for each in found if each.name == words[at]), address)
            found.append(Device(name, [str(bin_ / program[1]), *words], address))
    return found


def _broker(file: Path, address: str) -> list[str]:
    """A broker of its own for the devices."""
    file.write_text(f"listener 1883 {address}\nallow_anonymous true\npersistence false\nuser root\n")
    program = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    return [program or "mosquitto", "-c", str(file)]


def instances(bin_: Path) -> list[dict[str, Any]]:
    """The demo's, with those addresses; what talks to no device at all is there as well."""
    known = {device.name: device.address for device in devices(bin_)}
    found = []
    for file in sorted(EXAMPLES.glob("*/examples/demo-*.json")):
        entry = json.loads(file.read_text())
        hosts = [endpoint.get("host") for endpoint in entry["config"].get("endpoints", ())]
        installed = (bin_ / f"dinrail-{file.parents[1].name}").exists()
        if entry["type"] == "historian" and not os.environ.get("DINRAIL_HISTORY"):
            continue
        if installed and entry["type"] != "bluetooth" and all(host in known for host in hosts):
            for endpoint in entry["config"].get("endpoints", ()):
                endpoint["host"] = known[endpoint["host"]]
            found.append(_moved(entry, known))
    return found


def _moved(entry: dict[str, Any], known: dict[str, str]) -> dict[str, Any]:
    """Where an address of the web names a device, or an exception is made for one, it is the address here."""
    text = json.dumps(entry).replace(DATABASE, os.environ.get("DINRAIL_HISTORY") or DATABASE)
    for name, address in known.items():
        text = text.replace(f"//{name}:", f"//{address}:").replace(f'"{name}"', f'"{address}"')
    moved: dict[str, Any] = json.loads(text)
    return moved


def seed(config: Path, bin_: Path) -> None:
    """What is there stays."""
    config.mkdir(parents=True, exist_ok=True)
    file = config / "instances.json"
    if not file.exists():
        file.write_text(json.dumps({"version": 1, "instances": instances(bin_)}, indent=2, ensure_ascii=False) + "\n")
    for name in ("routing.json", "pages.json", "widgets.json"):
        if not (config / name).exists():
            shutil.copy(ROOT / "compose" / "demo" / name, config)


def run(bin_: Path) -> None:
    """One that ends is started again."""
    wanted = devices(bin_)
    children: dict[str, subprocess.Popen[bytes]] = {}
    parent = os.getppid()
    ended = False

    def end(_number: int, _frame: FrameType | None) -> None:
        nonlocal ended
        ended = True

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    began: dict[str, float] = {}
    while not ended and os.getppid() == parent:
        for device in wanted:
            child = children.get(device.name)
            if child is not None and child.poll() is None:
                continue
            if time.monotonic() - began.get(device.name, -PAUSE_S) >= PAUSE_S:
                began[device.name] = time.monotonic()
                children[device.name] = subprocess.Popen(device.command, stdin=subprocess.DEVNULL)  # noqa: S603 - ours
        time.sleep(LOOK_S)
    for child in children.values():
        child.kill()
    for child in children.values():
        child.wait()


def _plain(word: str) -> str:
    """A word of a YAML list, its variables from the environment."""
    word = word.strip().strip("\"'")
    return _VARIABLE.sub(lambda found: os.environ.get(found[1]) or found[2], word)


def main() -> None:
    """See above."""
    match sys.argv[1:]:
        case ["seed", config, bin_]:
            seed(Path(config), Path(bin_))
        case ["run", bin_]:
            run(Path(bin_))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
