"""A simulated radio, and rigs that are taken down again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bluetooth_rig import Field, Rig

MakeRig = Callable[..., Any]


@pytest.fixture
async def field(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Field]:
    made = Field(tmp_path / "bus", monkeypatch)
    yield made
    await made.stop()


@pytest.fixture
async def rig(field: Field) -> AsyncIterator[Callable[..., Rig]]:
    made: list[Rig] = []

    def make(*devices: dict[str, Any], **config: Any) -> Rig:
        made.append(Rig(devices=list(devices), **config))
        return made[-1]

    yield make
    for each in made:
        await each.stop()
