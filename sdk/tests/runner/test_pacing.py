from dinrail.runner.pacing import TokenBucket
from dinrail.testing import FakeClock


def taken(bucket: TokenBucket, tries: int) -> int:
    return sum(bucket.take() for _ in range(tries))


async def test_a_burst_is_never_more_than_the_burst_however_long_nothing_was_taken(clock: FakeClock):
    bucket = TokenBucket(clock, rate=10, burst=5)
    await clock.advance(100)
    assert taken(bucket, 100) == 5


async def test_the_rate_holds_in_the_long_run(clock: FakeClock):
    bucket = TokenBucket(clock, rate=10, burst=5)
    total = 0
    for _ in range(100):
        total += taken(bucket, 100)
        await clock.advance(0.1)
    assert total == 5 + 99


async def test_wait_is_the_time_to_the_next_token(clock: FakeClock):
    bucket = TokenBucket(clock, rate=10, burst=1)
    bucket.take()
    assert round(bucket.wait(), 3) == 0.1
    await clock.advance(bucket.wait())
    assert bucket.take()


async def test_a_lower_limit_holds_at_once(clock: FakeClock):
    bucket = TokenBucket(clock, rate=100, burst=100)
    bucket.limit(rate=1, burst=2)
    assert taken(bucket, 10) == 2
