"""Decodings, diagnostics and the scan, asked of a running instance."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from dinrail.errors import CallRefused, NotConnected, ProtocolError
from dinrail_modbus.sim import Fault, Simulator
from dinrail_modbus.sim.bank import Bank
from modbus_rig import AC_POWER, Rig, eventually, meter

MakeRig = Callable[..., Rig]


def by_name(answer: dict[str, Any]) -> dict[str, Any]:
    return {f"{each['type']} {each['order']}": each["value"] for each in answer["decodings"]}


async def test_live_registers_are_read_in_every_type_and_order(rig: MakeRig, sim: Simulator) -> None:
    sim.plant.meter.bank.put_low_word_first("input_registers", 0, 230.1)
    inverter = rig(meter())
    await inverter.open()
    where = {"unit_id": 2, "table": "input_registers", "address": 0, "count": 2}
    answer = await inverter.adapter.call("decodings", where)
    shown = by_name(answer)
    assert answer["registers"] == [0x199A, 0x4366]
    assert answer["hex"] == "199a 4366"
    assert shown["float32 CDAB"] == 230.1
    assert (shown["uint16 ABCD"], shown["uint16 BADC"]) == (0x199A, 0x9A19)
    assert shown["uint32 ABCD"] == 0x199A4366
    assert shown["uint32 DCBA"] == 0x66439A19
    assert "float64 ABCD" not in shown


async def test_registers_that_are_known_need_no_device() -> None:
    rig = Rig({"points": []}, port=1)
    shown = by_name(await rig.adapter.call("decodings", {"registers": [0x4452, 0x3436, 0x3030, 0x2D30]}))
    assert shown["string ABCD"] == "DR4600-0"
    assert shown["string BADC"] == "RD64000-"
    assert shown["uint64 ABCD"] == str(0x445234363030_2D30)  # no JSON reader loses digits of a text
    nan = by_name(await rig.adapter.call("decodings", {"registers": [0x7FC0, 0]}))
    assert nan["float32 ABCD"] is None
    json.dumps(nan, allow_nan=False)


@pytest.mark.parametrize(
    "params",
    [{"registers": []}, {"registers": [65536]}, {"unit_id": 256}, {"table": "coils"}, {"count": 126}, {"addres": 0}],
)
async def test_wrong_parameters_are_refused(rig: MakeRig, params: dict[str, Any]) -> None:
    with pytest.raises(CallRefused):
        await rig({"points": []}).adapter.call("decodings", params)


async def test_what_the_device_refuses_is_told(rig: MakeRig) -> None:
    inverter = rig({"points": [AC_POWER]})
    await inverter.open()
    with pytest.raises(ProtocolError, match="illegal_data_address"):
        await inverter.adapter.call("decodings", {"address": 4000})


async def test_diagnostics_tell_of_each_unit_what_became_of_its_requests(rig: MakeRig, sim: Simulator) -> None:
    both = rig({"points": [AC_POWER]}, meter(), timeout=0.1)
    await both.start()
    await eventually(lambda: both.context.counts["polls"] >= 3)
    sim.server.inject(Fault("silent", unit=2))
    await eventually(lambda: both.quality("m2.power") == ("bad", "timeout"))
    first, second = (await both.adapter.call("diagnostics", {}))["units"]
    assert (first["unit_id"], first["lost"], first["timeouts"], first["bad"]) == (1, False, 0, 0)
    assert 0 < first["latency_ms"] <= first["longest_ms"] < 100
    assert first["requests"] == sim.server.counts["unit 1"]
    assert (second["lost"], second["reason"], second["points"], second["bad"]) == (True, "timeout", 1, 1)
    assert second["timeouts"] >= 1
    assert 0 <= second["retry_s"] <= 1


async def test_check_sum_errors_are_counted_apart(rig: MakeRig, sim: Simulator) -> None:
    await sim.rtu.listen()
    endpoint = {"transport": "rtu_over_tcp", "host": "127.0.0.1", "port": sim.rtu.port}
    inverter = rig({"points": [AC_POWER]}, endpoints=[endpoint])
    await inverter.start()
    await eventually(lambda: inverter.quality("ac") == ("good", ""))
    sim.server.inject(Fault("wrong_crc", times=1))
    await eventually(lambda: inverter.quality("ac") == ("bad", "crc_wrong"))
    await eventually(lambda: inverter.quality("ac") == ("good", ""))
    (unit,) = (await inverter.adapter.call("diagnostics", {}))["units"]
    assert (unit["crc_errors"], unit["protocol_errors"]) == (1, 1)
    assert inverter.context.counts["crc_errors"] == 1


@pytest.fixture(params=["running", "not running", "serial"])
async def scanner(request: pytest.FixtureRequest, rig: MakeRig, sim: Simulator) -> Rig:
    """A device with two units of its own and one with SunSpec registers."""
    sunspec = Bank()
    sunspec.put_bytes("holding_registers", 40000, b"SunS\0\1\0\x42")
    sim.server.units[9] = sunspec
    if request.param == "serial":
        sim.line.plug()
        return rig({"points": []}, endpoints=[{"transport": "serial", "device": sim.line.path}])
    made = rig({"points": [AC_POWER]})
    if request.param == "running":
        await made.start()
    return made


async def test_a_scan_finds_the_units_that_answer_and_sunspec(scanner: Rig) -> None:
    answer = await scanner.adapter.scan({"first": 1, "last": 12, "timeout": 0.05})
    found = {each["unit_id"]: (each["answer"], each["sunspec"]) for each in answer["found"]}
    refused = "illegal_data_address"  # an answer all the same
    assert found == {1: (refused, None), 2: (refused, None), 9: (refused, 40000)}
    assert (answer["asked"], answer["next"]) == ([1, 12], None)


async def test_a_scan_is_a_page_at_a_time(rig: MakeRig, sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dinrail_modbus.calls.scanning.PAGE_S", 0.2)
    sim.server.inject(Fault("silent"))
    scanner = rig({"points": []})
    first: int | None = 1
    pages = []
    while first is not None:
        page = await scanner.adapter.scan({"first": first, "last": 12, "timeout": 0.05})
        pages.append(page["asked"])
        first = page["next"]
    assert len(pages) > 2
    assert [unit for start, end in pages for unit in range(start, end + 1)] == list(range(1, 13))
    assert scanner.adapter.context.counts["requests"] == 0  # its own link, not the one of the points


async def test_polling_goes_on_while_a_scan_runs(rig: MakeRig, sim: Simulator) -> None:
    inverter = rig({"points": [AC_POWER]}, interval=0.1)
    await inverter.start()
    await eventually(lambda: inverter.context.counts["polls"])
    for unit in range(20, 30):
        sim.server.inject(Fault("silent", unit=unit))
    before = inverter.context.counts["polls"]
    await inverter.adapter.scan({"first": 20, "last": 29, "timeout": 0.1})
    assert inverter.context.counts["polls"] - before >= 4
    assert inverter.quality("ac") == ("good", "")


async def test_a_cancelled_scan_leaves_nothing_behind(rig: MakeRig, sim: Simulator) -> None:
    sim.server.inject(Fault("silent"))
    scanning = asyncio.create_task(rig({"points": []}).adapter.scan({"timeout": 1}))
    await eventually(lambda: sim.server.links == 1)
    scanning.cancel()
    await asyncio.gather(scanning, return_exceptions=True)
    await eventually(lambda: sim.server.links == 0)


async def test_a_scan_of_another_configuration_goes_there(rig: MakeRig, sim: Simulator) -> None:
    other = {"endpoints": [{"host": "127.0.0.1", "port": sim.port}], "devices": [{}]}
    scanner = Rig({"points": []}, port=1)
    answer = await scanner.adapter.scan({"config": other, "first": 1, "last": 3, "timeout": 0.1, "sunspec": False})
    assert [each["unit_id"] for each in answer["found"]] == [1, 2]
    with pytest.raises(NotConnected):
        await scanner.adapter.scan({})


async def test_a_scan_of_the_line_in_use_does_not_open_it_twice(rig: MakeRig, sim: Simulator) -> None:
    sim.line.plug()
    endpoint = {"transport": "serial", "device": sim.line.path}
    inverter = rig({"points": [AC_POWER]}, endpoints=[endpoint])
    await inverter.start()
    other = {"endpoints": [endpoint], "interval": 7, "devices": [{}]}
    answer = await inverter.adapter.scan({"config": other, "first": 1, "last": 2, "timeout": 0.1})
    assert [each["unit_id"] for each in answer["found"]] == [1, 2]


@pytest.mark.parametrize("params", [{"first": 5, "last": 4}, {"last": 256}, {"timeout": 0}, {"endpoint": 3}])
async def test_a_scan_that_cannot_be_is_refused(rig: MakeRig, params: dict[str, Any]) -> None:
    with pytest.raises(CallRefused):
        await rig({"points": []}).adapter.scan(params)


async def test_an_unknown_method_is_refused(rig: MakeRig) -> None:
    with pytest.raises(CallRefused):
        await rig({"points": []}).adapter.call("plant", {})
