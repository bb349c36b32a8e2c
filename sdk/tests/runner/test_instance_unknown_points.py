"""An adapter whose directory only its device knows: until it is asked, what is published stays."""

import asyncio
from collections.abc import Iterable

import msgspec

from dinrail.directory import Point
from dinrail.parts import split_document
from line_adapter.adapter import LineAdapter


class AsksItsDevice(LineAdapter):
    asked = False

    async def connect(self, endpoint):
        await super().connect(endpoint)
        self.asked = True

    def points(self) -> Iterable[Point] | None:
        return super().points() if self.asked else None


def paths(broker) -> list[str]:
    return [
        point["path"]
        for point in msgspec.json.decode(msgspec.json.decode(broker.retained["dinrail/plc/points/0"])["data"])
    ]


async def test_what_an_earlier_process_listed_stays_and_is_bad_until_the_device_answers(stopped, device):
    await device.stop()
    left = split_document([Point("setpoint", "REAL"), Point("gone", "INT")], 7)[0]
    stopped.broker.publish("dinrail/plc/points/0", left, qos=1, retain=True)
    stopped.broker.publish("smarthome/plc/gone", b'{"value":1,"ts":1767500000123,"quality":"good"}', retain=True)
    stopped.configure()
    stopped.start(AsksItsDevice)
    await stopped.state("disconnected", "not_connected")
    assert (await stopped.sampled("gone", None, "bad")).why == "not_connected"
    assert paths(stopped.broker) == ["setpoint", "gone"]
    await device.start()
    await stopped.state("connected")
    await stopped.sampled("setpoint", 20.0)
    assert "gone" not in paths(stopped.broker)
    assert not stopped.broker.retained.get("smarthome/plc/gone")


async def test_without_an_earlier_process_nothing_is_listed_before(stopped, device):
    await device.stop()
    stopped.configure()
    stopped.start(AsksItsDevice)
    await stopped.state("disconnected", "not_connected")
    assert "dinrail/plc/points/0" not in stopped.broker.retained
    await device.start()
    await stopped.sampled("setpoint", 20.0)


async def test_an_adapter_made_anew_does_not_clear_what_its_predecessor_listed(stopped):
    stopped.configure()
    stopped.start(AsksItsDevice)
    await stopped.sampled("setpoint", 20.0)
    before = stopped.broker.retained["dinrail/plc/points/0"]
    stopped.configure(endpoints=[stopped.endpoint(), stopped.endpoint(1)])
    await stopped.state("connected", rev=2)
    await asyncio.sleep(0.3)
    assert stopped.broker.retained["dinrail/plc/points/0"] == before
