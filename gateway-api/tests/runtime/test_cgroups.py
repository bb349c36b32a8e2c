"""Counters of the kernel, v1 and v2, and the rates made of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dinrail_gateway.runtime.cgroups.counters import Reading, network, read
from dinrail_gateway.runtime.cgroups.sampler import Sampler, rates
from dinrail_gateway.runtime.cgroups.tree import CgroupTree
from dinrail_gateway.runtime.interface import Found

ID = "f" * 64
LIMITS = {"CpuQuota": 50_000, "CpuPeriod": 100_000, "Memory": 64 << 20}


def write(folder: Path, files: dict[str, str]) -> None:
    """Files of a cgroup."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)


def v2(root: Path, parent: str = f"system.slice/docker-{ID}.scope") -> Path:
    """A unified hierarchy with one container."""
    write(root, {"cgroup.controllers": "cpu io memory pids\n"})
    write(
        root / parent,
        {
            "cpu.stat": "usage_usec 2500000\nuser_usec 1\nsystem_usec 1\nnr_throttled 3\nthrottled_usec 400000\n",
            "memory.current": "30000000\n",
            "memory.stat": "anon 1000\nfile 9\ninactive_file 10000000\nactive_file 5\n",
            "memory.events": "low 0\nhigh 0\nmax 9\noom 2\noom_kill 2\n",
            "io.stat": "254:0 rbytes=4096 wbytes=8192 rios=1 wios=2 dbytes=0 dios=0\n8:0 rbytes=100 wbytes=1\n",
            "pids.current": "7\n",
        },
    )
    return root


def v1(root: Path, parent: str = f"docker/{ID}") -> Path:
    """One hierarchy per controller, as on older hosts."""
    cpu_stat = "nr_periods 1\nthrottled_time 400000000\n"
    write(root / "cpu,cpuacct" / parent, {"cpuacct.usage": "2500000000\n", "cpu.stat": cpu_stat})
    write(
        root / "memory" / parent,
        {
            "memory.usage_in_bytes": "30000000\n",
            "memory.stat": "cache 1\ninactive_file 4\ntotal_cache 1\ntotal_inactive_file 10000000\n",
            "memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n",
        },
    )
    io = "254:0 Read 4096\n254:0 Write 8192\n8:0 Read 100\n8:0 Write 1\nTotal 12389\n"
    write(root / "blkio" / parent, {"blkio.throttle.io_service_bytes": io})
    write(root / "pids" / parent, {"pids.current": "7\n"})
    return root


EXPECTED = Reading(
    cpu_us=2_500_000,
    throttled_us=400_000,
    memory=20_000_000,
    oom_kills=2,
    disk_read=4196,
    disk_write=8193,
    pids=7,
)


@pytest.mark.parametrize(
    "parent", [f"system.slice/docker-{ID}.scope", f"docker/{ID}", f"odd.slice/odd-er.slice/cri-{ID}.scope"]
)
def test_both_versions_and_all_drivers_give_the_same_reading(tmp_path: Path, parent: str) -> None:
    for root in (v2(tmp_path / "v2", parent), v1(tmp_path / "v1", parent)):
        place = CgroupTree(root).find(ID)
        assert place is not None
        assert read(place) == EXPECTED


def test_an_unusual_parent_is_remembered_for_the_next_container(tmp_path: Path) -> None:
    tree = CgroupTree(v2(tmp_path, f"machine.slice/libpod-{ID}.scope"))
    assert tree.find(ID) is not None
    other = "e" * 64
    write(tmp_path / f"machine.slice/libpod-{other}.scope", {"pids.current": "1\n"})
    place = tree.find(other)
    assert place is not None
    assert place.folders[""] == tmp_path / f"machine.slice/libpod-{other}.scope"


def test_a_container_that_is_nowhere_has_no_place(tmp_path: Path) -> None:
    assert CgroupTree(v2(tmp_path / "v2")).find("0" * 64) is None
    assert CgroupTree(tmp_path / "nothing").find(ID) is None


def test_what_the_kernel_does_not_tell_is_unknown_and_not_zero(tmp_path: Path) -> None:
    write(tmp_path, {"cgroup.controllers": ""})
    write(tmp_path / f"docker/{ID}", {"pids.current": "garbage\n", "memory.current": ""})
    place = CgroupTree(tmp_path).find(ID)
    assert place is not None
    assert read(place) == Reading()


def test_network_counters_leave_the_loopback_out(tmp_path: Path) -> None:
    text = (
        "Inter-|   Receive                    |  Transmit\n"
        " face |bytes    packets errs drop fifo|bytes    packets errs drop fifo\n"
        "    lo: 9999 99 0 0 0 0 0 0 9999 99 0 0 0 0 0 0\n"
        "  eth0: 1000 10 0 0 0 0 0 0 2000 20 0 0 0 0 0 0\n"
        "  eth1:5 1 0 0 0 0 0 0 7 2 0 0 0 0 0 0\n"
    )
    write(tmp_path / "42/net", {"dev": text})
    assert network(tmp_path, 42) == (11, 22, 1005, 2007)
    assert network(tmp_path, 43) is None


FOUND = Found(instance="plc", id=ID, state="running", limits=LIMITS)


def test_cpu_is_percent_of_one_core_and_its_limit_too() -> None:
    seen = rates(FOUND, (10.0, Reading(cpu_us=1_000_000)), (12.0, Reading(cpu_us=1_500_000)), 5.0)
    assert seen.cpu_percent == 25.0
    assert seen.cpu_limit == 50.0
    assert seen.memory_limit == 64 << 20
    assert seen.uptime_s == 5.0


def test_the_first_sample_has_no_rates() -> None:
    seen = rates(FOUND, None, (12.0, Reading(cpu_us=5, memory=7, rx_packets=3)), None)
    assert (seen.cpu_percent, seen.net_rx_pps, seen.memory_bytes) == (None, None, 7)


def test_a_counter_that_went_backwards_gives_no_rate() -> None:
    seen = rates(FOUND, (10.0, Reading(tx_packets=100)), (12.0, Reading(tx_packets=1)), None)
    assert seen.net_tx_pps is None


async def test_a_restarted_container_begins_with_unknown_rates(tmp_path: Path) -> None:
    sampler = Sampler(v2(tmp_path), None)
    first = Found(instance="plc", id=ID, state="running", limits=LIMITS, started_ms=1)
    again = Found(instance="plc", id=ID, state="running", limits=LIMITS, started_ms=2)
    assert (await sampler.sample({"plc": first}))["plc"].cpu_percent is None
    assert (await sampler.sample({"plc": first}))["plc"].cpu_percent == 0.0
    assert (await sampler.sample({"plc": again}))["plc"].cpu_percent is None
    sampler.close()
