"""External brokers, adapters on them and clients beside them, all taken down again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from broker_rig import Beside, BrokerRig
from external_broker import ExternalBroker


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder of the instance."""
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
async def broker() -> AsyncIterator[ExternalBroker]:
    async with ExternalBroker() as broker:
        yield broker


@pytest.fixture
async def rig(data: Path) -> AsyncIterator[Callable[..., BrokerRig]]:
    made: list[BrokerRig] = []

    def make(port: int, **config: Any) -> BrokerRig:
        made.append(BrokerRig(port, data / str(len(made)), **config))
        made[-1].start()
        return made[-1]

    yield make
    for each in made:
        await each.stop()


@pytest.fixture
def beside(broker: ExternalBroker) -> Iterator[Beside]:
    client = Beside(broker.port)
    yield client
    client.close()
