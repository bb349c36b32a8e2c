"""One real stack for every test that asks for it, whichever folder it is in."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from stack import Stack


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The demo, seeded and running; DINRAIL_KEEP leaves it for a look afterwards."""
    stack = Stack("dinrail-e2e")
    stack.start()
    yield stack
    if not os.environ.get("DINRAIL_KEEP"):
        stack.remove()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Let fixtures see how their test ended."""
    outcome = yield
    setattr(item, f"rep_{outcome.get_result().when}", outcome.get_result())  # type: ignore[attr-defined]
