"""The shape of a container, decided in one place."""

from __future__ import annotations

import msgspec
import pytest

from dinrail.documents import Limits
from dinrail_gateway.runtime.docker.spec import Site, body, limits_body, mark, secrets_owner
from dinrail_gateway.runtime.interface import InstanceSpec

SITE = Site()
SPEC = InstanceSpec(
    instance="plc",
    type="ads",
    image="dinrail/ads:1",
    image_id="sha256:aa",
    limits=Limits(cpu=0.5, memory_mb=64, pids=32),
    secrets={"broker_password": b"long and random", "config.json": b'{"/pin":"1234"}'},
)


def test_the_names_are_those_of_the_contract() -> None:
    made = body(SITE, SPEC)
    assert made["Labels"]["dinrail.instance"] == "plc"
    assert made["Labels"]["dinrail.spec"] == mark(SITE, SPEC)
    assert made["HostConfig"]["NetworkMode"] == "dinrail"
    assert made["HostConfig"]["Mounts"] == [
        {
            "Type": "volume",
            "Source": "dinrail-secrets-plc",
            "Target": "/run/dinrail/secrets",
            "ReadOnly": True,
        }
    ]


def test_limits_are_given_in_the_engines_figures_without_swap() -> None:
    assert limits_body(Limits(cpu=0.5, memory_mb=64, pids=32)) == {
        "CpuPeriod": 100_000,
        "CpuQuota": 50_000,
        "Memory": 64 << 20,
        "MemorySwap": 64 << 20,
        "PidsLimit": 32,
    }


def test_an_instance_without_limits_still_has_some() -> None:
    assert all(figure > 0 for figure in limits_body(Limits()).values())


def test_a_tiny_share_is_the_smallest_the_kernel_takes() -> None:
    assert limits_body(Limits(cpu=0.001))["CpuQuota"] == 1000


@pytest.mark.parametrize(
    "other",
    [
        {"image": "dinrail/ads:2"},
        {"image_id": "sha256:bb"},
        {"type": "modbus"},
        {"env": {"TZ": "UTC"}},
        {"host": ["can"]},
        {"command": ["run"]},
        {"secrets": {"broker_password": b"another", "config.json": b'{"/pin":"1234"}'}},
        {"secrets": {"broker_password": b"long and random", "config.json": b'{"/pin":"1235"}'}},
        {"secrets": {"broker_password": b"long and random"}},
    ],
)
def test_what_needs_another_container_changes_the_mark(other: dict[str, object]) -> None:
    assert mark(SITE, msgspec.structs.replace(SPEC, **other)) != mark(SITE, SPEC)


def test_limits_do_not_change_the_mark_they_are_applied_to_what_runs() -> None:
    assert mark(SITE, msgspec.structs.replace(SPEC, limits=Limits(cpu=2.0))) == mark(SITE, SPEC)


def test_the_mark_is_the_same_in_every_process() -> None:
    assert mark(SITE, SPEC) == mark(SITE, msgspec.json.decode(msgspec.json.encode(SPEC), type=InstanceSpec))


def test_nothing_secret_is_readable_from_a_container_s_description() -> None:
    text = msgspec.json.encode(body(SITE, SPEC))
    assert b"long and random" not in text
    assert b"1234" not in text


def test_a_type_that_may_use_serial_ports_gets_nothing_when_none_is_configured() -> None:
    with_port = msgspec.structs.replace(SPEC, host=["serial"], devices=[])
    assert body(SITE, with_port)["HostConfig"] == body(SITE, SPEC)["HostConfig"]


def test_a_serial_instance_gets_its_ports_and_the_group_and_nothing_else() -> None:
    spec = msgspec.structs.replace(SPEC, host=["serial"], devices=["/dev/ttyUSB0"])
    host = body(SITE, spec)["HostConfig"]
    assert host["Devices"] == [
        {"PathOnHost": "/dev/ttyUSB0", "PathInContainer": "/dev/ttyUSB0", "CgroupPermissions": "rw"}
    ]
    assert host["GroupAdd"] == ["20"]
    assert host["CapDrop"] == ["ALL"]
    assert "Devices" not in body(SITE, SPEC)["HostConfig"]


def test_secrets_belong_to_whoever_the_instance_runs_as() -> None:
    assert secrets_owner(SPEC) == 10001
    assert secrets_owner(msgspec.structs.replace(SPEC, host=["dbus"])) == 0


def test_the_host_network_comes_with_the_broker_s_address_there() -> None:
    made = body(SITE, msgspec.structs.replace(SPEC, host=["can"]))
    assert made["HostConfig"]["NetworkMode"] == "host"
    assert "DINRAIL_BROKER=mqtt://127.0.0.1:1883" in made["Env"]


def test_who_watches_the_machine_gets_one_file_of_it_and_nothing_else() -> None:
    made, plain = body(SITE, msgspec.structs.replace(SPEC, host=["machine"])), body(SITE, SPEC)
    mounts = [each for each in made["HostConfig"].pop("Mounts") if each not in plain["HostConfig"]["Mounts"]]
    assert mounts == [{"Type": "bind", "Source": "/proc/1/net/dev", "Target": "/host/proc/net/dev", "ReadOnly": True}]
    del plain["HostConfig"]["Mounts"]
    assert made["HostConfig"] == plain["HostConfig"]
    assert made["User"] == plain["User"]


def test_a_heavy_type_gives_way_to_a_normal_one_and_that_takes_another_container() -> None:
    heavy = msgspec.structs.replace(SPEC, priority="heavy")
    normal, gives_way = body(SITE, SPEC)["HostConfig"], body(SITE, heavy)["HostConfig"]
    assert gives_way["CpuShares"] < normal["CpuShares"] < 1536  # the router's, see compose.yaml
    assert gives_way["OomScoreAdj"] > normal["OomScoreAdj"] > 100
    assert mark(SITE, heavy) != mark(SITE, SPEC)


def test_two_projects_on_one_engine_share_no_name() -> None:
    other = body(Site(project="lab", network="lab"), SPEC)
    assert other["HostConfig"]["Mounts"][0]["Source"] == "lab-secrets-plc"
    assert other["Labels"]["dinrail.project"] == "lab"
    assert mark(Site(project="lab"), SPEC) != mark(SITE, SPEC)
