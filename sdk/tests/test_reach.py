"""Row 61: what devices may be, and where DINrail itself is."""

from __future__ import annotations

import ipaddress

import pytest

from dinrail.reach import Allowed, own_networks

NEVER = ["127.0.0.1", "::1", "169.254.169.254", "fe80::1%eth0", "0.0.0.0", "::ffff:127.0.0.1", "64:ff9b::a9fe:a9fe"]


@pytest.mark.parametrize("address", NEVER)
def test_a_device_is_not_this_machine_nor_a_service_of_the_cloud(address):
    assert not Allowed.of([]).permits_near("printer", address)
    assert Allowed.of(["printer"]).permits_near("printer", address)


@pytest.mark.parametrize("address", ["192.168.1.20", "10.0.0.1", "fd00::1", "1.1.1.1"])
def test_a_device_is_in_the_house(address):
    assert Allowed.of([]).permits_near("printer", address)
    assert not Allowed.of([]).permits_near("printer", address, own_networks_of(address))
    assert Allowed.of([address]).permits_near("printer", address, own_networks_of(address))


def own_networks_of(address):
    return [ipaddress.ip_network(address)]


ROUTES = """Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT
eth0 00000000 010012AC 0003 0 0 0 00000000 0 0 0
eth0 000012AC 00000000 0001 0 0 0 0000FFFF 0 0 0
eth1 0001A8C0 00000000 0001 0 0 0 00FFFFFF 0 0 0
"""


def test_in_a_container_the_network_of_our_broker_is_ours(tmp_path):
    routes, container = tmp_path / "route", tmp_path / "container"
    routes.write_text(ROUTES)
    env = {"DINRAIL_BROKER": "mqtt://172.18.0.2:1883"}

    def own():
        return {str(each) for each in own_networks(env, routes=routes, container=container)}

    assert own() == {"172.18.0.2/32"}
    container.touch()
    assert own() == {"172.18.0.2/32", "172.18.0.0/16"}
    routes.unlink()
    assert own() == {"172.18.0.2/32"}
    env["DINRAIL_BROKER"] = ""
    assert own() == set()
