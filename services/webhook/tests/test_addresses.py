"""Row 61: who may be told, also when names, redirections and notations try to get around it."""

from __future__ import annotations

import pytest

from dinrail.errors import ConfigError
from dinrail.reach import Allowed
from dinrail.testing.context import eventually

INSIDE = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.17.0.1", "172.18.0.5", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1",
    "::", "::1", "fe80::1", "fe80::1%eth0",
    "fd00::1", "ff02::1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::",
    "2002:a00:1::1", "2001:db8::1", "fec0::1", "", "localhost", "0x7f.1",
]  # fmt: skip
OUTSIDE = ["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]


@pytest.mark.parametrize("address", INSIDE)
def test_nothing_inside_is_reached_without_a_word(address):
    assert not Allowed.of([]).permits("example.com", address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_internet_is_reached(address):
    assert Allowed.of([]).permits("example.com", address)


def test_only_what_is_allowed_is_reached():
    allowed = Allowed.of(["192.168.1.0/24", "nas.local", "::1"])
    assert allowed.permits("x", "192.168.1.7")
    assert allowed.permits("x", "::ffff:192.168.1.7")
    assert allowed.permits("NAS.local.", "10.9.9.9")
    assert allowed.permits("x", "::1")
    assert not allowed.permits("x", "192.168.2.7")
    assert not allowed.permits("evil.nas.local", "10.9.9.9")


@pytest.mark.parametrize(
    "entry", ["", "10.0.0.0/33", "10.0.0.1/8", "a b", "http://x", "*", "-x", "1.2.3", "10.0.0.256"]
)
def test_nonsense_is_refused_with_its_place(entry):
    with pytest.raises(ConfigError) as refused:
        Allowed.of(["127.0.0.1", entry])
    assert refused.value.path == "/allow/1"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]"])
async def test_loopback_is_not_reached_by_any_notation(rigs, receiver, host):
    rig = await rigs.start(rigs.target(url=f"http://{host}:{receiver.port}/ok"), allow=())
    await rig.write("alert", "x")
    assert (await rig.dead())[0]["reason"]["key"] in ("target_private", "receiver_unknown")
    assert receiver.got == []


async def test_name_is_resolved_once_and_that_address_is_used(rigs, receiver, hasty):
    asked: list[str] = []

    async def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    allow = ["127.0.0.1/32"]
    url = f"http://rebound.example:{receiver.port}/ok"
    rig = await rigs.start(rigs.target(url=url), allow=allow, resolver=rebinding)
    await rig.write("alert", "pinned")
    await eventually(lambda: receiver.got)
    assert asked == ["rebound.example"]
    assert receiver.got[0].headers["host"] == f"rebound.example:{receiver.port}"
    await rig.write("alert", "inside")
    assert (await rig.dead())[0]["reason"]["key"] == "target_private"
    assert len(receiver.got) == 1


async def test_of_mixed_addresses_only_the_allowed_one_is_used(rigs, receiver):
    async def mixed(host: str, port: int) -> list[str]:
        return ["127.0.0.2", "127.0.0.1"]

    rig = await rigs.start(
        rigs.target(url=f"http://mixed.example:{receiver.port}/ok"), allow=["127.0.0.1/32"], resolver=mixed
    )
    await rig.write("alert", "x")
    await eventually(lambda: receiver.got)
