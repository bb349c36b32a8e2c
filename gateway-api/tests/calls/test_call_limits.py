"""How many calls there may be, and which role each needs."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from dinrail.testing import FakeClock
from dinrail_gateway.auth.roles import Role
from dinrail_gateway.calls.limits import AT_ONCE, BURST, PER_S, CallLimits
from dinrail_gateway.calls.rights import needed
from dinrail_gateway.errors import TooMany


def spend(limits: CallLimits, instance: str, user: str, times: int) -> None:
    for _ in range(times):
        with limits.taken(instance, user):
            pass


async def test_a_user_has_a_bounded_number_under_way_over_all_instances(clock: FakeClock) -> None:
    limits = CallLimits(clock)
    with ExitStack() as stack:
        for number in range(AT_ONCE):
            stack.enter_context(limits.taken(f"plc_{number}", "eva"))
        with pytest.raises(TooMany) as refused, limits.taken("plc_9", "eva"):
            pass
        with limits.taken("plc_9", "adam"):
            pass
    with limits.taken("plc_9", "eva"):
        pass

    assert refused.value.reason.key == "too_many_calls_user"


async def test_a_call_that_fails_gives_its_room_back(clock: FakeClock) -> None:
    limits = CallLimits(clock)
    for _ in range(AT_ONCE + 1):
        with pytest.raises(ValueError, match="no"), limits.taken("plc", "eva"):
            raise ValueError("no")


async def test_calls_per_second_are_bounded_and_come_back_with_time(clock: FakeClock) -> None:
    limits = CallLimits(clock)
    spend(limits, "plc", "eva", int(BURST))
    with pytest.raises(TooMany) as refused, limits.taken("plc", "eva"):
        pass
    with pytest.raises(TooMany) as of_the_instance, limits.taken("plc", "adam"):
        pass
    await clock.advance(1)
    spend(limits, "plc", "eva", int(PER_S) - 1)

    assert refused.value.headers == {"Retry-After": "1"}
    assert of_the_instance.value.reason.key == "too_many_calls_instance"


@pytest.mark.parametrize(
    ("method", "role"),
    [("browse", "operator"), ("plan", "viewer"), ("add_route", "admin"), ("read", "viewer"), ("test", "operator"),
     ("log_level", "engineer"), ("other", "operator")],
)  # fmt: skip
def test_a_manifest_speaks_for_its_own_methods_only(method: str, role: Role) -> None:
    declared: dict[str, Role] = {
        "browse": "operator", "plan": "viewer", "add_route": "admin", "read": "admin", "test": "viewer",
        "log_level": "viewer",
    }  # fmt: skip

    assert needed(method, {}, declared) == role
