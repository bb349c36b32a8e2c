"""Looking into a program of 100,000 variables neither waits long nor holds the event loop."""

from __future__ import annotations

import asyncio
import time

import pytest

from ads_rig import Rig
from dinrail_ads.sim import big
from dinrail_ads.sim.upload.tables import Uploads
from dinrail_ads.tables import ProgramTables

ANSWER_S = 2.0
QUERIES = [
    ("search", {"text": "value", "limit": 500}),
    ("search", {"text": "area77 room room history 9"}),
    ("search", {"text": "nowhere"}),
    ("browse", {"path": "", "limit": 500}),
    ("overview", {}),
    ("selection", {"ticks": [["GVL_Area7", True], ["GVL_Area8", True]], "paths": ["GVL_Area7", "GVL_Area9"]}),
]


@pytest.fixture(scope="module")
def large() -> ProgramTables:
    uploads = Uploads(big())
    return ProgramTables.parse(uploads.symbols, uploads.types)


@pytest.mark.parametrize(("method", "params"), QUERIES)
async def test_a_query_is_answered_soon_and_lets_others_run(rig, large, method, params):
    rail: Rig = rig()
    rail.adapter.runtimes[0].program.tables = large
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0.001)
            turns += 1

    running = asyncio.create_task(others())
    began = time.monotonic()
    asked = rail.adapter.browse(params) if method == "browse" else rail.adapter.call(method, params)
    answer = await asked
    took = time.monotonic() - began
    running.cancel()
    assert answer
    assert took < ANSWER_S
    assert turns >= took / 0.05 - 1, "the event loop stood still"


@pytest.mark.parametrize("pattern", ["**", "**.fValue", "**.zzz*"])
async def test_a_pattern_over_everything_ends_at_the_limit_of_points(rig, large, pattern):
    rail: Rig = rig(pattern, max_points=1000, marked=False)
    rail.adapter.runtimes[0].program.tables = large
    told = await rail.adapter.call("selection", {})
    assert told["points"] <= 1000
    assert told["surplus"] == (0 if pattern == "**.zzz*" else 1000)
