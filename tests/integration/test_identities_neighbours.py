"""An instance with rights on others: what its configuration names is reached and nothing else, on every broker."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest
from integration.engine_lab import eventually
from integration.identity_lab import BROKERS, Bench, bench

from dinrail.bus import Bus, PublishPacket
from dinrail.clock import SystemClock
from dinrail.directory import Point
from dinrail.errors import BusError, BusTimeout
from dinrail.names import Topics
from dinrail.neighbours import Neighbours
from dinrail.parts import split_document
from dinrail.sample import Sample, encode_sample
from dinrail_gateway.identities.roles import Rights

pytestmark = [pytest.mark.docker, pytest.mark.timeout(120)]

RIGHTS = Rights(read=("plc.MAIN.*", "plc_2.**"), write=("plc.MAIN.fSpeed",))


class Seen:
    """What came from the neighbours."""

    def __init__(self) -> None:
        self.samples: dict[str, object] = {}
        self.points: dict[str, set[str]] = {}
        self.statuses: dict[str, str] = {}

    def follow(self, neighbours: Neighbours, *patterns: str) -> None:
        """Everything of these."""
        neighbours.follow(
            patterns,
            on_sample=lambda address, sample: self.samples.update({address: sample.value}),
            on_points=lambda instance, points: self.points.update({instance: set(points)}),
            on_status=lambda instance, status: self.statuses.update({instance: status}),
        )


async def tell(bus: Bus, instance: str, *paths: str) -> None:
    """What an instance with these points says of itself, each point 1."""
    for number, payload in enumerate(split_document([Point(path, "REAL") for path in paths], 1)):
        await bus.publish_acked(f"dinrail/{instance}/points/{number}", payload, retain=True)
    for path in paths:
        body = encode_sample(Sample(1.0, 1_800_000_000_000))
        await bus.publish_acked(f"smarthome/{instance}/{path.replace('.', '/')}", body, retain=True)


async def answer_writes(bus: Bus) -> None:
    """As the PLC would: every value is taken."""

    def take(packet: PublishPacket) -> None:
        reply = {"ok": True, "value": msgspec.json.decode(packet.payload)["value"]}
        bus.publish(packet.response_topic or "", msgspec.json.encode(reply), correlation=packet.correlation_data)

    await bus.subscribe("smarthome/set/plc/#", take, qos=1).wait(5)


@pytest.mark.parametrize("kind", BROKERS)
async def test_what_a_configuration_names_is_reached_and_nothing_else(tmp_path: Path, kind: str) -> None:
    async with bench(tmp_path, kind, f"dinrail-lab-{tmp_path.parent.name}-{tmp_path.name}"[:60].lower()) as stand:
        stand.identities.grant({"bridge": RIGHTS})
        await stand.identities.ensure(["plc", "plc_2", "other", "bridge"])
        plc, second, other = [await stand.connect(each) for each in ("plc", "plc_2", "other")]
        await tell(plc, "plc", "MAIN.fSpeed", "GVL.fSecret")
        await tell(second, "plc_2", "A.B.C")
        await tell(other, "other", "x")
        for instance in ("plc", "plc_2", "other"):
            status = {"status": "running", "ts": 1_800_000_000_000}
            await stand.gateway.publish_acked(f"dinrail/{instance}/status", msgspec.json.encode(status), retain=True)
        await answer_writes(plc)

        bridge = await stand.connect("bridge")
        neighbours = Neighbours(bridge, Topics("smarthome"), "bridge", clock=SystemClock())
        seen, beyond = Seen(), Seen()
        seen.follow(neighbours, *RIGHTS.read)
        beyond.follow(Neighbours(bridge, Topics("smarthome"), "bridge", clock=SystemClock()), "plc.GVL.*", "other.**")

        async def heard() -> bool:
            return seen.samples.keys() >= {"plc.MAIN.fSpeed", "plc_2.A.B.C"} and len(seen.statuses) == 2

        await eventually(heard)
        await eventually(lambda: asyncio.sleep(0, len(seen.points) == 2))
        assert await neighbours.write("plc.MAIN.fSpeed", 7.5) == 7.5
        assert not beyond.samples
        assert "other" not in {*beyond.points, *beyond.statuses}
        for address in ("plc.GVL.fSecret", "plc_2.A.B.C", "other.x"):
            with pytest.raises(BusError) as refused:
                await neighbours.write(address, 1.0)
            assert not isinstance(refused.value, BusTimeout), address

        await withdrawn(stand, bridge)


async def withdrawn(stand: Bench, bridge: Bus) -> None:
    """Rights go with the configuration that asked for them, without a restart of anything."""
    stand.identities.grant({})
    await stand.identities.ensure(["plc", "plc_2", "other", "bridge"])
    with pytest.raises(BusError):
        await bridge.publish_acked("smarthome/set/plc/MAIN/fSpeed", b'{"value":1}')


@pytest.mark.parametrize("kind", BROKERS)
async def test_who_reads_everything_is_still_configured_and_hears_no_commands_of_others(
    tmp_path: Path, kind: str
) -> None:
    async with bench(tmp_path, kind, f"dinrail-lab-{tmp_path.parent.name}-{tmp_path.name}"[:60].lower()) as stand:
        stand.identities.grant({"history": Rights(everywhere=("values", "directory"))})
        await stand.identities.ensure(["plc", "history"])
        plc, history = [await stand.connect(each) for each in ("plc", "history")]
        heard: set[str] = set()
        for wanted in ("smarthome/#", "smarthome/set/history/#", "dinrail/history/config/+", "dinrail/+/points/#"):
            await history.subscribe(wanted, lambda packet: heard.add(packet.topic), qos=1).wait(5)

        own = ("smarthome/set/history/x", "dinrail/history/config/0")
        others = ("smarthome/set/plc/x", "dinrail/plc/config/0")
        for topic in (*own, *others):
            await stand.gateway.publish_acked(topic, b"1")
        for topic in ("smarthome/plc/x", "dinrail/plc/points/0"):
            await plc.publish_acked(topic, b"1")

        wanted_topics = {*own, "smarthome/plc/x", "dinrail/plc/points/0"}
        await eventually(lambda: asyncio.sleep(0, heard >= wanted_topics))
        assert heard == wanted_topics
        for refused in ("smarthome/set/plc/#", "dinrail/plc/config/#"):
            with pytest.raises(BusError):
                await history.subscribe(refused, lambda _: None).wait(5)
