"""Writes what the Modbus adapter answers to its calls: `python dev/bus_answers.py > dev/mock/bus/answers.json`.

`plan`, `profiles` and `decodings` of known registers need no device, so the stand-in shows what the real code says.
"""

from __future__ import annotations

import asyncio
import json
import struct
import sys
from typing import Any

import msgspec

from dinrail.clock import SystemClock
from dinrail_modbus.calls import decodings, preview, profiles
from dinrail_modbus.config import ModbusConfig
from dinrail_modbus.link import Link

TCP = {"host": "192.168.1.50"}
SLOW_LINE = {"transport": "serial", "device": "/dev/serial/by-id/usb-FTDI_A10K-if00-port0", "baud": 9600}
REGISTERS = struct.unpack(">16H", bytes.fromhex("199a4366") + b"DR4600-0 V2.11\0\0" + bytes(12))


def _points(count: int, step: int, **more: Any) -> list[dict[str, Any]]:
    return [{"name": f"p{index}", "address": index * step, "type": "int32", **more} for index in range(count)]


def _configs() -> dict[str, dict[str, Any]]:
    meters = [{"unit_id": unit, "prefix": f"m{unit}", "profile": "eastron/sdm630"} for unit in range(1, 31)]
    mixed = [*_points(12, 2), {"name": "fast", "address": 900, "poll": "fast"}]
    return {
        "fits": {"endpoints": [TCP], "devices": [{"unit_id": 1, "points": mixed}]},
        "tight": {
            "endpoints": [SLOW_LINE],
            "interval": 0.5,
            "devices": [
                {"unit_id": 1, "planning": "single", "points": _points(20, 2)},
                {"unit_id": 2, "prefix": "meter", "points": _points(30, 40, poll="slow")},
            ],
        },
        "many": {"endpoints": [SLOW_LINE | {"baud": 115200}], "interval": 10, "devices": meters},
        "empty": {"endpoints": [TCP], "devices": [{}]},
    }


async def _answers() -> dict[str, Any]:
    typed = {name: msgspec.convert(config, ModbusConfig) for name, config in _configs().items()}
    running = typed["fits"]
    clock = SystemClock()
    link = Link(clock, lambda _name, _amount: None, timeout=1.0, delay=0.0)
    names = ("eastron/sdm120", "fronius/gen24", "wago/750-coupler")
    return {
        "plan": {name: preview({}, config, None) for name, config in typed.items()},
        "decodings": {
            str(count): await decodings({"registers": list(REGISTERS[:count])}, link) for count in (2, 4, 8, 16)
        },
        "profiles": await profiles({}, running),
        "sheets": {name: await profiles({"name": name}, running) for name in names},
    }


def main() -> None:
    sys.stdout.write(json.dumps(asyncio.run(_answers()), ensure_ascii=False, separators=(",", ":")) + "\n")


main()
