"""Everything that can happen to a PLC, in any order: no value that was not there lately is ever good."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time

import pytest

from ads_rig import RecordingContext, Rig, plant
from dinrail.errors import DeviceError
from dinrail_ads.sim import Fault, Simulator, Variable
from dinrail_ads.sim.program.elementary import DINT, LREAL

LATELY_S = 2.5
FOREIGN = Variable("AAA.nForeign", DINT, initial=555_555), Variable("AAA.fForeign", LREAL, initial=5e5)
FAULTS = ("junk", "truncated", "cut_frame", "wrong_invoke_id", "drop", "silent")


class Watched(RecordingContext):
    """Also keeps when each good value was told."""

    def __init__(self) -> None:
        super().__init__("plc")
        self.good: list[tuple[float, str, object]] = []

    def route_data(self, source_id, tag, value, *, ts, quality, reason):  # type: ignore[no-untyped-def]
        super().route_data(source_id, tag, value, ts=ts, quality=quality, reason=reason)
        if quality == "good":
            self.good.append((time.monotonic(), tag, value))


class Chaos:
    """Does one thing after the other to a PLC; `held` is what the total was, from when to when."""

    def __init__(self, plc: Simulator, seed: int) -> None:
        self.plc = plc
        self.random = random.Random(seed)
        self.total = 1000
        self.held: list[tuple[float, int]] = [(time.monotonic(), 1000)]
        self.acts = [
            self.change,
            self.change,
            self.online,
            self.download,
            self.drop,
            self.freeze,
            self.halt,
            self.spoil,
        ]
        self.acts.append(self.plug)

    def set(self, total: int) -> None:
        self.total = total
        self.plc.program["MAIN.nTotal"] = total
        self.held.append((time.monotonic(), total))

    async def go(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            await self.random.choice(self.acts)()
            await asyncio.sleep(self.random.random() * 0.4)
        self.plc.heal()
        self.set(self.total + 1)

    async def change(self) -> None:
        self.set(self.total + 1)

    async def online(self) -> None:
        self.plc.online_change(plant(first=FOREIGN[: self.random.randrange(3)]))
        self.set(self.total)

    async def download(self) -> None:
        self.plc.download(plant(first=FOREIGN[: self.random.randrange(3)]))
        self.set(self.total)

    async def drop(self) -> None:
        self.plc.drop_clients()

    async def freeze(self) -> None:
        self.plc.freeze()
        await asyncio.sleep(self.random.random())
        self.plc.thaw()

    async def halt(self) -> None:
        self.plc.set_state(self.random.choice(["STOP", "CONFIG"]))
        await asyncio.sleep(self.random.random())
        self.plc.set_state("RUN")
        self.set(self.total)

    async def spoil(self) -> None:
        self.plc.inject(Fault(self.random.choice(FAULTS), times=1))

    async def plug(self) -> None:
        await self.plc.stop()
        await asyncio.sleep(self.random.random())
        await self.plc.start()

    def was(self, at: float, total: object) -> bool:
        """Whether the total had this value within the last moments, or the initial one of a download."""
        ends = [until for until, _ in self.held[1:]] + [float("inf")]
        return total == 1000 or any(
            value == total and since <= at and until >= at - LATELY_S
            for (since, value), until in zip(self.held, ends, strict=True)
        )


async def keep(rig: Rig) -> None:
    """Connect and deliver for ever, as the runner does."""
    while True:
        with contextlib.suppress(DeviceError):
            await rig.open()
            await rig.adapter.run()
        await rig.adapter.close()
        await asyncio.sleep(0.1)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_nothing_that_is_not_so_is_ever_good(seed):
    mode = ("auto", "poll")[seed % 2]
    async with Simulator(plant(), speed=0) as plc:
        rail = Rig(plc, {"path": "MAIN.nTotal", "mode": mode}, "MAIN.nCount", marked=False, timeout=0.4)
        rail.context = rail.adapter.context = Watched()
        chaos = Chaos(plc, seed)
        keeping = asyncio.create_task(keep(rail))
        await chaos.go(8)
        await rail.shows("MAIN.nTotal", chaos.total, timeout=20)
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        await rail.adapter.close()
        good = rail.context.good
        assert len(good) > 5
        assert [each for each in good if each[1] == "MAIN.nCount" and each[2] != 7] == []
        assert [each for each in good if each[1] == "MAIN.nTotal" and not chaos.was(each[0], each[2])] == []
