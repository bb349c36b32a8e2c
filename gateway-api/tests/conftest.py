"""Shared by every test of the gateway."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dinrail.testing import FakeClock
from dinrail_gateway.problems.board import Board
from dinrail_gateway.testing.stage import Stage, staged, the_app

# Collecting the garbage of a large test process takes longer than any callback of ours may.
the_app()
gc.freeze()


@pytest.fixture
def board(clock: FakeClock) -> Board:
    """An empty board."""
    return Board(clock)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A running gateway, logged in."""
    async with staged(tmp_path) as made:
        yield made
