"""What the cases of docs/examples say in virtual time, the router itself does on a broker."""

import asyncio
import json
from pathlib import Path

import msgspec
import pytest

from dinrail.bus import Bus
from dinrail.parts import split_document
from dinrail.sample import Sample
from dinrail_router.cases.run import run_case
from dinrail_router.cases.start import moment
from dinrail_router.compiler import compile_routes
from dinrail_router.durations import seconds

FILES = sorted((Path(__file__).parents[3] / "docs" / "examples" / "routes").glob("*.json"))
CASES = [
    pytest.param(file, number, id=f"{file.stem}-{number + 1}")
    for file in FILES
    for number in range(len(json.loads(file.read_text())["tests"]))
]
LONGEST = 960.0  # no window of the examples is longer; what is beyond only the time of day needs to know
NEVER_OLD_S = 1_000_000.0


@pytest.mark.parametrize(("file", "number"), CASES)
async def test_the_router_does_what_a_case_says(rig, broker, file, number):
    compiled = compile_routes(file.read_bytes())
    case = compiled.cases[number]
    takers = await listen(broker)
    rig.clock.jump((moment(case.start, compiled.place) - rig.clock.now_ms()) / 1000)
    tell_refresh(broker, {each.point for each in case.given})
    content = json.loads(file.read_text())
    await rig.load(*content["routes"], **{key: content[key] for key in ("place", "pipelines") if key in content})
    passed = 0.0
    for given in case.given:
        at = seconds(given.at)
        await through(rig, at - passed)
        passed = at
        rig.say(given.point, given.value, quality=given.quality, reason=given.reason)
        await through(rig, 0)
    expected = run_case(case, compiled.plans, compiled.place).results
    await through(rig, max(0, *(each.at for each in expected), passed) - passed)
    assert by_target(results(broker)) == by_target([(each.to, each.value, each.quality) for each in expected])
    for taker in takers:
        await taker.stop(0.2)


async def listen(broker):
    """Somebody takes the write requests for them, so that none is lost."""
    takers = [Bus(broker.address, client_id=name) for name in ("webhook", "wallbox_1", "hvac")]
    for name, taker in zip(("webhook", "wallbox_1", "hvac"), takers, strict=True):
        taker.subscribe(f"smarthome/set/{name}/#", lambda packet: None, qos=1)
        taker.start()
        await broker.wait_for_subscription(name, f"smarthome/set/{name}/#")
    return takers


def tell_refresh(broker, points):
    """Nothing that is given grows old, as in a case."""
    for instance in {point.split(".")[0] for point in points}:
        entries = [
            {"path": point.partition(".")[2], "refresh": NEVER_OLD_S}
            for point in points
            if point.startswith(f"{instance}.")
        ]
        for part, payload in enumerate(split_document(entries, 1)):
            broker.publish(f"dinrail/{instance}/points/{part}", payload, retain=True)


async def through(rig, wait):
    """Time passes, and all that is under way arrives."""
    for _ in range(4):
        await asyncio.sleep(0.002)
        await rig.clock.advance(0)
    rig.clock.jump(wait - min(wait, LONGEST))
    await rig.clock.advance(min(wait, LONGEST))
    for _ in range(4):
        await asyncio.sleep(0.002)
        await rig.clock.advance(0)


def results(broker):
    for message in broker.published:
        if message.topic.startswith("smarthome/set/"):
            yield address(message.topic[len("smarthome/set/") :]), json.loads(message.payload)["value"], "good"
        elif message.topic.startswith("smarthome/calc/"):
            sample = msgspec.json.decode(message.payload, type=Sample)
            yield address(message.topic[len("smarthome/") :]), sample.value, sample.quality


def address(topic):
    return topic.replace("/", ".")


def by_target(found):
    grouped = {}
    for to, value, quality in found:
        grouped.setdefault(to, []).append((pytest.approx(value) if type(value) is float else value, quality))
    return grouped
