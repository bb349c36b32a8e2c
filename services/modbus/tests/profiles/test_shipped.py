"""Every shipped profile: its form, its plan, and its values over a real socket."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from device_bank import fill, reading
from dinrail.names import join
from dinrail_modbus.blocks import plan_blocks
from dinrail_modbus.config import DeviceConfig
from dinrail_modbus.points import items_of
from dinrail_modbus.profiles import Catalog, shipped_names
from dinrail_modbus.profiles.expansion import expand
from dinrail_modbus.sim import ModbusServer
from dinrail_modbus.sim.bank import Bank
from modbus_rig import Rig, eventually

CATALOG = Catalog()
VENDORS = {
    "beckhoff", "carlo-gavazzi", "deye", "eastron", "fronius", "goodwe", "growatt", "huawei", "janitza", "kostal",
    "sma", "sungrow", "victron", "wago",
}  # fmt: skip
LISTED = [name for name in shipped_names() if CATALOG.profile(name).points]
EVERYTHING = {"interval": 0.1, "fast_interval": 0.1, "slow_interval": 0.1, "timeout": 2.0}


def device_of(name: str) -> DeviceConfig:
    return expand(DeviceConfig(profile=name), CATALOG).device


@pytest.fixture
async def serve() -> AsyncIterator[Callable[..., object]]:
    running: list[object] = []

    async def start(units: dict[int, Bank], **config: object) -> tuple[ModbusServer, Rig]:
        server = ModbusServer(units)
        await server.listen()
        running.append(server)
        devices = config.pop("devices", [{"profile": config.pop("profile", "")}])
        rig = Rig(*devices, port=server.port, **{**EVERYTHING, **config})
        running.append(rig)
        await rig.start()
        return server, rig

    yield start
    for each in reversed(running):
        await each.stop()


def test_every_vendor_of_the_plan_is_there() -> None:
    assert {name.split("/")[0] for name in shipped_names()} == VENDORS


@pytest.mark.parametrize("name", shipped_names())
def test_a_profile_names_its_public_sources(name: str) -> None:
    profile = CATALOG.profile(name)
    assert all(source.title and (source.place or source.version) for source in profile.header.sources)
    assert profile.points or profile.sunspec


@pytest.mark.parametrize("name", shipped_names())
def test_points_of_a_profile_have_names_of_their_own(name: str) -> None:
    names = [join(point.name) for point in CATALOG.profile(name).points]
    assert len(names) == len(set(names))
    assert not [one for one in names for other in names if other.startswith(f"{one}.")]  # a topic is no folder


@pytest.mark.parametrize("name", LISTED)
def test_the_plan_keeps_the_limits_of_the_device(name: str) -> None:
    device, limits = device_of(name), CATALOG.profile(name).limits
    blocks = plan_blocks(items_of(device), device)
    assert sum(len(block.places) for block in blocks) == len(device.points)
    for request in (block.request for block in blocks):
        assert request.size <= limits.max_registers
        used = {at for span in request.spans for at in range(span.start, span.end)}
        assert limits.max_gap or len(used) == request.size
        assert not limits.page or request.start // limits.page == (request.start + request.size - 1) // limits.page


@pytest.mark.parametrize("name", LISTED)
async def test_values_arrive_as_the_document_says(name: str, serve: Callable[..., object]) -> None:
    device, bank = device_of(name), Bank()
    for block in plan_blocks(items_of(device), device):
        bank.put(block.table, block.request.start, [0] * block.request.size)
    bank.put("holding_registers", 40000, [0x5375, 0x6E53, 0xFFFF, 0])  # SunSpec without any model
    fill(bank, device)
    _, rig = await serve({1: bank}, profile=name)
    tags = [join(point.name) for point in device.points]
    await eventually(lambda: all(tag in rig.context.last for tag in tags), timeout=15)
    for point, tag in zip(device.points, tags, strict=True):
        wanted = reading(bank, point, device)
        if wanted is None:
            assert rig.quality(tag) == ("bad", "not_available"), tag
        else:
            assert rig.quality(tag) == ("good", ""), tag
            assert rig.value(tag) == (wanted if isinstance(wanted, (bool, str)) else pytest.approx(wanted, rel=1e-6)), (
                tag
            )


@pytest.mark.parametrize("name", [name for name in LISTED if any(p.unavailable for p in CATALOG.profile(name).points)])
async def test_raws_without_a_value_are_none_and_bad(name: str, serve: Callable[..., object]) -> None:
    device, bank = device_of(name), Bank()
    for block in plan_blocks(items_of(device), device):
        bank.put(block.table, block.request.start, [0] * block.request.size)
    fill(bank, device)
    chosen = [point for point in device.points if point.unavailable]
    for point in chosen:
        size = {"32": 2, "64": 4}.get(point.type[-2:], 1)
        raw = (point.unavailable[-1] % (1 << 16 * size)).to_bytes(2 * size, "big")
        registers = [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]
        swapped = (point.order or device.order) == "CDAB"
        bank.put(point.table, point.address, registers[::-1] if swapped else registers)
    _, rig = await serve({1: bank}, profile=name)
    tags = [join(point.name) for point in chosen]
    await eventually(lambda: all(tag in rig.context.last for tag in tags), timeout=15)
    assert {(rig.value(tag), rig.quality(tag)) for tag in tags} == {(None, ("bad", "not_available"))}
