"""What is kept of the messages that were routed: the latest of all, and some of each point."""

from dinrail_router.history import ALTOGETHER, MAX_POINTS, PER_POINT
from dinrail_router.recorder import CHUNK, MOST, Recorder


def fill(recorder, count, *, at, every=1, points=1, name="fast"):
    for number in range(count):
        recorder.keep(("bt", f"{name}_{number % points}", b"%d" % number, at + number * every))


def of(recorder, address, most=100):
    return [(each.at, each.payload) for each in recorder.latest(lambda each: each == address, most)]


def test_the_latest_of_all_points_are_kept_in_their_order():
    recorder = Recorder()
    fill(recorder, MOST, at=0, points=50)
    found = recorder.latest(lambda _: True, MOST - CHUNK)
    assert [each.at for each in found] == list(range(CHUNK, MOST))
    assert [at for at, _ in of(recorder, "bt.fast_7", 3)] == [MOST - 143, MOST - 93, MOST - 43]


def test_a_slow_point_is_not_pushed_out_by_a_fast_one():
    recorder = Recorder()
    for minute in range(60):
        recorder.keep(("bt", "slow", b"%d" % minute, minute * 60_000))
        fill(recorder, 3_000, at=minute * 60_000, every=20)
    found = of(recorder, "bt.slow")
    assert len(found) >= PER_POINT
    assert found == [(minute * 60_000, b"%d" % minute) for minute in range(60 - len(found), 60)]
    fast = [at for at, _ in of(recorder, "bt.fast_0", 2 * MOST)]
    assert fast == sorted(fast)
    assert MOST - CHUNK <= len(fast) <= MOST + PER_POINT


def test_what_is_kept_of_the_points_is_bounded_and_each_has_its_share():
    recorder = Recorder()
    for turn in range(30):
        fill(recorder, 1_500, at=turn * 2_000, every=0, points=1_500)
    found = recorder.latest(lambda _: True, 10**6)
    assert len(found) <= MOST + ALTOGETHER
    assert {each.path for each in found} == {f"fast_{number}" for number in range(1_500)}


def test_with_very_many_points_there_are_only_the_latest():
    recorder = Recorder()
    for turn in range(5):
        fill(recorder, MAX_POINTS + 1_000, at=turn * 2_000, every=0, points=MAX_POINTS + 1_000)
    assert MOST - CHUNK <= len(recorder.latest(lambda _: True, 10**6)) <= MOST


def test_a_snapshot_stays_as_it_is():
    recorder = Recorder()
    fill(recorder, 12_500, at=0)
    copied = recorder.snapshot()
    before = copied.latest(lambda _: True, 10**6)
    fill(recorder, 20_000, at=100_000)
    assert copied.latest(lambda _: True, 10**6) == before
    assert len(before) >= 9_500


def test_a_clock_that_is_set_back_stops_nothing():
    recorder = Recorder()
    fill(recorder, 12_000, at=1_000_000)
    fill(recorder, 12_000, at=0)
    assert of(recorder, "bt.fast_0", 1) == [(11_999, b"11999")]
