"""One breaker: what opens it, what time does to it, and what the bus is told."""

import pytest

from dinrail.breaker import Breaker, LoudTopic
from dinrail_router.breaker.allowance import Allowance, SourceEntry, allowance_of
from dinrail_router.breaker.switch import Switch

LOUD = [LoudTopic("smarthome/bt/a", 7)]


@pytest.fixture
def switch(clock):
    return Switch("bt", clock)


async def test_an_open_one_tells_its_evidence_until_it_is_closed(switch, clock):
    await clock.advance(1)
    switch.trip(20_000, LOUD)
    now = clock.now_ms()
    assert switch.why == "source_suspended"
    evidence = {"rate": 20_000, "topics": LOUD, "last_activity": now}
    expected = Breaker(source="bt", state="open", since=now, limit=500, trips=1, budget=10_000, **evidence)
    assert switch.document(Allowance()) == expected
    switch.close()
    assert (switch.why, switch.document(Allowance()).state, switch.document(Allowance()).topics) == ("", "closed", [])


async def test_without_a_retry_it_stays_open(switch, clock):
    switch.trip(1, [])
    await clock.advance(1e7)
    assert not switch.move(None)
    assert switch.document(Allowance()).retry_at is None


async def test_after_the_retry_it_is_half_open_and_after_thirty_quiet_seconds_closed(switch, clock):
    switch.trip(1, [])
    assert switch.document(Allowance(retry=60)).retry_at == clock.now_ms() + 60_000
    await clock.advance(59)
    assert not switch.move(60)
    await clock.advance(1)
    assert switch.move(60)
    assert (switch.state, switch.why, switch.document(Allowance()).rate) == ("half_open", "", 1)
    await clock.advance(29)
    assert not switch.move(60)
    await clock.advance(1)
    assert switch.move(60)
    assert switch.state == "closed"


async def test_pauses_grow_while_it_trips_in_a_row_and_begin_anew_after_ten_good_minutes(switch, clock):
    pauses = []
    for _ in range(8):
        switch.trip(1, [])
        began = clock.monotonic()
        while not switch.move(60):
            await clock.advance(5)
        pauses.append(clock.monotonic() - began)
    assert pauses == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    await clock.advance(30)
    switch.move(60)
    await clock.advance(590)
    switch.trip(1, [])
    assert switch.trips == 9
    switch.move(60)
    switch.close()
    switch.trip(1, [])
    assert switch.trips == 1
    switch.state = "closed"
    await clock.advance(601)
    switch.trip(1, [])
    assert switch.trips == 1


async def test_a_jump_of_the_wall_clock_moves_no_pause(switch, clock):
    switch.trip(1, [])
    clock.jump(86_400)
    assert not switch.move(60)
    clock.jump(-2 * 86_400)
    await clock.advance(60)
    assert switch.move(60)


async def test_a_disconnected_one_is_not_read_whatever_else_holds(switch, clock):
    switch.connect(False)
    assert (switch.why, switch.document(Allowance()).state) == ("source_disconnected", "disconnected")
    switch.connect(True)
    assert (switch.why, switch.document(Allowance()).state) == ("", "closed")
    switch.trip(1, [])
    switch.connect(False)
    assert (switch.why, switch.document(Allowance(retry=60)).state) == ("source_suspended", "open")
    assert switch.document(Allowance(retry=60)).retry_at is None
    await clock.advance(1000)
    assert not switch.move(60)
    switch.close()
    assert switch.document(Allowance()).state == "disconnected"


@pytest.mark.parametrize(("age", "rest"), [(20, 40), (1000, 0), (-1000, 60)])
async def test_a_restored_one_goes_on_where_it_was(switch, clock, age, rest):
    since = clock.now_ms() - age * 1000
    left = Breaker(source="bt", state="open", since=since, rate=9, topics=LOUD, last_activity=5, trips=1)
    switch.restore(left)
    told = switch.document(Allowance(retry=60))
    assert (told.since, told.rate, told.topics, told.last_activity, told.trips) == (since, 9, LOUD, 5, 1)
    if rest:
        await clock.advance(rest - 1)
        assert not switch.move(60)
        await clock.advance(1)
    assert switch.move(60)


async def test_a_restored_trial_begins_anew(switch, clock):
    switch.restore(Breaker(source="bt", state="half_open", since=clock.now_ms() - 29_000, trips=3))
    await clock.advance(29)
    assert not switch.move(60)
    switch.trip(1, [])
    assert switch.trips == 4


@pytest.mark.parametrize(
    ("entry", "status", "expected"),
    [
        ({}, (None, None), (500, 10_000)),
        ({}, (800, 20_000), (800, 20_000)),
        ({"rate": 100, "points": 5}, (800, 20_000), (100, 5)),
        ({"rate": 100}, (800, 20_000), (100, 20_000)),
    ],
)
def test_the_file_wins_over_the_status_and_that_over_the_default(entry, status, expected):
    allowance = allowance_of("bt", {"bt": SourceEntry(**entry)}, *status)
    assert (allowance.rate, allowance.points) == expected


def test_calculated_points_have_no_limit_unless_one_is_given():
    assert allowance_of("calc", {}, None, None).rate == float("inf")
    assert allowance_of("calc", {"calc": SourceEntry(rate=5)}, None, None).rate == 5


@pytest.mark.parametrize(("retry", "pause"), [("5m", 300), (90, 90), ("1s", 5), (0, 5), ("1d", 86_400)])
async def test_a_retry_is_a_duration_of_five_seconds_at_least(switch, clock, retry, pause):
    allowance = allowance_of("bt", {"bt": SourceEntry(retry=retry)}, None, None)
    switch.trip(1, [])
    assert switch.document(allowance).retry_at == clock.now_ms() + pause * 1000
