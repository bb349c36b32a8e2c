"""Any order of presses, resets, hand edits, damage and restarts: what is latched, held, shown and on disk agree."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dinrail.bus import Bus
from dinrail.clock import SystemClock
from dinrail.documents import PanicLevel
from dinrail.settings import BrokerAddress
from dinrail_gateway.panic.latch import RANK
from dinrail_gateway.panic.service import PanicService
from dinrail_gateway.status.fleet import Fleet
from dinrail_gateway.status.service import StatusBook
from dinrail_gateway.testing.seam import PlayedSupervisor

LEVELS: list[PanicLevel] = ["writes", "routes", "all"]
STEPS = st.one_of(
    st.tuples(st.just("set"), st.sampled_from(LEVELS)),
    st.tuples(st.just("write"), st.sampled_from([None, *LEVELS])),
    st.sampled_from([("reset", None), ("restart", None), ("damage", None), ("delete", None)]),
)


class House:
    """A service that can be restarted; `held` is what its supervisor was told."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.clock = SystemClock()

    async def begin(self) -> None:
        """A new life of the gateway."""
        bus = Bus(BrokerAddress("127.0.0.1", 1), client_id="gateway")
        self.supervisor = PlayedSupervisor()
        fleet = Fleet(bus, self.clock)
        self.status = StatusBook(bus, fleet, self.supervisor, refresh_of=lambda _: 1.0, clock=self.clock)
        self.panic = PanicService(self.path, bus=bus, supervisor=self.supervisor, status=self.status, clock=self.clock)
        await self.panic.load()

    def edit(self, text: str) -> None:
        """A person's hand."""
        self.path.write_text(text)

    def delete(self) -> None:
        """The same hand."""
        self.path.unlink(missing_ok=True)

    def on_disk(self) -> object:
        """The level that the file says."""
        return json.loads(self.path.read_text())["level"]

    async def look(self) -> None:
        """What following the file does four times a second."""
        await self.panic._poll()
        if self.panic._unsaved is not None:
            await self.panic._save()


async def play(path: Path, steps: list[tuple[str, PanicLevel | None]]) -> None:
    house = House(path)
    await house.begin()
    expected: PanicLevel | None = None
    for verb, level in steps:
        if verb == "set" and level is not None:
            await house.panic.set(level, by="erika")
            expected = max(expected, level, key=lambda one: RANK[one])
        elif verb == "reset":
            await house.panic.reset(by="erika")
            expected = None
        elif verb == "restart":
            await house.begin()
        elif verb == "delete":
            house.delete()
        else:
            house.edit("{" if verb == "damage" else json.dumps({"level": level}))
            expected = "all" if verb == "damage" else level
        await house.look()
        assert house.panic.latch.level == expected
        assert house.status.panic.level == expected
        assert (house.supervisor.held is not None) == (expected == "all")
        if expected is not None and not house.panic.latch.damaged:
            assert house.on_disk() == expected


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, max_size=10))
def test_everything_agrees_after_every_step(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, PanicLevel | None]]
) -> None:
    asyncio.run(play(tmp_path_factory.mktemp("panic") / "panic.json", steps))
