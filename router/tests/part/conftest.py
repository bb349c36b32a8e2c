"""A router of its own on a fake broker, and somebody who asks it."""

import asyncio
import json

import msgspec
import pytest

from dinrail.bus import Bus
from dinrail.documents import State
from dinrail.parts import PartReader
from dinrail.settings import Settings
from dinrail_router.router import Router

GOOD = b'{"routes": [{"id": "r", "from": "bt.a", "to": ["plc.a", "calc.a"], "transform": "scale(2)"}]}'


class House:
    """A router on its own file and broker."""

    def __init__(self, broker, folder, alive="alive"):
        self.broker = broker
        self.file = folder / "routing.json"
        self.alive = folder / alive
        settings = Settings.from_env({"DINRAIL_BROKER": f"mqtt://127.0.0.1:{broker.address.port}"}, instance="router")
        self.router = Router(settings, self.file, self.alive)
        self.task = None

    def start(self):
        self.task = asyncio.create_task(self.router.run())

    async def stop(self):
        self.router.request_stop()
        await self.task

    async def state(self, name, *, reason=None, rejected=None):
        def fits(state):
            found = state.config.rejected.key if state.config and state.config.rejected else None
            return (state.state, state.reason.key if state.reason else None, found) == (name, reason, rejected)

        message = await self.broker.wait_for(
            "dinrail/router/state", lambda each: fits(msgspec.json.decode(each.payload, type=State))
        )
        return msgspec.json.decode(message.payload, type=State)

    def say(self, value, address="bt/a"):
        import time

        payload = json.dumps({"value": value, "ts": time.time_ns() // 1_000_000}).encode()
        self.broker.publish(f"smarthome/{address}", payload, retain=True)

    def another(self, folder, alive="alive"):
        """A second router on the same broker."""
        return House(self.broker, folder, alive)

    def directory(self):
        part = self.broker.retained.get("dinrail/calc/points/0")
        document = PartReader().feed(part) if part else b"[]"
        return {point["path"]: point["type"] for point in msgspec.json.decode(document)}


@pytest.fixture
async def house(broker, tmp_path):
    house = House(broker, tmp_path)
    yield house
    if house.task is not None and not house.task.done():
        await house.stop()


@pytest.fixture
async def running(house):
    house.file.write_bytes(GOOD)
    house.start()
    await house.state("connected")
    await house.broker.wait_for_subscription("router", "smarthome/bt/#")
    return house


@pytest.fixture
async def asker(running):
    """The gateway's bus."""
    asker = Bus(running.broker.address, client_id="gateway")
    asker.accept_replies("dinrail/router/reply/gateway/#")
    asker.start()
    await asker.connected()
    yield asker
    await asker.stop()


@pytest.fixture
def ask(asker):
    """Asks the router."""

    async def ask(method, **params):
        call, answer = f"dinrail/router/call/{method}", f"dinrail/router/reply/gateway/{method}"
        reply = await asker.request(call, json.dumps(params).encode(), reply_topic=answer)
        return json.loads(reply.payload)

    return ask
