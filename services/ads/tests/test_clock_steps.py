"""A PLC whose clock is set while it runs: its source times are shifted from the first sample on."""

from __future__ import annotations

import pytest

from dinrail_ads.plc_clock import EPOCH_MS, PlcClock

NOW_MS = 1_700_000_000_000
HOUR_MS = 3_600_000


@pytest.mark.parametrize("step", [-HOUR_MS, HOUR_MS])
def test_a_clock_that_is_set_and_set_right_again_dates_no_sample_an_hour_off(step):
    clock = PlcClock()
    ages = []
    for second in range(90):
        now = NOW_MS + 1000 * second
        source = now - 50 + (step if 20 <= second < 40 else 0)
        ages.append(now - clock.unix_ms(10_000 * (source + EPOCH_MS), now))
    assert all(0 <= age <= 100 for age in ages), ages
