"""Who may publish, subscribe and receive what, on every broker we support."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest
import pytest_asyncio
from integration.engine_lab import eventually
from integration.identity_lab import BROKERS, REFUSED, Bench, bench

from dinrail.bus import Bus, PublishPacket
from dinrail.errors import BusError, BusTimeout
from dinrail_gateway.identities.clients import ClientRights

pytestmark = [pytest.mark.docker, pytest.mark.timeout(120)]

SECOND = "plc_2"
EVERY_TOPIC = [
    "smarthome/plc/MAIN/fSpeed",
    "smarthome/plc_2/MAIN/fSpeed",
    "smarthome/calc/sum",
    "smarthome/set/plc/MAIN/fSpeed",
    "smarthome/set/plc_2/MAIN/fSpeed",
    "dinrail/plc/state",
    "dinrail/plc_2/state",
    "dinrail/plc/status",
    "dinrail/plc/pulse",
    "dinrail/plc/points/0",
    "dinrail/plc_2/points/0",
    "dinrail/plc/config/0",
    "dinrail/plc_2/config/0",
    "dinrail/plc/hold",
    "dinrail/plc_2/hold",
    "dinrail/plc/error",
    "dinrail/plc/log",
    "dinrail/plc/call/browse",
    "dinrail/plc/reply/gateway/1",
    "dinrail/plc/reply/router/1",
    "dinrail/plc/reply/_nodered/1",
    "dinrail/plc/stream/scan",
    "dinrail/calc/points/0",
    "dinrail/router/state",
    "dinrail/gateway/state",
    "dinrail/panic",
    "elsewhere/x",
]
EVERY_FILTER = [
    "#",
    "+/#",
    "smarthome/#",
    "smarthome/plc/#",
    "smarthome/plc_2/#",
    "smarthome/set/#",
    "smarthome/set/plc/#",
    "smarthome/set/plc_2/#",
    "dinrail/#",
    "dinrail/+/state",
    "dinrail/+/status",
    "dinrail/+/points/#",
    "dinrail/+/config/#",
    "dinrail/plc/config/#",
    "dinrail/plc/hold",
    "dinrail/plc_2/hold",
    "dinrail/+/hold",
    "dinrail/plc/call/#",
    "dinrail/plc/points/#",
    "dinrail/+/reply/router/#",
    "dinrail/panic",
    "$SYS/#",
    "$CONTROL/dynamic-security/#",
    "$share/g/smarthome/#",
]

PLC_SAYS = {
    "smarthome/plc/MAIN/fSpeed",
    "dinrail/plc/state",
    "dinrail/plc/pulse",
    "dinrail/plc/points/0",
    "dinrail/plc/error",
    "dinrail/plc/log",
    "dinrail/plc/reply/gateway/1",
    "dinrail/plc/reply/router/1",
    "dinrail/plc/reply/_nodered/1",
    "dinrail/plc/stream/scan",
}
PLC_HEARS = {
    "smarthome/set/plc/MAIN/fSpeed",
    "dinrail/plc/config/0",
    "dinrail/plc/hold",
    "dinrail/plc/call/browse",
    "dinrail/plc/points/0",
    "dinrail/panic",
}
PLC_SUBSCRIBES = {
    "smarthome/set/plc/#",
    "dinrail/plc/config/#",
    "dinrail/plc/hold",
    "dinrail/plc/call/#",
    "dinrail/plc/points/#",
    "dinrail/panic",
}
VALUES = {"smarthome/plc/MAIN/fSpeed", "smarthome/plc_2/MAIN/fSpeed", "smarthome/calc/sum"}
DIRECTORIES = {"dinrail/plc/points/0", "dinrail/plc_2/points/0", "dinrail/calc/points/0"}
STATES = {"dinrail/plc/state", "dinrail/plc_2/state", "dinrail/router/state", "dinrail/gateway/state"}
WRITES = {"smarthome/set/plc/MAIN/fSpeed", "smarthome/set/plc_2/MAIN/fSpeed"}

SAYS = {
    "plc": PLC_SAYS,
    "router": {*WRITES, "smarthome/calc/sum", "dinrail/calc/points/0", "dinrail/router/state"},
    "gateway": {topic for topic in EVERY_TOPIC if topic != "elsewhere/x"},
    "_reader": set(),
    "_catalogue": set(),
    "_lights": set(),
    "_nodered": {"smarthome/set/plc/MAIN/fSpeed"},
    "_nobody": set(),
}
HEARS = {
    "plc": PLC_HEARS,
    "router": {
        *VALUES,
        *STATES - {"dinrail/gateway/state"},
        "dinrail/gateway/state",
        "dinrail/plc/status",
        *DIRECTORIES,
        "dinrail/plc/reply/router/1",
        "dinrail/panic",
    },
    "gateway": {topic for topic in EVERY_TOPIC if topic != "elsewhere/x"},
    "_reader": VALUES,
    "_catalogue": DIRECTORIES,
    "_lights": {*STATES, "dinrail/plc/status", "dinrail/plc/pulse", "dinrail/panic"},
    "_nodered": {*VALUES, "dinrail/plc/reply/_nodered/1"},
    "_nobody": set(),
}
SUBSCRIBES = {
    "plc": PLC_SUBSCRIBES,
    "router": {
        "smarthome/#",
        "smarthome/plc/#",
        "smarthome/plc_2/#",
        "dinrail/+/state",
        "dinrail/+/status",
        "dinrail/+/points/#",
        "dinrail/plc/points/#",
        "dinrail/+/reply/router/#",
        "dinrail/panic",
    },
    "gateway": {one for one in EVERY_FILTER if one.startswith(("smarthome", "dinrail", "$SYS", "$CONTROL"))},
    "_reader": {"smarthome/#", "smarthome/plc/#", "smarthome/plc_2/#"},
    "_catalogue": {"dinrail/+/points/#", "dinrail/plc/points/#"},
    "_lights": {"dinrail/+/state", "dinrail/+/status", "dinrail/panic"},
    "_nodered": {"smarthome/#", "smarthome/plc/#", "smarthome/plc_2/#"},
    "_nobody": set(),
}
USERS = sorted(SAYS)


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=BROKERS)
async def stand(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bench]:
    """One broker per kind with two instances and five outside clients."""
    folder: Path = tmp_path_factory.mktemp("broker")
    async with bench(folder, request.param, f"dinrail-lab-{folder.name}") as made:
        await made.identities.ensure(["plc", SECOND])
        await made.clients.create("reader", ClientRights(["values"]))
        await made.clients.create("catalogue", ClientRights(["directory"]))
        await made.clients.create("lights", ClientRights(["status"]))
        await made.clients.create("nodered", ClientRights(["values"], write=["plc.MAIN.*"]))
        await made.clients.create("nobody", ClientRights())
        yield made


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def nobody_stays(stand: Bench) -> AsyncIterator[None]:
    """Connections of one test end with it: a second one of the same user would throw the first off."""
    yield
    await stand.part()


async def user_bus(stand: Bench, user: str) -> Bus:
    """The user's connection; the gateway has one already."""
    return stand.gateway if user == "gateway" else await stand.connect(user)


async def publishable(bus: Bus, topics: Iterable[str]) -> set[str]:
    """Topics whose publication the broker did not refuse."""
    allowed = set()
    for topic in topics:
        try:
            await bus.publish_acked(topic, b"1", timeout=5)
        except BusTimeout:
            raise
        except BusError:
            continue
        allowed.add(topic)
    return allowed


async def subscribable(bus: Bus, filters: Iterable[str]) -> set[str]:
    """Filters the broker granted."""
    allowed = set()
    for one in filters:
        subscription = bus.subscribe(one, lambda packet: None)
        try:
            await subscription.wait(5)
        except BusTimeout:
            raise
        except BusError:
            continue
        finally:
            bus.unsubscribe(subscription)
        allowed.add(one)
    return allowed


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("user", USERS)
async def test_what_a_user_may_publish(stand: Bench, user: str) -> None:
    bus = await user_bus(stand, user)
    assert await publishable(bus, EVERY_TOPIC) == SAYS[user]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("user", USERS)
async def test_what_a_user_may_subscribe(stand: Bench, user: str) -> None:
    bus = await user_bus(stand, user)
    assert await subscribable(bus, EVERY_FILTER) == SUBSCRIBES[user]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("user", [user for user in USERS if user != "gateway"])
async def test_what_reaches_a_user_through_its_widest_subscriptions(stand: Bench, user: str) -> None:
    bus = await stand.connect(user)
    heard: set[str] = set()

    def hear(packet: PublishPacket) -> None:
        heard.add(packet.topic)

    for one in ("smarthome/#", "smarthome/+/#", "dinrail/+/+", "dinrail/+/+/#", *EVERY_TOPIC, *SUBSCRIBES[user]):
        bus.subscribe(one, hear)
    last = bus.subscribe(f"dinrail/+/reply/{user}/#", hear)
    await asyncio.wait([asyncio.create_task(_quietly(last))], timeout=5)
    for topic in EVERY_TOPIC:
        if topic != "elsewhere/x":
            await stand.gateway.publish_acked(topic, b"1")

    async def complete() -> bool:
        return heard >= HEARS[user]

    await eventually(complete, 5)
    await asyncio.sleep(0.2)
    assert heard == HEARS[user]


async def _quietly(subscription: object) -> None:
    wait = getattr(subscription, "wait", None)
    assert wait is not None
    try:
        await wait(5)
    except BusError:
        return


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("user", "password", "client_id"),
    [
        ("plc", "wrong", "plc"),
        ("plc", None, "somebody"),
        (SECOND, None, "plc"),
        ("_reader", None, "plc"),
        ("admin", "admin", "admin"),
        ("democlient", "democlient", "democlient"),
        ("stranger", "x", "stranger"),
        ("", "", "anonymous"),
    ],
)
async def test_wrong_names_passwords_and_client_ids_are_refused(
    stand: Bench, user: str, password: str | None, client_id: str
) -> None:
    assert (await stand.refusal(user, password=password, client_id=client_id)).startswith(REFUSED)


@pytest.mark.asyncio(loop_scope="module")
async def test_new_removed_and_narrowed_identities_disturb_nobody_else(stand: Bench) -> None:
    calm = await stand.connect("plc")
    lost: list[object] = []
    calm.on_disconnect(lost.append)
    stand.gateway.on_disconnect(lost.append)
    await stand.identities.ensure(["plc", SECOND, "fresh"])
    fresh = await stand.connect("fresh")
    assert "smarthome/fresh/x" in await publishable(fresh, ["smarthome/fresh/x", "smarthome/plc/x"])
    await stand.identities.ensure(["plc", SECOND])

    async def thrown_off() -> bool:
        return not fresh.is_connected

    await eventually(thrown_off, 5)
    made = await stand.clients.create("guest", ClientRights(["values"]))
    guest = await stand.connect(made.username, password=made.password)
    assert await subscribable(guest, ["smarthome/#"]) == {"smarthome/#"}
    await stand.clients.remove("guest")
    await eventually(lambda: _offline(guest), 5)
    assert lost == []


async def _offline(bus: Bus) -> bool:
    return not bus.is_connected


@pytest.mark.asyncio(loop_scope="module")
async def test_more_identities_than_one_answer_holds_are_kept_in_step(stand: Bench) -> None:
    many = [f"i{number}" for number in range(130)]
    await stand.identities.ensure(["plc", SECOND, *many])
    bus = await stand.connect("i129")
    assert await publishable(bus, ["smarthome/i129/x"]) == {"smarthome/i129/x"}
    await stand.identities.ensure(["plc", SECOND])
    assert (await stand.refusal("i129", password="gone")).startswith(REFUSED)
