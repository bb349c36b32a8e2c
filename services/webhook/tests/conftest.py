"""A receiver that behaves well or badly, and adapters that write to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dinrail_webhook.sim import Receiver
from webhook_rig import Rigs


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    await made.listen()
    yield made
    await made.stop()


@pytest.fixture
async def rigs(receiver: Receiver, tmp_path: Path) -> AsyncIterator[Rigs]:
    made = Rigs(receiver, tmp_path)
    yield made
    await made.stop()


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attempts follow each other at once."""
    monkeypatch.setattr("dinrail_webhook.courier.pause", lambda attempts, asked=0.0: 0.02)
