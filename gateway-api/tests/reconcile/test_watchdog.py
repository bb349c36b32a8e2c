"""Back-off, failing and hanging, told by the clock alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dinrail_gateway.reconcile.watchdog import BACKOFF_AFTER, PULSE_LIMIT, START_LIMIT, Watch


def crash(watch: Watch, now: float) -> float:
    """One start and sudden end; returns the pause until the next start."""
    watch.run(now)
    watch.died(now)
    assert watch.next_start is not None
    return watch.next_start - now


def test_pauses_grow_and_then_stay_at_five_minutes_for_ever() -> None:
    watch = Watch()
    now = 0.0
    pauses = []
    for _ in range(9):
        pauses.append(crash(watch, now))
        now += pauses[-1]
    assert pauses == [1, 2, 5, 10, 30, 60, 300, 300, 300]


def test_the_fifth_death_in_half_an_hour_fails_and_the_fourth_does_not() -> None:
    watch = Watch()
    for death in range(4):
        crash(watch, death * 400.0)
    assert watch.failed is False
    crash(watch, 1700.0)
    assert watch.failed is True


def test_five_deaths_spread_over_more_than_half_an_hour_do_not_fail() -> None:
    watch = Watch()
    for death in range(5):
        crash(watch, death * 451.0)
    assert watch.failed is False


def test_ten_good_minutes_forgive_everything() -> None:
    watch = Watch()
    for death in range(6):
        crash(watch, death * 10.0)
    watch.run(100.0)
    watch.pulse(699.0)
    assert watch.failed is True
    watch.pulse(700.0)
    assert watch.failed is False
    assert crash(watch, 701.0) == 1


def test_a_restart_by_an_operator_forgives_at_once() -> None:
    watch = Watch()
    for death in range(6):
        crash(watch, death * 10.0)
    watch.reset()
    assert (watch.failed, watch.next_start) == (False, None)
    assert crash(watch, 100.0) == 1


def test_a_kill_by_an_operator_costs_a_second_and_counts_for_nothing() -> None:
    watch = Watch()
    for kill in range(10):
        watch.run(kill * 5.0)
        watch.killed(kill * 5.0)
        assert watch.next_start == kill * 5.0 + 1
    assert watch.failed is False
    assert crash(watch, 100.0) == 1


def test_three_missed_pulses_after_the_first_are_death() -> None:
    watch = Watch()
    watch.run(0.0)
    watch.pulse(3.0)
    assert watch.overdue(3.0 + PULSE_LIMIT - 0.1) is None
    reason = watch.overdue(3.0 + PULSE_LIMIT)
    assert reason is not None
    assert (reason.key, reason.params) == ("no_pulse", {"seconds": 15})
    watch.pulse(18.5)
    assert watch.overdue(20.0) is None


def test_the_first_pulse_may_take_a_minute() -> None:
    watch = Watch()
    watch.run(0.0)
    assert watch.overdue(START_LIMIT - 0.1) is None
    reason = watch.overdue(START_LIMIT)
    assert reason is not None
    assert reason.key == "start_timeout"


def test_an_absent_bus_is_no_fault_of_the_instance() -> None:
    watch = Watch()
    watch.run(0.0)
    watch.pulse(5.0)
    watch.excuse(100.0)
    assert watch.overdue(100.0 + START_LIMIT - 0.1) is None
    reason = watch.overdue(100.0 + START_LIMIT)
    assert reason is not None
    assert reason.key == "no_pulse"
    watch.pulse(170.0)
    assert watch.overdue(184.0) is None
    assert watch.overdue(185.0) is not None


def test_what_does_not_run_is_never_overdue_and_hears_no_pulse() -> None:
    watch = Watch()
    watch.pulse(1.0)
    watch.excuse(2.0)
    assert watch.overdue(1e6) is None
    watch.run(0.0)
    watch.ended()
    assert watch.overdue(1e6) is None
    assert watch.heard is None


@given(st.lists(st.integers(0, 3600), max_size=30))
def test_whatever_happens_a_next_start_is_at_most_five_minutes_away(gaps: list[int]) -> None:
    watch = Watch()
    now = 0.0
    for gap in gaps:
        now += gap
        assert crash(watch, now) <= BACKOFF_AFTER
