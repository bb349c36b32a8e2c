"""The tables and an unmodified pyads read the same uploads and find the same symbols."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dinrail_ads.sim import Program, Simulator, catalogue, garage, keller
from dinrail_ads.sim.upload.tables import Uploads
from dinrail_ads.tables import ProgramTables
from pyads_peer import run_pyads

BODY = "result = [[s.name, s.symbol_type, s.comment, s.index_group, s.index_offset] for s in plc.get_all_symbols()]"


@pytest.mark.parametrize("make", [catalogue, keller, garage])
async def test_names_types_and_places_are_those_pyads_finds(make: Callable[[], Program]) -> None:
    async with Simulator(make(), speed=0) as sim:
        uploads = Uploads(sim.program)
        tables = ProgramTables.parse(uploads.symbols, uploads.types)
        found = await run_pyads(sim.port, BODY)
    assert len(found) == len(tables)
    for name, type_, comment, group, offset in found:
        node = tables.find(name)
        assert node is not None, name
        place = offset if node.leaf is not None and node.leaf.by_bit else offset * 8
        assert (node.path, node.type, node.comment, node.group, node.at) == (name, type_, comment, group, place)
