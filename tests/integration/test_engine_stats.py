"""Figures come from the kernel's files and are those of the container."""

from __future__ import annotations

import asyncio

import pytest
from integration.engine_lab import Lab, beast

from dinrail.documents import Limits
from dinrail_gateway.runtime.docker.engine import DockerRuntime
from dinrail_gateway.runtime.interface import InstanceStats

pytestmark = [pytest.mark.docker, pytest.mark.timeout(120)]


async def settled(lab: Lab, instance: str) -> InstanceStats:
    """A sample over a whole interval of a run that has begun."""
    await lab.running(instance)
    await asyncio.sleep(6.5)
    return lab.reconciler.stats()[instance]


async def test_cpu_is_held_at_its_limit_and_the_throttled_time_is_shown(lab: Lab) -> None:
    lab.reconciler.desire([beast("hog", "spin", limits=Limits(cpu=0.2, memory_mb=48, pids=8))])
    seen = await settled(lab, "hog")
    assert seen.cpu_limit == 20.0
    assert seen.cpu_percent is not None
    assert 15 < seen.cpu_percent < 25
    assert seen.cpu_throttled_percent is not None
    assert seen.cpu_throttled_percent > 10


async def test_memory_network_pids_and_uptime_are_those_of_the_container(lab: Lab) -> None:
    lab.reconciler.desire([beast("talker", "chatter")])
    seen = await settled(lab, "talker")
    assert seen.memory_bytes is not None
    assert 2 << 20 < seen.memory_bytes < 40 << 20
    assert seen.memory_limit == 48 << 20
    assert seen.net_tx_pps is not None
    assert 40 < seen.net_tx_pps < 130
    assert seen.net_tx_bps is not None
    assert seen.net_tx_bps > 40 * 100
    assert seen.pids is not None
    assert 2 <= seen.pids <= 4
    assert seen.uptime_s is not None
    assert 3 < seen.uptime_s < 30
    assert seen.restarts == 0


async def test_what_does_not_run_has_no_figures(lab: Lab) -> None:
    lab.reconciler.desire([beast("off", enabled=False), beast("on")])
    await settled(lab, "on")
    assert "off" not in lab.reconciler.stats()


async def test_without_the_hosts_trees_every_figure_is_unknown_and_none_is_zero(lab: Lab) -> None:
    lab.reconciler.desire([beast("plc")])
    await lab.running("plc")
    blind = DockerRuntime(pool=lab.pool, site=lab.site, sampler=None)
    found = (await blind.found())["plc"][0]
    assert await blind.stats({"plc": found}) == {"plc": InstanceStats(id="plc")}


async def test_network_of_an_instance_in_the_hosts_network_is_unknown(lab: Lab) -> None:
    lab.reconciler.desire([beast("can0", host=["can"])])
    seen = await settled(lab, "can0")
    assert seen.net_rx_pps is None
    assert seen.cpu_percent is not None
