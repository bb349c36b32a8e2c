"""Recorded messages of devices, in their own words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail.names import split
from dinrail_mqtt.config import Device
from dinrail_mqtt.generic import reason_of
from dinrail_mqtt.kinds import KINDS, DeviceSource, source_of
from dinrail_mqtt.payloads import BadPayload
from dinrail_mqtt.reading import Reading
from dinrail_mqtt.rendering import render
from dinrail_mqtt.topics import fits


def device(kind: str, topic: str) -> DeviceSource:
    return source_of(Device(name="d", kind=kind, topic=topic))  # type: ignore[arg-type]


def read(source: DeviceSource, topic: str, payload: bytes) -> dict[str, Reading]:
    assert any(fits(pattern, topic) for pattern, _ in source.filters), f"{topic} is not subscribed to"
    return {each.path: each for each in source.take(topic, payload)}


def test_tasmota_energy_and_relay() -> None:
    plug = device("tasmota", "plug_1")
    sensor = b"""{"Time":"2026-01-05T10:00:00","ENERGY":{"TotalStartTime":"2025-01-01T00:00:00","Total":3.185,
        "Power":42,"Factor":0.92,"Voltage":231,"Current":0.198},"SI7021":{"Temperature":21.4,"Humidity":40.1},
        "TempUnit":"C"}"""
    got = read(plug, "tele/plug_1/SENSOR", sensor)
    assert (got["d.ENERGY.Power"].value, got["d.ENERGY.Power"].unit) == (42, "W")
    assert (got["d.SI7021.Temperature"].value, got["d.SI7021.Temperature"].unit) == (21.4, "°C")
    assert "d.Time" not in got
    state = read(plug, "tele/plug_1/STATE", b'{"POWER":"ON","Wifi":{"RSSI":78}}')
    assert state["d.POWER"].value is True
    command = read(plug, "stat/plug_1/POWER", b"OFF")["d.POWER"].command
    assert command is not None
    assert (command.topic, render(command.payload, True, ts=0, on=command.on, off=command.off)) == (
        "cmnd/plug_1/POWER",
        b"ON",
    )
    assert plug.online("tele/plug_1/LWT", b"Offline") is False


def test_tasmota_with_several_channels_and_a_barometer_of_another_unit() -> None:
    sensor = b"""{"Time":"2026-01-05T10:00:00","ENERGY":{"Total":1.2,"Power":[10,20],"Current":[0.1,0.2]},
        "BMP280":{"Temperature":null,"Pressure":750.1,"SeaPressure":762.4},"PressureUnit":"mmHg","TempUnit":"C"}"""
    got = read(device("tasmota", "plug_2"), "tele/plug_2/SENSOR", sensor)
    assert {path: got[path].unit for path in got if path != "d.PressureUnit"} == {
        "d.ENERGY.Total": "kWh",
        "d.ENERGY.Power.0": "W",
        "d.ENERGY.Power.1": "W",
        "d.ENERGY.Current.0": "A",
        "d.ENERGY.Current.1": "A",
        "d.BMP280.Pressure": "mmHg",
        "d.BMP280.SeaPressure": "mmHg",
    }


def test_shelly_second_generation() -> None:
    plus = device("shelly", "shellyplus1pm-a8032ab")
    status = b"""{"id":0,"source":"init","output":true,"apower":8.9,"voltage":230.1,
        "aenergy":{"total":6.532,"by_minute":[45.199],"minute_ts":1626935779},"temperature":{"tC":23.5,"tF":74.4}}"""
    got = read(plus, "shellyplus1pm-a8032ab/status/switch:0", status)
    assert {path: each.unit for path, each in got.items()} == {
        "d.switch_0.output": "",
        "d.switch_0.apower": "W",
        "d.switch_0.voltage": "V",
        "d.switch_0.aenergy.total": "Wh",
        "d.switch_0.temperature.tC": "°C",
        "d.switch_0.temperature.tF": "°F",
    }
    command = got["d.switch_0.output"].command
    assert command is not None
    assert command.topic == "shellyplus1pm-a8032ab/command/switch:0"
    assert plus.online("shellyplus1pm-a8032ab/online", b"true") is True


def test_shelly_first_generation() -> None:
    relay = device("shelly_gen1", "shelly1pm-84CCA8")
    assert read(relay, "shellies/shelly1pm-84CCA8/relay/0/power", b"12.34")["d.relay.0.power"].value == 12.34
    output = read(relay, "shellies/shelly1pm-84CCA8/relay/0", b"on")["d.relay.0.output"]
    assert output.value is True
    assert output.command is not None
    assert output.command.topic == "shellies/shelly1pm-84CCA8/relay/0/command"
    assert read(relay, "shellies/shelly1pm-84CCA8/announce", b"{}") == {}
    with pytest.raises(BadPayload):
        read(relay, "shellies/shelly1pm-84CCA8/relay/0", b"overpower")


def test_zigbee2mqtt_lamp_and_sensor() -> None:
    lamp = device("zigbee2mqtt", "zigbee2mqtt/living lamp")
    got = read(lamp, "zigbee2mqtt/living lamp", b'{"state":"ON","brightness":215,"linkquality":84,"color":{"x":1}}')
    assert got["d.state"].value is True
    assert (got["d.brightness"].min, got["d.brightness"].max) == (0, 254)
    brightness, state = got["d.brightness"].command, got["d.state"].command
    assert brightness is not None
    assert state is not None
    assert render(brightness.payload, 30, ts=0) == b'{"brightness":30}'
    assert render(state.payload, False, ts=0, on=state.on, off=state.off) == b'{"state":"OFF"}'
    assert "d.color.x" not in got
    assert lamp.online("zigbee2mqtt/living lamp/availability", b'{"state":"offline"}') is False
    assert lamp.online("zigbee2mqtt/living lamp/availability", b"online") is True


def test_esphome_node() -> None:
    node = device("esphome", "garden")
    assert read(node, "garden/sensor/soil_moisture/state", b"41.5")["d.soil_moisture"].value == 41.5
    pump = read(node, "garden/switch/pump/state", b"OFF")["d.pump"]
    assert pump.value is False
    assert pump.command is not None
    assert pump.command.topic == "garden/switch/pump/command"
    light = read(node, "garden/light/path/state", b'{"state":"ON","brightness":128}')
    assert light["d.path.state"].value is True
    assert light["d.path.brightness"].value == 128
    assert node.online("garden/status", b"offline") is False


def test_a_sensor_of_esphome_that_has_no_value_yet_is_no_text() -> None:
    node = device("esphome", "garden")
    reading = read(node, "garden/sensor/soil_moisture/state", b"nan")["d.soil_moisture"]
    assert reason_of(reading.value) == "value_missing"
    assert read(node, "garden/text_sensor/name/state", b"nan")["d.name"].value == "nan"


TOPICS = {
    "tasmota": ["tele/t/SENSOR", "tele/t/STATE", "stat/t/POWER1", "tele/t/LWT"],
    "shelly": ["t/status/switch:0", "t/status/sys", "t/online"],
    "shelly_gen1": ["shellies/t/relay/0", "shellies/t/temperature", "shellies/t"],
    "zigbee2mqtt": ["t", "t/availability"],
    "esphome": ["t/sensor/x/state", "t/light/x/state", "t/switch/x/state", "t/status"],
}


@pytest.mark.parametrize("kind", list(KINDS))
@given(payload=st.one_of(st.binary(max_size=40), st.just(b'{"a":{"b.c":[1,{"":null}]},"state":5}'), st.just(b"[1]")))
def test_whatever_a_device_says_it_is_a_value_or_has_a_reason(kind: str, payload: bytes) -> None:
    source = device(kind, "t")
    for topic in TOPICS[kind]:
        try:
            source.online(topic, payload)
            found = list(source.take(topic, payload))
        except BadPayload:
            continue
        for each in found:
            assert ".".join(split(each.path)) == each.path
