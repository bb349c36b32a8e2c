"""A program of many variables, made for measuring."""

from __future__ import annotations

import struct
from collections.abc import Callable

from dinrail_ads.sim.program import Program, Variable
from dinrail_ads.sim.program.elementary import BOOL, DINT, INT, LREAL, REAL, TIME
from dinrail_ads.sim.program.structures import Member, function_block
from dinrail_ads.sim.program.types import Type, array, string
from dinrail_ads.wire.groups import Group

__all__ = ["big"]

CHANNEL = function_block(
    "FB_Channel",
    [
        Member("bEnable", BOOL),
        Member("fValue", REAL, "scaled value", {"unit": "°C"}),
        Member("fRaw", LREAL),
        Member("nState", INT),
        Member("sName", string(20)),
        Member("aHistory", array(REAL, (0, 9))),
    ],
)
KINDS: tuple[tuple[str, Type], ...] = (
    ("f", REAL), ("n", INT), ("b", BOOL), ("d", DINT),
    ("t", TIME), ("l", LREAL), ("fb", CHANNEL), ("a", array(INT, (1, 8))),
)  # fmt: skip


def big(symbols: int = 100_000, *, values: int = 2_000, changing: float = 0.1, period: float = 0.1) -> Program:
    """`values` DINTs `GVL_Bench.nValue0` …, and a plant of other variables up to `symbols` in all.

    Of the DINTs the share `changing` counts up every `period` seconds.
    """
    bench = [
        Variable(f"GVL_Bench.nValue{index}", DINT, attributes={"dinrail": ""})
        for index in range(min(values, symbols - 1))
    ]
    plant = []
    for index in range(symbols - len(bench) - 1):
        prefix, kind = KINDS[index % len(KINDS)]
        area, room = divmod(index // len(KINDS), 50)
        comment = f"Anlage {area}, Raum {room}" if index % 4 == 0 else ""
        plant.append(Variable(f"GVL_Area{area}.{prefix}Room{room}_{index}", kind, comment))
    return Program("Big", [*bench, *plant], behaviour=lambda program: _heartbeat(program, len(bench), changing, period))


def _heartbeat(program: Program, values: int, changing: float, period: float) -> Callable[[float], None]:
    first = program.find("GVL_Bench.nValue0").offset
    share, elapsed, turn = max(1, round(values * changing)), 0.0, 0

    def step(seconds: float) -> None:
        nonlocal elapsed, turn
        elapsed += seconds
        while elapsed >= period:
            elapsed -= period
            for place in range(turn, turn + share):
                offset = first + place % values * 4
                (count,) = struct.unpack("<i", program.memory.read(Group.DATA_BYTES, offset, 4))
                program.memory.write(Group.DATA_BYTES, offset, struct.pack("<i", (count + 1) % 1_000_000))
            turn = (turn + share) % values

    return step
