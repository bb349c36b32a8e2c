"""A disk that takes nothing: what was delivered is not sent again, hooks still come in, and it heals by itself."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from dinrail.errors import WriteRefused
from dinrail.testing.context import eventually
from webhook_rig import Rig

pytestmark = pytest.mark.usefixtures("hasty")


async def disk(rig: Rig, *, full: bool) -> None:
    """SQLite refuses every change, as on a full disk."""
    office: Any = rig.adapter._office
    await office.ask(lambda store: store._base.execute(f"PRAGMA query_only = {int(full)}"))


async def test_what_was_delivered_is_not_sent_again(rigs, receiver):
    receiver.mood = "/status/503"
    rig = await rigs.start(rigs.target())
    await rig.write("alert", "once")
    await rig.write("alert", "twice")
    await eventually(lambda: len(receiver.got) > 1)
    await disk(rig, full=True)
    receiver.mood = ""
    receiver.got = []
    await eventually(lambda: rig.bodies()[-2:] == [b"once", b"twice"])
    await eventually(lambda: rig.context.problem == "letters_unwritable")
    await asyncio.sleep(0.2)  # in which many attempts would have been made
    assert rig.bodies().count(b"twice") == 1
    assert rig.task is not None
    assert not rig.task.done()

    await disk(rig, full=False)
    await rig.write("alert", "new")
    await eventually(lambda: rig.bodies()[-1] == b"new")
    assert (await rig.adapter.call("letters", {"state": "waiting"}))["total"] == 0
    assert rig.bodies().count(b"once") == 1


async def test_a_letter_that_cannot_be_kept_is_refused_with_the_words_of_the_disk(rigs, receiver):
    rig = await rigs.start(rigs.target())
    await disk(rig, full=True)
    with pytest.raises(WriteRefused) as refused:
        await rig.write("alert", "lost")
    assert refused.value.reason.key == "letters_unwritable"
    assert "readonly" in str(refused.value.reason.params["detail"])
    await eventually(lambda: rig.context.problem == "letters_unwritable")

    await disk(rig, full=False)
    rig.adapter._changed()
    await eventually(lambda: rig.context.problem is None)
    await rig.write("alert", "kept")
    await eventually(lambda: rig.bodies() == [b"kept"])


async def test_a_resend_during_an_attempt_is_not_lost(rigs, receiver, monkeypatch):
    monkeypatch.setattr("dinrail_webhook.courier.pause", lambda attempts, asked=0.0: 3600.0)
    rig = await rigs.start(rigs.target(retry_for=86_400))
    courier = rig.adapter._couriers["alert"]
    under_way, answer = asyncio.Event(), asyncio.Event()
    deliver = courier._deliver

    async def slow(letter: Any) -> Any:
        under_way.set()
        await answer.wait()
        return await deliver(letter)

    monkeypatch.setattr(courier, "_deliver", slow)
    receiver.mood = "/status/503"
    await rig.write("alert", "x")
    await under_way.wait()
    await rig.adapter.call("resend", {"target": "alert"})
    answer.set()
    await eventually(lambda: len(receiver.got) == 2)
