"""From a desired instance to what an engine shall run."""

from __future__ import annotations

from pathlib import Path

import pytest

from dinrail.documents import InstanceDefinition, Limits
from dinrail_gateway.reconcile.devices import HostDevices
from dinrail_gateway.reconcile.wanted import instance_spec, serial_ports
from dinrail_gateway.runtime.docker.spec import Site, mark
from dinrail_gateway.runtime.interface import DesiredInstance, HostAccess, InstanceSpec


def desired(config: object = None, *, host: list[HostAccess] | None = None) -> DesiredInstance:
    """An instance with this configuration."""
    definition = InstanceDefinition(id="bms", type="rs485", config={"x": config}, limits=Limits(cpu=0.5))
    return DesiredInstance(definition=definition, host=host or [], secrets={"/token": "s3cret"})


def test_secrets_become_the_two_files_adapters_read() -> None:
    spec = instance_spec(desired(), password="pw", image="dinrail/rs485:1", image_id="sha256:1")
    assert spec.secrets == {"broker_password": b"pw", "config.json": b'{"/token":"s3cret"}'}
    assert (spec.instance, spec.type, spec.image, spec.image_id) == ("bms", "rs485", "dinrail/rs485:1", "sha256:1")
    assert spec.limits == Limits(cpu=0.5)


def test_a_serial_port_is_given_only_to_what_may_have_one() -> None:
    port = "/dev/serial/by-id/usb-FTDI_FT232R-if00-port0"
    assert instance_spec(desired(port, host=["serial"]), password="p", image="i", image_id="").devices == [port]
    assert instance_spec(desired(port), password="p", image="i", image_id="").devices == []


@pytest.mark.parametrize(
    "path",
    ["/dev/ttyUSB0", "/dev/ttyACM1", "/dev/ttyS0", "/dev/ttyAMA0", "/dev/ttymxc0", "/dev/serial/by-path/pci-0:1.0"],
)
def test_serial_ports_are_found_wherever_the_configuration_names_them(path: str) -> None:
    assert serial_ports({"a": [{"port": path}, 3, None, {"deep": {"er": path}}], "b": "text"}) == [path]


@pytest.mark.parametrize(
    "path",
    [
        "/dev/sda",
        "/dev/mem",
        "/dev/tty",
        "/dev/tty0",
        "/dev/serial/by-id/../../sda",
        "/dev/serial/by-id/..",
        "/dev/ttyUSB0/../sda",
        "/dev/ttyUSB0\n",
        "/dev/serial/by-id/",
        " /dev/ttyUSB0",
        "/dev",
    ],
)
def test_nothing_but_a_serial_port_is_ever_given(path: str) -> None:
    assert serial_ports({"port": path}) == []


@pytest.mark.parametrize(
    ("endpoints", "host"),
    [
        ([{"interface": "socketcand", "host": "can-sim"}], []),
        ([{"interface": "slcan", "device": "/dev/ttyACM0"}], []),
        ([{"interface": "socketcan", "channel": "can0"}], ["can"]),
        ([{"interface": "slcan", "device": "/dev/ttyACM0"}, {"channel": "can1"}], ["can"]),
        ("nonsense", ["can"]),
    ],
)
def test_the_network_of_the_host_is_given_only_for_its_own_can_interfaces(endpoints: object, host: list[str]) -> None:
    wanted = DesiredInstance(
        definition=InstanceDefinition(id="bus", type="can", config={"endpoints": endpoints}), enabled=True, host=["can"]
    )
    assert instance_spec(wanted, password="p", image="i", image_id="").host == host


def test_a_port_that_comes_back_as_another_device_needs_another_container(tmp_path: Path) -> None:
    port = "/dev/serial/by-id/usb-FTDI-if00"
    link = tmp_path / "serial" / "by-id" / "usb-FTDI-if00"
    link.parent.mkdir(parents=True)
    seen = HostDevices(tmp_path)

    def spec() -> InstanceSpec:
        wanted = desired(port, host=["serial"])
        return instance_spec(wanted, password="p", image="i", image_id="", identity=seen.identity)

    never = spec()
    link.symlink_to("/dev/null")
    plugged = spec()
    link.unlink()
    unplugged = spec()
    link.symlink_to("/dev/zero")
    elsewhere = spec()

    assert (never.devices, never.device_ids) == ([], [])
    assert (plugged.devices, plugged.device_ids) == ([port], ["1:3"])
    assert unplugged == plugged
    assert elsewhere.device_ids == ["1:5"]
    assert len({mark(Site(project="p", network="n"), each) for each in (never, plugged, elsewhere)}) == 3


def test_a_port_that_is_no_device_is_none(tmp_path: Path) -> None:
    (tmp_path / "ttyUSB0").write_text("a file")
    assert HostDevices(tmp_path).identity("/dev/ttyUSB0") is None
    assert HostDevices(tmp_path / "nowhere").identity("/dev/ttyUSB0") == ""
