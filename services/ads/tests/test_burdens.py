"""What a PLC is spared: handles nobody gives back, uploads without end, haste on a slow way."""

from __future__ import annotations

import asyncio

from ads_rig import eventually, plant
from dinrail.errors import DeviceError
from dinrail_ads import loading
from dinrail_ads.sim import Fault
from dinrail_ads.sums import get_handles
from dinrail_ads.transport import Span
from dinrail_ads.wire.commands import Command


async def test_tables_that_stay_damaged_cost_no_handles_and_ever_fewer_uploads(rig, plc, monkeypatch):
    rail = rig("MAIN.**")
    await rail.start()
    sound = loading.ProgramTables.parse

    def damaged(*_: bytes) -> None:
        raise ValueError("an entry longer than the table")

    monkeypatch.setattr(loading.ProgramTables, "parse", damaged)
    plc.download(plant(name="Other"))
    await eventually(lambda: rail.quality("MAIN.nCount") == ("bad", "ads_table_damaged"))
    await asyncio.sleep(5)
    assert plc.counts["group 0xF00B"] <= 8
    assert len(plc.device().runtime.handles) <= 2
    monkeypatch.setattr(loading.ProgramTables, "parse", sound)
    await eventually(lambda: rail.all_of("good"))


async def test_requests_that_queue_at_a_slow_plc_are_not_taken_for_lost(rig, plc):
    rail = rig("MAIN.nCount")  # its time-out is 0.5 s
    await rail.open()
    plc.inject(Fault("delay", command=Command.ADD_NOTIFICATION, seconds=0.1))
    transport = rail.adapter.runtimes[0].transport
    made = await transport.subscribe([Span(0xF008, 0, 1)] * 30, cycle=0.1, delay=0)
    assert len([handle for handle in made if isinstance(handle, int)]) == 30


class Liar:
    async def read_write(self, group: int, offset: int, size: int, data: bytes) -> bytes:
        """Says that the first item is long, so that the second lies behind the end."""
        return bytes.fromhex("10070000 FFFFFF00 00000000 04000000") + bytes(8)


async def test_lengths_that_lead_out_of_the_answer_are_an_error_of_the_item():
    assert all(isinstance(found, DeviceError) for found in await get_handles(Liar(), ["a", "b"]))
