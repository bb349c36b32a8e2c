"""Rigs of the adapter without its runner."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from dinrail.testing.context import RecordingContext
from dinrail_host.adapter import HostAdapter
from dinrail_host.config import HostConfig

Make = Callable[..., HostAdapter]


@pytest.fixture
def host() -> Make:
    def make(**config: Any) -> HostAdapter:
        return HostAdapter(msgspec.convert(config, HostConfig), RecordingContext("box"))

    return make
