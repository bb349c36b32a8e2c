"""Figures come from the kernel's files and are those of the container."""

from __future__ import annotations

import asyncio

import pytest
from integration.engine_lab import Lab, beast

from dinrail.documents import Limits
from dinrail_gateway.runtime.docker.engine import DockerRuntime
from dinrail_gateway.runtime.interface import InstanceStats

pytestmark = [pytest.mark.docker, pytest.mark.timeout(120)]


async def test_figures_are_those_of_the_container_and_its_limits(lab: Lab) -> None:
    hog = beast("hog", "spin", limits=Limits(cpu=0.05, memory_mb=48, pids=8))  # less than a busy machine leaves it
    lab.reconciler.desire([hog, beast("talker", "chatter"), beast("can0", host=["can"]), beast("off", enabled=False)])
    await lab.running("hog", "talker", "can0")
    await asyncio.sleep(6.5)
    stats = lab.reconciler.stats()
    assert set(stats) == {"hog", "talker", "can0"}
    cpu_is_held_at_its_limit(stats["hog"])
    everything_is_known(stats["talker"])
    assert stats["can0"].net_rx_pps is None  # in the host's network it would be the host's
    assert stats["can0"].cpu_percent is not None


def cpu_is_held_at_its_limit(seen: InstanceStats) -> None:
    assert seen.cpu_limit == 5.0
    assert seen.cpu_percent is not None
    assert 2 < seen.cpu_percent < 7
    assert seen.cpu_throttled_percent is not None
    assert seen.cpu_throttled_percent > 10


def everything_is_known(seen: InstanceStats) -> None:
    assert seen.memory_bytes is not None
    assert 2 << 20 < seen.memory_bytes < 40 << 20
    assert seen.memory_limit == 48 << 20
    assert seen.net_tx_pps is not None
    assert 5 < seen.net_tx_pps < 130
    assert seen.net_tx_bps is not None
    assert seen.net_tx_bps > 5 * 100
    assert seen.disk_read_bps is not None
    assert seen.pids is not None
    assert 2 <= seen.pids <= 4
    assert seen.uptime_s is not None
    assert 3 < seen.uptime_s < 120
    assert seen.oom_kills == 0


async def test_without_the_hosts_trees_every_figure_is_unknown_and_none_is_zero(lab: Lab) -> None:
    lab.reconciler.desire([beast("plc")])
    await lab.running("plc")
    blind = DockerRuntime(pool=lab.pool, site=lab.site, sampler=None)
    found = (await blind.found())["plc"][0]
    assert await blind.stats({"plc": found}) == {"plc": InstanceStats(id="plc")}
