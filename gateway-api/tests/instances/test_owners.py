"""Which instance owns which exclusive link."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from dinrail.errors import ConfigError
from dinrail.manifest import Exclusive, read_manifest
from dinrail_gateway.instances.document import InstanceEntry
from dinrail_gateway.instances.owners import clash, links, losers
from dinrail_gateway.types.service import AdapterType

AMS = [Exclusive("ams", ["/endpoints/*/host"])]
SERIAL = [Exclusive("serial", ["/endpoints/*/device", "/lines/*"])]


def type_of(name: str, exclusive: list[Exclusive]) -> AdapterType:
    manifest = read_manifest(
        b'{"name": "%s", "version": "1.0.0", "kind": "adapter", "title": {"en": "X"}}' % name.encode()
    )
    return AdapterType(type=name, image="ready", manifest=msgspec.structs.replace(manifest, exclusive=exclusive))


TYPES = {"plc": type_of("plc", AMS), "rtu": type_of("rtu", SERIAL), "dsmr": type_of("dsmr", SERIAL)}


def plc(name: str, *hosts: str, **more: Any) -> InstanceEntry:
    return InstanceEntry(name, "plc", config={"endpoints": [{"host": host} for host in hosts]}, **more)


def line(name: str, type_: str, device: str, **more: Any) -> InstanceEntry:
    return InstanceEntry(name, type_, config={"endpoints": [{"device": device}]}, **more)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PLC.local", "plc.LOCAL."),
        ("10.0.0.5", " 10.0.0.5 "),
        ("FE80::1", "fe80:0:0:0:0:0:0:1"),
        ("/dev/serial/by-id/usb-A", "/dev/serial/by-id/usb-A"),
    ],
)
def test_the_same_link_is_known_however_it_is_written(one: str, other: str) -> None:
    assert set(links({"endpoints": [{"host": one}]}, AMS)) == set(links({"endpoints": [{"host": other}]}, AMS))


def test_paths_of_serial_lines_differ_by_case() -> None:
    assert losers([line("a", "rtu", "/dev/ttyUSB0"), line("b", "rtu", "/dev/ttyusb0")], TYPES.get) == {}


def test_a_link_is_found_at_every_place_a_pattern_covers() -> None:
    config = {
        "endpoints": [{"host": "x"}, {"device": "/dev/a"}, {"device": ""}, {"device": 5}, 7],
        "lines": {"k": "/dev/b"},
    }

    assert links(config, SERIAL) == {("serial", "/dev/a"): "/endpoints/1/device", ("serial", "/dev/b"): "/lines/k"}


def test_the_later_one_of_two_loses_even_by_a_spare_endpoint() -> None:
    lost = losers([plc("one", "a", "b"), plc("two", "c", "B")], TYPES.get)

    assert [(name, taken.pointer, taken.owner) for name, taken in lost.items()] == [("two", "/endpoints/1/host", "one")]
    assert lost["two"].reason.params == {"kind": "ams", "value": "b", "instance": "one"}


def test_one_instance_may_name_a_link_twice() -> None:
    assert losers([plc("one", "a", "a")], TYPES.get) == {}


def test_a_serial_line_is_one_link_for_all_types() -> None:
    assert list(losers([line("a", "rtu", "/dev/x"), line("b", "dsmr", "/dev/x")], TYPES.get)) == ["b"]


def test_links_of_different_kinds_do_not_meet() -> None:
    assert losers([plc("a", "/dev/x"), line("b", "rtu", "/dev/x")], TYPES.get) == {}


def test_who_does_not_run_owns_nothing() -> None:
    off = plc("one", "a", enabled=False)

    assert losers([off, plc("two", "a")], TYPES.get) == {}
    assert list(losers([plc("one", "a"), plc("two", "a", "b"), plc("three", "b")], TYPES.get)) == ["two"]


def test_who_runs_elsewhere_owns_before_all_others() -> None:
    lost = losers(
        [plc("here", "a"), plc("there", "a", runtime="external"), plc("far", "a", runtime="external")], TYPES.get
    )

    assert {name: taken.owner for name, taken in lost.items()} == {"here": "there"}


def test_a_link_that_is_left_to_the_default_is_owned_as_well() -> None:
    schema = {"properties": {"radio": {"type": "string", "default": "hci0"}, "devices": {"type": "array"}}}
    radio = msgspec.structs.replace(type_of("radio", [Exclusive("bluetooth", ["/radio"])]), schema=schema)
    types = {"radio": radio}.get

    lost = losers([InstanceEntry("one", "radio"), InstanceEntry("two", "radio", config={"radio": "hci0"})], types)
    assert {name: taken.name for name, taken in lost.items()} == {"two": "hci0"}
    assert losers([InstanceEntry("one", "radio"), InstanceEntry("two", "radio", config={"radio": "hci1"})], types) == {}


def test_types_that_are_unknown_or_say_nothing_own_nothing() -> None:
    assert losers([InstanceEntry("a", "x", config={"endpoints": [{"host": "a"}]}), plc("b", "a")], TYPES.get) == {}


def test_the_owner_may_be_changed_while_another_waits_for_its_link() -> None:
    one, two = plc("one", "a"), plc("two", "a")
    entries = [one, two]

    assert clash(plc("one", "a", title="new"), entries, TYPES.get) is None
    assert clash(plc("two", "a", title="new"), entries, TYPES.get) is not None
    assert clash(plc("two", "b"), entries, TYPES.get) is None
    assert clash(plc("two", "a", enabled=False), entries, TYPES.get) is None


@pytest.mark.parametrize("fields", ['["endpoints"]', '[""]', '["/a//b"]', '"/a"'])
def test_a_manifest_with_a_pattern_that_is_no_pointer_is_refused(fields: str) -> None:
    start = '{"name": "x", "version": "1.0.0", "kind": "adapter", "title": {"en": "X"}, '
    end = '"exclusive": [{"kind": "serial", "fields": %s}]}'

    with pytest.raises(ConfigError):
        read_manifest((start + end % fields).encode())
