"""One real stack for every test that asks for it, whichever folder it is in."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator

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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let fixtures see at their end whether the test failed."""
    report = yield
    if report.when == "call":
        item.failed = report.failed  # type: ignore[attr-defined]
    return report
