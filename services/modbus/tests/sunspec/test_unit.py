"""A SunSpec device over a real socket: found, read, written, moved."""

from __future__ import annotations

import pytest

from dinrail.errors import ProtocolError
from dinrail_modbus.sim import Fault, ModbusServer
from dinrail_modbus.sim.bank import Bank
from modbus_rig import Rig, eventually
from sunspec_device import common, int_inverter, meter_float, put_chain, storage, trackers

ALL = {"interval": 0.05, "slow_interval": 0.05, "timeout": 0.5}


@pytest.fixture
async def device():
    bank = Bank()
    put_chain(bank, [common(), int_inverter(), trackers(2), storage(), meter_float()])
    server = ModbusServer({1: bank})
    await server.listen()
    yield server, bank
    await server.stop()


@pytest.fixture
async def rig(device):
    server, _ = device
    made = Rig({"profile": "sunspec", "prefix": "roof", "profile_writes": True}, port=server.port, **ALL)
    await made.start()
    yield made
    await made.stop()


async def test_the_device_itself_says_what_its_points_are(device, rig: Rig) -> None:
    assert rig.points == {}
    await eventually(lambda: rig.value("roof.inverter.W") == 4321.0)
    rig.learn()
    assert rig.context.counts["points_changed"] == 1
    await eventually(lambda: rig.value("roof.common.Mn") == "Fronius")  # of the slow class, read after the others
    assert rig.value("roof.inverter.A") == 18.7
    assert rig.value("roof.inverter.PhVphA") == 231.0
    assert rig.value("roof.inverter.VAr") == -120.0
    assert rig.value("roof.inverter.PF") == -99.9
    assert rig.value("roof.inverter.WH") == 123456.0
    assert rig.value("roof.inverter.TmpCab") == -3.5
    assert rig.value("roof.inverter.St") == 4
    assert rig.points["roof.inverter.St"].texts["4"] == "mppt"
    assert rig.value("roof.mppt.module.2.DCW") == 482.0
    assert rig.value("roof.mppt.module.2.IDStr") == "String 2"
    assert rig.value("roof.meter.W") == -1234.5
    assert rig.points["roof.inverter.W"].unit == "W"
    assert rig.points["roof.inverter.W"].type == "REAL"


async def test_what_is_not_implemented_is_none_and_bad(rig: Rig) -> None:
    await eventually(lambda: "roof.meter.VA" in rig.context.last)
    for tag in ("inverter.TmpSnk", "inverter.DCA", "inverter.StVnd", "inverter.EvtVnd1", "storage.VAChaMax"):
        assert (rig.value(f"roof.{tag}"), rig.quality(f"roof.{tag}")) == (None, ("bad", "not_available")), tag
    assert (rig.value("roof.meter.VA"), rig.quality("roof.meter.VA")) == (None, ("bad", "not_a_number"))


async def test_a_scale_factor_that_changes_never_meets_an_old_value(device, rig: Rig) -> None:
    _, bank = device
    await eventually(lambda: rig.value("roof.inverter.DCW") == 4400.0)
    rig.context.told.clear()
    for watts, power in ((4400, 0), (44001, -1), (440, 1)) * 8:
        put_chain(bank, [common(), int_inverter(dc_watts=watts & 0x7FFF, dc_sf=power)])
        seen = len(rig.context.told)
        await eventually(lambda seen=seen: len(rig.context.told) > seen + 60)
    told = {told.value for told in rig.context.told if told.tag == "roof.inverter.DCW"}
    assert told == {4400.0, 1123.3}


async def test_value_and_scale_factor_come_in_one_request(device, rig: Rig) -> None:
    server, _ = device
    await eventually(lambda: rig.value("roof.inverter.W") == 4321.0)
    unit = rig.adapter._units[0]
    for block in unit.blocks:
        for item, at in block.places:
            assert at >= 0
            assert at + item.span.size <= block.request.size
    headers = {(model.address, 2) for model in unit.chain}
    requests = {(block.request.start, block.request.size) for block in unit.blocks}
    await eventually(lambda: requests <= {(each.address, each.size) for each in server.requests})
    assert headers <= {(each.address, each.size) for each in server.requests}


async def test_a_write_honours_the_scale_factor_and_changes_nothing_else(device, rig: Rig) -> None:
    _, bank = device
    bank.allow("holding_registers", range(40000, 40400))
    await eventually(lambda: "roof.storage.MinRsvPct" in rig.context.last)
    rig.learn()
    before = dict(bank._tables["holding_registers"])
    assert rig.value("roof.storage.MinRsvPct") == 5.0
    assert await rig.write("roof.storage.MinRsvPct", 12.5) == 12.5
    after = bank._tables["holding_registers"]
    assert [(before[at], after[at]) for at in before if before[at] != after[at]] == [(500, 1250)]
    with pytest.raises(Exception, match=r"outside 0\.0 … 655\.35"):
        await rig.write("roof.storage.MinRsvPct", 700)


async def test_without_leave_nothing_of_the_device_can_be_written(device) -> None:
    server, _ = device
    rig = Rig({"profile": "sunspec"}, port=server.port, **ALL)
    await rig.start()
    await eventually(lambda: rig.value("storage.MinRsvPct") == 5.0)
    rig.learn()
    assert not [path for path, point in rig.points.items() if point.writable]
    await rig.stop()


async def test_models_that_move_turn_bad_and_are_found_again(device, rig: Rig) -> None:
    _, bank = device
    await eventually(lambda: rig.value("roof.inverter.W") == 4321.0)
    rig.context.told.clear()
    bank._tables["holding_registers"].clear()
    put_chain(bank, [common(length=66), [64001, 5, 1, 2, 3, 4, 5], int_inverter(watts=777), meter_float(55.5)])
    await eventually(lambda: rig.value("roof.inverter.W") == 777.0)
    await eventually(lambda: rig.value("roof.meter.W") == 55.5)
    told = [(told.value, told.quality) for told in rig.context.told if told.tag == "roof.inverter.W"]
    assert set(told) <= {(4321.0, "good"), (4321.0, "bad"), (777.0, "good")}  # nothing in between was believed
    assert (4321.0, "bad") in told
    rig.learn()
    assert "roof.storage.MinRsvPct" not in rig.points


async def test_a_write_to_models_that_have_moved_is_refused(device) -> None:
    server, bank = device
    rig = Rig({"profile": "sunspec", "profile_writes": True}, port=server.port, **{**ALL, "interval": 30})
    await rig.start()
    await eventually(lambda: rig.value("storage.MinRsvPct") == 5.0)
    rig.learn()
    bank.allow("holding_registers", range(40000, 40400))
    put_chain(bank, [common(length=66), int_inverter(), trackers(2), storage()])
    before = dict(bank._tables["holding_registers"])
    with pytest.raises(ProtocolError) as caught:
        await rig.write("storage.MinRsvPct", 12.5)
    assert caught.value.reason.key == "sunspec_moved"
    assert bank._tables["holding_registers"] == before
    await rig.stop()


async def test_a_device_without_sunspec_says_so(device) -> None:
    server, bank = device
    bank.put("holding_registers", 40000, [1, 2])
    rig = Rig({"profile": "sunspec"}, port=server.port, **ALL)
    await rig.start()
    error = await rig.ended()
    assert error is not None
    assert error.reason.key == "sunspec_missing"


async def test_neighbours_go_on_beside_a_device_without_sunspec(device) -> None:
    server, _ = device
    plain = Bank()
    plain.put("holding_registers", 0, [42])
    server.units[2] = plain
    rig = Rig(
        {"profile": "sunspec", "unit_id": 2, "prefix": "none"},
        {"unit_id": 1, "points": [{"name": "mark", "address": 40000}]},
        port=server.port,
        **ALL,
    )
    await rig.start()
    await eventually(lambda: rig.value("mark") == 0x5375)
    await eventually(lambda: rig.context.problems and rig.context.problems[-1][0] == "sunspec_missing")
    await rig.stop()


async def test_a_silent_device_is_found_when_it_returns(device) -> None:
    server, _ = device
    server.inject(Fault("silent", unit=1, times=None))
    other = Bank()
    other.put("holding_registers", 0, [42])
    server.units[2] = other
    rig = Rig(
        {"profile": "sunspec"},
        {"unit_id": 2, "prefix": "b", "points": [{"name": "x", "address": 0}]},
        port=server.port,
        **{**ALL, "timeout": 0.1},
    )
    await rig.start()
    await eventually(lambda: rig.value("b.x") == 42)
    server.heal()
    await eventually(lambda: rig.value("inverter.W") == 4321.0)
    await rig.stop()


async def test_trackers_beyond_one_request_have_their_values_and_follow_another_factor() -> None:
    bank = Bank()
    put_chain(bank, [common(), trackers(12)])
    server = ModbusServer({1: bank})
    await server.listen()
    rig = Rig({"profile": "sunspec", "prefix": "roof"}, port=server.port, **ALL)
    await rig.start()
    try:
        await eventually(lambda: rig.value("roof.mppt.module.12.DCA") == 8.12)
        assert rig.value("roof.mppt.module.12.DCV") == 601.2
        assert rig.value("roof.mppt.module.1.DCV") == 600.1
        other = trackers(12)
        other[3] = 0xFFFE  # DCV_SF, -2 instead of -1
        put_chain(bank, [common(), other])
        await eventually(lambda: rig.value("roof.mppt.module.12.DCV") == 60.12)
        assert ("bad", "sunspec_moved") in {
            (told.quality, told.reason) for told in rig.context.told if told.tag == "roof.mppt.module.12.DCV"
        }
    finally:
        await rig.stop()
        await server.stop()
