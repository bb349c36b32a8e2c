"""Checks: the panic latch."""

from __future__ import annotations

import asyncio

import msgspec

from dinrail.testing.conformance.expectation import eventually, expect
from dinrail.testing.conformance.rig import Rig

__all__ = ["obeys_panic", "refuses_writes_while_panic_holds_them", "starts_into_a_panic_without_touching_the_device"]

OBEY_S = 3.0


async def obeys_panic(rig: Rig) -> None:
    """Level all: no link to the device, every point bad, state panic; released: as before."""
    await rig.start()
    rig.seen.panic("all")
    await rig.state("panic", timeout=OBEY_S)
    await eventually(lambda: rig.subject.links() == 0, OBEY_S, lambda: f"{rig.subject.links()} links stay open")
    await rig.bad("under panic", OBEY_S)
    if rig.subject.writable:
        reply = await rig.seen.write(rig.subject.writable, msgspec.json.encode(rig.subject.good_values[0]))
        refused = not reply.ok and reply.error and reply.error.key == "blocked"
        expect(refused, f"a write under panic is answered {reply}")
    for _ in range(15):
        await asyncio.sleep(0.1)
        expect(rig.subject.links() == 0, "it connects to the device under panic")
    expect(not rig.not_("bad"), f"under panic these points revive: {sorted(rig.not_('bad'))[:5]}")
    rig.seen.panic(None)
    await rig.good("after the release")


async def refuses_writes_while_panic_holds_them(rig: Rig) -> None:
    """Level writes: reading goes on, writing does not."""
    await rig.start()
    rig.seen.panic("writes")
    await rig.seen.settle()
    payload = msgspec.json.encode(rig.subject.good_values[0])
    reply = await rig.seen.write(rig.subject.writable, payload)
    expect(not reply.ok and reply.error and reply.error.key == "blocked", f"a write is answered {reply}")
    await rig.good("while writes are held")
    rig.seen.panic(None)
    await rig.seen.settle()
    reply = await rig.seen.write(rig.subject.writable, payload)
    expect(reply.ok, f"a write after the release is refused: {reply.error}")


async def starts_into_a_panic_without_touching_the_device(rig: Rig) -> None:
    """The latch holds for a process that starts later."""
    await rig.subject.start_device()
    rig.seen.panic("all")
    rig.seen.configure(rig.subject.config())
    await rig.launch()
    await rig.state("panic")
    for _ in range(10):
        await asyncio.sleep(0.1)
        expect(rig.subject.links() == 0, "it connects to the device under panic")
    rig.seen.panic(None)
    await rig.good("after the release")
