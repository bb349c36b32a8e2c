"""Checks: what happens when the device is lost."""

from __future__ import annotations

import asyncio

from dinrail.testing.conformance.expectation import eventually, expect
from dinrail.testing.conformance.rig import Rig

__all__ = ["recovers_from_the_loss_of_its_device", "starts_while_the_device_is_dead"]

DEAD_S = 3.0  # long enough for attempts in vain


async def recovers_from_the_loss_of_its_device(rig: Rig) -> None:
    """Lost: disconnected with a reason, every point bad. Back: good again by itself. Twice."""
    await rig.start()
    for turn in ("first", "second"):
        await rig.subject.stop_device()
        await rig.bad(f"after the {turn} loss of the device", rig.subject.notice_s)
        state = await rig.state("disconnected", timeout=1)
        expect(state.reason is not None, "it does not say why it is disconnected")
        await asyncio.sleep(DEAD_S)
        expect(not rig.not_("bad"), f"without a device these points revive: {sorted(rig.not_('bad'))[:5]}")
        await rig.subject.start_device()
        await rig.good(f"after the {turn} return of the device", rig.subject.recovery_s)
    expect(rig.process.running, "the process has ended")


async def starts_while_the_device_is_dead(rig: Rig) -> None:
    """An unreachable device shows as such, nothing of an earlier run stays good, and it connects by itself."""
    await rig.subject.start_device()
    await rig.subject.stop_device()
    rig.seen.configure(rig.subject.config())
    await rig.launch()
    await rig.state("disconnected", timeout=rig.subject.notice_s + 2)
    if not rig.subject.directory_from_device:
        await eventually(rig.seen.directory, 2, "no directory without the device")
    await rig.bad("without a device", 2)
    await rig.subject.start_device()
    await rig.good("after the device came", rig.subject.recovery_s)
