"""The decision: what is done next, and that it leads where it should."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from dinrail_gateway.reconcile.plan import Facts, Step, plan
from dinrail_gateway.runtime.interface import Found

LIMITS = {"Memory": 1}
RUNNING = Found(instance="plc", id="c1", state="running", spec="m1", limits=LIMITS)
EXITED = msgspec.structs.replace(RUNNING, state="exited")
CREATED = msgspec.structs.replace(RUNNING, state="created")
WANTED = Facts(wanted=True, active=True, mark="m1", limits=LIMITS, now=100.0)


def given_(found: Found | None, **other: object) -> Step:
    """The step for a wanted instance with these differences."""
    return plan(msgspec.structs.replace(WANTED, found=found, **other))


def test_nothing_there_is_created() -> None:
    assert given_(None) == Step("create")


def test_a_created_or_ended_container_is_started() -> None:
    assert given_(CREATED) == Step("start", "c1")
    assert given_(EXITED) == Step("start", "c1")


def test_what_runs_as_it_should_is_left_alone() -> None:
    assert given_(RUNNING) == Step("nothing")


def test_during_a_pause_of_the_watchdog_it_waits_until_then() -> None:
    assert given_(EXITED, may_start=101.5) == Step("nothing", until=101.5)
    assert given_(None, may_start=101.5) == Step("nothing", until=101.5)
    assert given_(EXITED, may_start=99.0) == Step("start", "c1")


def test_another_spec_means_stop_then_remove() -> None:
    assert given_(RUNNING, mark="m2") == Step("stop", "c1")
    assert given_(EXITED, mark="m2") == Step("remove", "c1")


def test_other_limits_are_only_applied() -> None:
    assert given_(RUNNING, limits={"Memory": 2}) == Step("limits", "c1")
    assert given_(EXITED, limits={"Memory": 2}) == Step("limits", "c1")


def test_without_an_image_what_runs_goes_on_and_nothing_is_begun() -> None:
    assert given_(RUNNING, mark="") == Step("nothing")
    assert given_(EXITED, mark="") == Step("nothing")
    assert given_(None, mark="") == Step("nothing")


def test_disabled_is_stopped_and_kept() -> None:
    assert given_(RUNNING, active=False) == Step("stop", "c1")
    assert given_(EXITED, active=False) == Step("nothing")
    assert given_(None, active=False) == Step("nothing")


def test_a_disabled_container_of_another_spec_waits_with_its_change() -> None:
    assert given_(EXITED, active=False, mark="m2") == Step("nothing")


def test_overdue_means_kill() -> None:
    assert given_(RUNNING, overdue=True) == Step("kill", "c1")


def test_unwanted_is_stopped_removed_and_forgotten() -> None:
    assert given_(RUNNING, wanted=False) == Step("stop", "c1")
    assert given_(EXITED, wanted=False) == Step("remove", "c1")
    assert given_(None, wanted=False) == Step("forget")
    assert given_(None, wanted=False, known=False) == Step("nothing")


def test_a_container_on_its_way_out_is_looked_at_again_before_anything_is_done() -> None:
    leaving = msgspec.structs.replace(RUNNING, state="unknown")
    assert given_(leaving) == Step("nothing", until=102.0)
    assert given_(leaving, wanted=False) == Step("remove", "c1")


def test_a_second_container_of_the_same_instance_goes_first() -> None:
    assert given_(RUNNING, surplus=("c2", "c3")) == Step("remove", "c2")


found = st.builds(
    Found,
    instance=st.just("plc"),
    id=st.just("c1"),
    state=st.sampled_from(["created", "running", "exited"]),
    spec=st.sampled_from(["m1", "m2"]),
    limits=st.sampled_from([LIMITS, {"Memory": 2}]),
)
facts = st.builds(
    Facts,
    wanted=st.booleans(),
    active=st.booleans(),
    mark=st.sampled_from(["m1", "m2"]),
    limits=st.just(LIMITS),
    found=st.none() | found,
    surplus=st.sampled_from([(), ("c2",), ("c2", "c3")]),
    known=st.booleans(),
    now=st.just(0.0),
)


def done(facts: Facts, step: Step) -> Facts:
    """The facts after an engine did what was asked."""
    there = facts.found
    match step.verb:
        case "create":
            there = Found(instance="plc", id="c9", state="created", spec=facts.mark, limits=facts.limits)
        case "start":
            there = msgspec.structs.replace(there, state="running")
        case "stop" | "kill":
            there = msgspec.structs.replace(there, state="exited")
        case "limits":
            there = msgspec.structs.replace(there, limits=facts.limits)
        case "remove" if step.container in facts.surplus:
            return msgspec.structs.replace(facts, surplus=facts.surplus[1:])
        case "remove":
            there = None
        case "forget":
            return msgspec.structs.replace(facts, known=False)
    return msgspec.structs.replace(facts, found=there, known=facts.known or step.verb == "create")


@given(facts)
def test_every_situation_reaches_what_is_desired_in_few_steps(start: Facts) -> None:
    now = start
    for _ in range(8):
        now = done(now, plan(now))
    assert plan(now) == Step("nothing")
    assert now.surplus == ()
    runs = now.found is not None and now.found.state == "running"
    assert runs == (start.wanted and start.active)
    assert start.wanted or (now.found is None and not now.known)
    assert not runs or (now.found is not None and (now.found.spec, now.found.limits) == (start.mark, start.limits))


@given(facts)
def test_a_container_that_is_as_it_should_be_is_never_ended(start: Facts) -> None:
    as_desired = (
        start.wanted
        and start.active
        and not start.surplus
        and start.found is not None
        and (start.found.state, start.found.spec) == ("running", start.mark)
    )
    ended = plan(start).verb in ("stop", "kill", "remove", "create", "start")
    assert not (as_desired and ended)


def test_a_start_that_waits_for_others_is_looked_at_again_and_what_runs_goes_on() -> None:
    assert given_(None, waits=True) == Step("nothing", until=101.0)
    assert given_(EXITED, waits=True) == Step("nothing", until=101.0)
    assert given_(RUNNING, waits=True) == Step("nothing")
    assert given_(EXITED, waits=True, may_start=130.0) == Step("nothing", until=130.0)


def test_limits_that_what_runs_cannot_take_are_tried_again_and_hold_nothing_else_up() -> None:
    refused = {"limits": {"Memory": 2}, "limits_again": 110.0}
    assert given_(RUNNING, **refused) == Step("nothing", until=110.0)
    assert given_(RUNNING, **refused, overdue=True) == Step("kill", "c1")
    assert given_(RUNNING, **refused, now=111.0) == Step("limits", "c1")
    assert given_(EXITED, **refused) == Step("limits", "c1")
