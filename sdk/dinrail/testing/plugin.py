"""pytest plugin of DINrail: loaded by itself where `dinrail` is installed.

broker             a FakeBroker that is running
clock              a FakeClock
no_blocking_calls  on every async test: fails it when something held up the event loop (see dinrail.testing.blocking);
                   `@pytest.mark.allow_blocking("why")` lets one test do so
"""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from dinrail.testing.blocking import BlockingGuard
from dinrail.testing.broker import FakeBroker
from dinrail.testing.clock import FakeClock

__all__ = ["broker", "clock", "no_blocking_calls"]


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker; property tests are not timed: how long an example takes is the machine's doing."""
    config.addinivalue_line("markers", "allow_blocking(why): this async test may hold up its event loop")
    with contextlib.suppress(ImportError):
        from hypothesis import HealthCheck, settings  # noqa: PLC0415 - not everybody has it

        settings.register_profile("dinrail", deadline=None, suppress_health_check=[HealthCheck.too_slow])
        settings.load_profile("dinrail")


@pytest_asyncio.fixture
async def broker() -> AsyncIterator[FakeBroker]:
    """A broker without users on a free port of the loopback."""
    async with FakeBroker() as running:
        yield running


@pytest.fixture
def clock() -> FakeClock:
    """A clock that only `advance` moves."""
    return FakeClock()


@pytest.fixture(autouse=True)
def no_blocking_calls(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail an async test during which the event loop was held up."""
    function = getattr(request.node, "obj", None)
    inner = getattr(getattr(function, "hypothesis", None), "inner_test", function)
    if not inspect.iscoroutinefunction(inner) or request.node.get_closest_marker("allow_blocking"):
        yield
        return
    with BlockingGuard() as guard:
        yield
    if guard.findings:
        pytest.fail("the event loop was held up:\n" + "\n".join(guard.findings), pytrace=False)
