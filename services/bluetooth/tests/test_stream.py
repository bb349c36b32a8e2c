"""The live list of devices: what is heard, and what becomes of those that are linked."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from bluetooth_rig import Field, Rig, device, good
from dinrail.testing.context import eventually
from dinrail_bluetooth import sim

MakeRig = Callable[..., Rig]


class Watcher:
    """Somebody who has the page open; `told`: entries with the time they came."""

    def __init__(self, one: Rig, patch: pytest.MonkeyPatch) -> None:
        self.told: list[tuple[float, dict[str, Any]]] = []
        self._clock = one.adapter.clock
        patch.setattr(one.adapter, "watched", lambda _: True)
        patch.setattr(one.adapter, "stream", lambda _, entry: self.told.append((self._clock.monotonic(), entry)))

    def states(self, address: str) -> list[str]:
        return [entry["state"] for _, entry in self.told if entry["address"] == address]


async def test_a_linked_device_is_told_of(field: Field, rig: MakeRig, monkeypatch: pytest.MonkeyPatch) -> None:
    board = sim.jbd()
    await field.start(board)
    one = rig(device(board, "jbd"))
    page = Watcher(one, monkeypatch)
    await one.start()
    await eventually(good(one))
    await eventually(lambda: page.states(board.address)[-1:] == ["connected"])
    await one.adapter.call("release", {"address": board.address})
    await eventually(lambda: page.states(board.address)[-1:] == ["released"])


async def test_a_device_that_is_heard_all_the_time_is_told_twice_a_second(
    field: Field, rig: MakeRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = sim.passer_by(1)
    await field.start(stranger)
    one = rig()
    page = Watcher(one, monkeypatch)
    await one.start()
    await eventually(lambda: len(page.states(stranger.address)) >= 5)
    times = [at for at, _ in page.told]
    assert all(later - earlier >= 0.5 for earlier, later in pairwise(times))
