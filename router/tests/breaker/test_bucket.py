"""The bucket lets through what its limit says, costs nothing above its half, and knows the loudest."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinrail_router.breaker.bucket import Bucket


class Stream:
    """A source with a clock that is turned by hand; a tick every half second, as the router has."""

    def __init__(self, rate, points=0, share=2.0):
        self.now = 0.0
        self.points = points
        self.received = 0
        self.asked = 0
        self.bucket = Bucket(lambda: self.now, lambda: self.points, rate=rate, received=0, share=share)

    def say(self, count=1, topic="t"):
        """How many of these messages pass; it ends with the first that does not."""
        for passed in range(count):
            self.received += 1
            if self.received > self.bucket.ceiling:
                self.asked += 1
                if not self.bucket.take(self.received, topic):
                    return passed
        return count

    def wait(self, seconds):
        until = self.now + seconds
        while (tick := math.floor(self.now * 2 + 1) / 2) <= until:
            self.now = tick
            self.bucket.tick(self.received)
        self.now = until


def test_a_burst_of_twice_the_rate_passes_and_the_next_message_does_not():
    assert Stream(rate=500).say(5000) == 1000


def test_a_source_with_many_points_may_say_each_of_them_twice():
    assert Stream(rate=500, points=3000).say(50_000) == 6000


def test_points_that_come_bring_their_share_and_those_that_go_take_none():
    stream = Stream(rate=10)
    for points in range(1, 101):
        stream.points = points
        assert stream.say() == 1
    assert stream.say(1000) == 100
    stream.points = 0
    stream.wait(1000)
    assert stream.say(1000) == 200
    stream.points = 100
    assert stream.say(1000) == 0


def test_above_its_half_nobody_is_asked():
    stream = Stream(rate=500)
    for _ in range(100):
        stream.say(400)
        stream.wait(1)
    assert stream.asked == 0


def test_at_the_limit_it_never_ends_and_a_little_above_it_does():
    steady, fast = Stream(rate=100), Stream(rate=100)
    for _ in range(5000):
        assert steady.say(10) == 10
        steady.wait(0.1)
    seconds = 0.0
    while fast.say(11) == 11:
        fast.wait(0.1)
        seconds += 0.1
    assert seconds == pytest.approx(20, abs=2)


def test_stored_copies_do_not_count():
    stream = Stream(rate=10)
    for _ in range(1000):
        stream.received += 1
        stream.bucket.excuse()
    assert stream.say(1000) == 20


def test_a_pause_of_the_clock_refills_no_more_than_it_holds():
    stream = Stream(rate=10)
    stream.say(20)
    stream.wait(1e6)
    assert stream.say(1000) == 20


def test_the_loudest_are_named_with_their_counts_and_the_speed_is_measured():
    stream = Stream(rate=100)
    stream.say(100, "before")
    for number in range(12):
        for _ in range(number + 1):
            stream.say(1, f"t{number:02}")
        stream.now += 0.01
    loudest = stream.bucket.loudest()
    assert [each.topic for each in loudest] == [f"t{number:02}" for number in range(11, 1, -1)]
    assert [each.count for each in loudest] == list(range(12, 2, -1))
    assert stream.bucket.speed(stream.received) == pytest.approx(78 / 0.12, rel=0.02)


def test_what_was_loud_is_forgotten_when_it_has_been_quiet():
    stream = Stream(rate=100)
    stream.say(150, "old")
    stream.wait(5)
    stream.say(150, "new")
    assert [each.topic for each in stream.bucket.loudest()] == ["new"]


def test_speed_is_that_of_the_last_second_not_of_the_last_hour():
    stream = Stream(rate=100)
    stream.say(150)
    for _ in range(600):
        stream.wait(0.1)
        stream.say(10)
    for _ in range(10):
        stream.now += 0.005
        stream.say(5)
    assert 100 < stream.bucket.speed(stream.received) < 1000


def test_stored_copies_are_no_part_of_the_speed():
    stream = Stream(rate=100)
    stream.say(110)
    for _ in range(1000):
        stream.received += 1
        stream.bucket.excuse()
    stream.now += 0.1
    assert stream.bucket.speed(stream.received) == pytest.approx(100, abs=10)


def test_long_and_many_topics_cost_no_memory():
    stream = Stream(rate=100_000)
    for number in range(150_000):
        stream.say(1, f"{number}")
    stream.say(2, "x" * 60_000)
    assert len(stream.bucket._noted) <= 10_000
    assert max(len(each.topic) for each in stream.bucket.loudest()) <= 256


def test_without_a_limit_it_never_ends():
    stream = Stream(rate=math.inf)
    for _ in range(10):
        stream.say(10_000)
        stream.wait(1)
        stream.bucket.excuse()
    assert stream.asked == 0


BURSTS = st.lists(st.tuples(st.integers(0, 60), st.floats(0, 2)), max_size=40)


@settings(deadline=None)
@given(BURSTS, st.integers(1, 40))
def test_who_keeps_the_limit_is_never_stopped_and_nobody_gets_much_more(bursts, rate):
    stream = Stream(rate)
    tokens, said = 2.0 * rate, 0
    for count, pause in bursts:
        passed = stream.say(count)
        said += passed
        if passed < count:
            assert count > math.floor(tokens)
            return
        assert said <= 3.5 * rate + rate * stream.now + 1
        tokens = min(2.0 * rate, tokens - count + pause * rate)
        stream.wait(pause)
