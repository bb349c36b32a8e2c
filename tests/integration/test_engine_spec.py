"""A container is what its spec says: asked from the engine itself."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest
from integration.engine_lab import CGROUP, SDK, Lab, ask, beast, inspect

from dinrail.documents import Limits
from dinrail_gateway.runtime.cgroups.tree import CgroupTree

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]


async def test_an_instance_has_its_limits_a_read_only_root_and_no_capability(lab: Lab) -> None:
    lab.reconciler.desire([beast("plc", limits=Limits(cpu=0.25, memory_mb=40, pids=20))])
    await lab.running("plc")
    made = await inspect(lab.name("plc"))
    host = made["HostConfig"]
    assert host["ReadonlyRootfs"] is True
    assert host["CapDrop"] == ["ALL"]
    assert not host["CapAdd"]
    assert host["Privileged"] is False
    assert host["SecurityOpt"] == ["no-new-privileges:true"]
    assert host["Init"] is True
    assert (host["Memory"], host["MemorySwap"]) == (40 << 20, 40 << 20)
    assert host["CpuQuota"] / host["CpuPeriod"] == 0.25
    assert host["PidsLimit"] == 20
    assert (host["CpuShares"], host["OomScoreAdj"]) == (512, 500)
    assert await ask("exec", lab.name("plc"), "cat", "/proc/1/oom_score_adj") == "500"
    assert host["RestartPolicy"]["Name"] == "no"
    assert host["LogConfig"] == {"Type": "json-file", "Config": {"max-size": "5m", "max-file": "2"}}
    assert host["PortBindings"] in ({}, None)
    assert host["Devices"] in ([], None)
    assert made["Config"]["User"] == "10001:10001"
    assert list(host["Tmpfs"]) == ["/tmp"]
    labels = made["Config"]["Labels"]
    assert labels["dinrail.instance"] == "plc"
    assert labels["dinrail.type"] == "beast"
    assert labels["dinrail.project"] == lab.project
    assert len(labels["dinrail.spec"]) == 32


async def test_a_heavy_one_has_less_weight_and_goes_first_as_the_kernel_itself_says(lab: Lab) -> None:
    lab.reconciler.desire([beast("plc"), beast("hog", priority="heavy")])
    await lab.running("plc", "hog")
    weights, scores = {}, {}
    for name in ("plc", "hog"):
        seen = lab.reconciler.observation(name)
        place = CgroupTree(CGROUP).find(seen.container_id)
        assert place is not None
        weights[name] = int(place.read("cpu", "cpu.weight" if place.v2 else "cpu.shares") or 0)
        scores[name] = int(await ask("exec", lab.name(name), "cat", "/proc/1/oom_score_adj"))
    assert 0 < weights["hog"] < weights["plc"]
    assert scores == {"plc": 500, "hog": 800}


async def test_an_instance_knows_its_name_and_broker_from_the_environment(lab: Lab) -> None:
    lab.reconciler.desire([beast("plc")])
    await lab.running("plc")
    env = (await inspect(lab.name("plc")))["Config"]["Env"]
    assert "DINRAIL_INSTANCE=plc" in env
    assert "DINRAIL_BROKER=mqtt://broker:1883" in env
    assert "DINRAIL_SECRETS=/run/dinrail/secrets" in env
    assert "DINRAIL_ROOT=smarthome" in env
    assert not any("password" in entry.lower() for entry in env)


async def test_inside_it_can_write_nothing_but_tmp_and_has_no_capability(lab: Lab) -> None:
    lab.reconciler.desire([beast("plc")])
    await lab.running("plc")
    tries = "for f in / /etc /run/dinrail/secrets /tmp; do touch $f/x 2>/dev/null && echo $f; done; true"
    assert await ask("exec", lab.name("plc"), "sh", "-c", tries) == "/tmp"
    caps = await ask("exec", lab.name("plc"), "sh", "-c", "grep -E 'CapEff|NoNewPrivs' /proc/1/status | cut -f2")
    assert caps.split() == ["0000000000000000", "1"]


async def test_its_secrets_lie_in_a_volume_only_its_own_user_reads(lab: Lab) -> None:
    lab.reconciler.desire([beast("plc", "sleep")])
    await lab.running("plc")
    mount = next(m for m in (await inspect(lab.name("plc")))["Mounts"] if m["Destination"] == "/run/dinrail/secrets")
    assert (mount["Type"], mount["RW"]) == ("volume", False)
    assert mount["Name"] == f"{lab.project}-secrets-plc"
    look = "cd /run/dinrail/secrets && stat -c '%n %a %u' * && cat broker_password && echo && cat config.json"
    listed = (await ask("exec", lab.name("plc"), "sh", "-c", look)).splitlines()
    assert listed[:2] == ["broker_password 400 10001", "config.json 400 10001"]
    assert listed[2] == lab.identities.instance_password("plc")
    assert listed[3] == '{"/does":"sleep"}'


async def test_changed_secrets_are_put_into_a_fresh_volume(lab: Lab) -> None:
    lab.reconciler.desire([beast("plc", "sleep")])
    await lab.running("plc")
    before = (await lab.ids())[lab.name("plc")]
    lab.reconciler.desire([beast("plc", "stubborn")])
    await lab.until("plc", lambda seen: seen.container == "running" and seen.container_id != before)
    assert await ask("exec", lab.name("plc"), "cat", "/run/dinrail/secrets/config.json") == '{"/does":"stubborn"}'


async def test_access_to_the_system_bus_means_uid_0_but_no_capability(lab: Lab) -> None:
    lab.reconciler.desire([beast("bt", host=["dbus"])])
    await lab.running("bt")
    made = await inspect(lab.name("bt"))
    assert made["Config"]["User"] == "0:0"
    assert made["HostConfig"]["CapDrop"] == ["ALL"]
    assert "apparmor=unconfined" in made["HostConfig"]["SecurityOpt"]
    sources = {mount["Destination"]: mount["Source"] for mount in made["Mounts"]}
    assert sources["/run/dbus"] == str(lab.system_bus)
    assert '"/does":"sleep"' in await ask("exec", lab.name("bt"), "cat", "/run/dinrail/secrets/config.json")


async def test_a_can_instance_lives_in_the_host_network_and_finds_the_broker_there(lab: Lab) -> None:
    lab.reconciler.desire([beast("can0", host=["can"])])
    await lab.running("can0")
    made = await inspect(lab.name("can0"))
    assert made["HostConfig"]["NetworkMode"] == "host"
    assert "DINRAIL_BROKER=mqtt://127.0.0.1:1883" in made["Config"]["Env"]


async def test_a_missing_serial_port_is_a_reason_and_not_a_crash(lab: Lab) -> None:
    port = "/dev/serial/by-id/usb-nothing-here"
    lab.reconciler.desire([beast("rs485", host=["serial"], config={"port": port})])
    seen = await lab.until("rs485", lambda seen: seen.deaths)
    assert seen.deaths[0].reason.key == "start_failed"
    assert port in str(seen.deaths[0].reason.params["detail"])
    assert seen.next_start_ms is not None


@pytest.fixture
async def port(tmp_path: Path, project: str) -> AsyncIterator[Callable[[str], Awaitable[str]]]:
    """Plugs a device of the host in under a by-id name, here and on the host; its name. Ask for it before the lab."""
    folder = tmp_path / "dev" / "serial" / "by-id"
    folder.mkdir(parents=True)
    name = f"usb-{project}"

    async def on_the_host(script: str) -> None:
        await ask("run", "--rm", "-u", "0:0", "-v", "/dev:/hostdev", "--entrypoint", "sh", SDK, "-ec", script)

    async def plug(device: str) -> str:
        await on_the_host(f"mkdir -p /hostdev/serial/by-id && ln -sfn {device} /hostdev/serial/by-id/{name}")
        link = folder / name
        link.unlink(missing_ok=True)
        link.symlink_to(device)
        return f"/dev/serial/by-id/{name}"

    yield plug
    await on_the_host(
        f"rm -f /hostdev/serial/by-id/{name}; rmdir /hostdev/serial/by-id /hostdev/serial 2>/dev/null || true"
    )


async def test_row_25_a_port_that_comes_back_as_another_device_is_given_to_a_new_container(
    port: Callable[[str], Awaitable[str]], lab: Lab
) -> None:
    """Devices every machine has stand for a serial port: what counts is which node the container gets."""
    path = await port("/dev/null")
    lab.reconciler.desire([beast("rs485", host=["serial"], config={"port": path}), beast("other")])
    await lab.running("rs485", "other")
    before = await lab.ids()
    look = ("exec", lab.name("rs485"), "stat", "-c", "%t:%T", path)
    assert await ask(*look) == "1:3"
    assert (await lab.host("rs485"))["GroupAdd"] == ["20"]

    began = time.monotonic()
    await port("/dev/zero")
    old = before[lab.name("rs485")]
    await lab.until("rs485", lambda seen: seen.container == "running" and seen.container_id != old)

    assert time.monotonic() - began < 10
    assert await ask(*look) == "1:5"
    assert (await lab.ids())[lab.name("other")] == before[lab.name("other")]
    assert lab.reconciler.observation("rs485").deaths == []


async def test_row_25_an_instance_whose_port_is_missing_runs_and_gets_it_when_it_is_plugged_in(
    port: Callable[[str], Awaitable[str]], lab: Lab
) -> None:
    path = f"/dev/serial/by-id/usb-{lab.project}"
    lab.reconciler.desire([beast("rs485", host=["serial"], config={"port": path})])
    await lab.running("rs485")
    assert (await lab.host("rs485"))["Devices"] in ([], None)

    await port("/dev/null")
    await lab.until("rs485", lambda seen: seen.container == "running", 10)

    async def given() -> bool:
        return bool((await lab.host("rs485"))["Devices"])

    for _ in range(100):
        with suppress(Exception):
            if await given():
                break
        await asyncio.sleep(0.1)
    assert await given()
