"""What the machine tells, compared with what the kernel says elsewhere."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dinrail.errors import CallRefused, ConfigError, Timeout
from dinrail_host.adapter import HostAdapter
from dinrail_host.config import DiskConfig, HostConfig
from dinrail_host.rates import Rates
from dinrail_host.reading import Reading, segment
from dinrail_host.readings import network, traffic
from dinrail_host.readings.disks import DiskGroup

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="compares with /proc")
Make = Callable[..., HostAdapter]


async def looked(made: HostAdapter) -> HostAdapter:
    """After two looks, between which some work was done."""
    await made.connect(None)
    end = time.monotonic() + 0.3
    while time.monotonic() < end:
        sum(range(2000))
        await asyncio.sleep(0)
    await made.poll()
    return made


def text_of(path: str) -> str:
    return Path(path).read_text()


def values(made: HostAdapter) -> dict[str, Any]:
    return {tag: told.value for tag, told in made.context.last.items()}  # type: ignore[attr-defined]


async def test_the_machine_is_told_as_the_kernel_knows_it(host: Make) -> None:
    made = await looked(host())
    told, points = values(made), {point.path: point for point in made.points() or ()}
    assert points["clock.synchronised"].texts == {"0": "no", "1": "yes"}
    meminfo = dict(line.split(":") for line in text_of("/proc/meminfo").splitlines())
    kilobytes = {name: int(text.split()[0]) * 1024 for name, text in meminfo.items()}
    assert told["memory.total"] == round(kilobytes["MemTotal"] / 1e6)
    assert told["memory.available"] == pytest.approx(kilobytes["MemAvailable"] / 1e6, rel=0.2)
    assert told["cpu.cores"] == os.cpu_count()
    assert 0 < told["cpu.usage"] <= 100
    assert told["system.uptime"] == pytest.approx(float(text_of("/proc/uptime").split()[0]), abs=5)
    room = shutil.disk_usage("/")
    assert told["disks.system.total"] == pytest.approx(room.total / 1e9, abs=0.01)
    assert told["disks.system.free"] == pytest.approx(room.free / 1e9, abs=1)
    assert isinstance(told["clock.synchronised"], bool)
    assert told["state.cpu"] == told["state.memory"] == told["state.disks"] == told["state.clock"] == "ok"


async def test_every_value_has_its_point_and_every_group_its_state(host: Make) -> None:
    made = await looked(host())
    points = {point.path: point for point in made.points() or ()}
    assert points.keys() == values(made).keys()
    assert not any(point.writable for point in points.values())
    assert points["memory.usage"].unit == "%"
    states = {path for path in points if path.startswith("state.")}
    names = ("cpu", "memory", "disks", "io", "temperatures", "network", "clock", "smart")
    assert states == {f"state.{name}" for name in names}
    assert set(await made.call("sensors", {})) == set(names)
    with pytest.raises(CallRefused):
        await made.call("reboot", {})


async def test_a_folder_that_is_missing_is_told_and_the_others_are_read(host: Make) -> None:
    disks = [{"name": "gone", "path": "/no/such/folder"}, {"name": "system", "path": "/"}]
    made = await looked(host(disks=disks))
    assert values(made)["state.disks"] == "disk_unreadable"
    assert "/no/such/folder" in (await made.call("sensors", {}))["disks"]["detail"]
    assert "disks.system.free" in values(made)
    assert made.context.last["cpu.usage"].quality == "good"  # type: ignore[attr-defined]


async def test_what_was_there_and_is_refused_goes_bad_and_heals(host: Make, tmp_path: Path) -> None:
    place = tmp_path / "stick"
    place.mkdir()
    made = await looked(host(disks=[{"name": "stick", "path": str(place)}]))
    context: Any = made.context
    place.rmdir()
    await made.poll()
    assert (context.last["disks.stick.free"].quality, context.last["disks.stick.free"].reason) == (
        "bad",
        "disk_unreadable",
    )
    assert "disks.stick.free" in {point.path for point in made.points() or ()}
    place.mkdir()
    await made.poll()
    assert context.last["disks.stick.free"].quality == "good"


async def test_the_network_is_that_of_the_host_where_its_figures_are_mounted(
    host: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = tmp_path / "net" / "dev"
    figures.parent.mkdir()
    heading = "Inter-|   Receive |  Transmit\n face |bytes packets errs drop fifo frame compressed multicast|bytes\n"
    line = "  eth9: {} 10 1 2 0 0 0 0 5000 7 0 0 0 0 0 0\n  veth0: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n"
    figures.write_text(heading + line.format(100_000))
    monkeypatch.setattr(network, "MOUNTED", tmp_path)
    made = host()
    await made.connect(None)
    figures.write_text(heading + line.format(300_000))
    await asyncio.sleep(0.2)
    await made.poll()
    told = values(made)
    assert 0 < told["network.eth9.received"] <= 1000, "200 kB in at least 0.2 s"
    assert told["network.eth9.errors"] == 3
    assert not [path for path in told if "veth" in path]
    assert told["memory.total"] > 0, "the others still look at the own /proc"


async def test_a_disk_that_hangs_is_told_and_does_not_pile_up_threads(
    host: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dinrail_host.adapter.LOOK_S", 0.2)
    made = host()
    looks = 0

    def hang(*_: Any) -> list[Reading]:
        nonlocal looks
        looks += 1
        time.sleep(1)
        return []

    monkeypatch.setattr(DiskGroup, "read", hang)
    for _ in range(3):
        with pytest.raises(Timeout, match="takes longer"):
            await made.connect(None)
    assert looks == 1
    monkeypatch.undo()
    await asyncio.sleep(1)
    await looked(made)
    assert values(made)["memory.total"] > 0


async def test_a_changed_configuration_is_taken_without_a_new_start(host: Make) -> None:
    made = await looked(host())
    assert await made.reload(HostConfig(disks=[DiskConfig(name="other", path="/")], smart_interval=0))
    await made.poll()
    paths = {point.path for point in made.points() or ()}
    assert "disks.other.free" in paths
    assert not [path for path in paths if path.startswith(("disks.system", "state.smart"))]


def test_a_name_that_is_there_twice_is_refused() -> None:
    disk = DiskConfig(name="a", path="/")
    with pytest.raises(ConfigError) as refused:
        HostConfig(disks=[disk, disk])
    assert refused.value.reason.params["path"] == "/disks/1/name"


def test_rates_begin_anew_when_a_counter_does() -> None:
    rates = Rates()
    assert rates.per_second("a", 100, 1.0) is None
    assert rates.per_second("a", 300, 2.0) == 200
    assert rates.per_second("a", 10, 3.0) is None, "it was reset"
    assert rates.per_second("a", 20, 5.0) == 5
    assert rates.per_second("a", 30, 5.0) is None, "no time has passed"


@pytest.mark.parametrize(
    ("name", "whole"), [("sda1", False), ("sda", True), ("nvme0n1p2", False), ("nvme0n1", True), ("sdb", True)]
)
def test_partitions_are_left_out(name: str, whole: bool) -> None:
    assert traffic._part(name, ["sda", "sda1", "nvme0n1", "nvme0n1p2", "sdb"]) is not whole


@pytest.mark.parametrize(("name", "path"), [("Package id 0", "package_id_0"), ("Ö", "unnamed"), ("x" * 99, "x" * 40)])
def test_any_name_becomes_part_of_a_path(name: str, path: str) -> None:
    assert segment(name) == path
