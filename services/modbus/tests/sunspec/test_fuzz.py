"""Whatever a device answers, walking its models ends, is bounded and raises nothing but errors of the tree."""

from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from dinrail.errors import DeviceError
from dinrail_modbus.client import ExceptionAnswer
from dinrail_modbus.sunspec.chain import MARKER, MOST_MODELS, Block, find_chain
from dinrail_modbus.sunspec.layout import MOST_POINTS, counters, points_of
from dinrail_modbus.sunspec.model import known_models, load_model

REGISTER = st.one_of(st.sampled_from([0, 1, 2, 103, 160, 705, 0x8000, 0xFFFF]), st.integers(0, 0xFFFF))


@settings(max_examples=100, deadline=None)
@given(st.lists(REGISTER, min_size=1, max_size=200), st.booleans())
def test_random_registers_end_the_walk(registers: list[int], endless: bool) -> None:
    asked = 0

    async def read(address: int, size: int) -> bytes:
        nonlocal asked
        asked += 1
        at = address - 40002
        if at == -2:
            return MARKER
        if at < 0 or (not endless and at + size > len(registers)):
            raise ExceptionAnswer(2, 1, 3)
        return b"".join(registers[(at + place) % len(registers)].to_bytes(2, "big") for place in range(size))

    try:
        chain = asyncio.run(find_chain(read))
    except DeviceError:
        return
    assert len(chain) <= MOST_MODELS
    assert asked <= 3 * MOST_MODELS
    assert all(block.address + 2 + block.length <= 65536 for block in chain)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(known_models()), st.integers(0, 65533), st.integers(0, 65535), st.integers(1, 125))
def test_random_lengths_and_counts_give_points_inside_the_block(
    model: int, length: int, count: int, reach: int
) -> None:
    spec = load_model(model)
    assert spec is not None
    block = Block(model, 0, length)
    points = points_of(spec, block, spec.prefix, dict.fromkeys(counters(spec), count), reach=reach)
    assert len(points) <= MOST_POINTS
    assert all(2 <= point.address < 2 + length for point in points)
    assert len({point.name for point in points}) == len(points)
