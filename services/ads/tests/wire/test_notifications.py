"""Samples of a notification: whatever is damaged is refused as a whole, and nothing is read beyond its end."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail_ads.wire.notifications import DamagedNotification, NotificationSample, samples_of

Stamps = list[tuple[int, list[tuple[int, bytes]]]]
SAMPLES = st.lists(st.tuples(st.integers(0, 2**32 - 1), st.binary(max_size=20)), max_size=4)
STAMPS = st.lists(st.tuples(st.integers(0, 2**64 - 1), SAMPLES), max_size=4)


def packed(stamps: Stamps) -> bytes:
    body = struct.pack("<I", len(stamps))
    for filetime, samples in stamps:
        body += struct.pack("<QI", filetime, len(samples))
        for handle, data in samples:
            body += struct.pack("<II", handle, len(data)) + data
    return struct.pack("<I", len(body)) + body


@given(STAMPS)
def test_what_was_sent_is_read(stamps: Stamps) -> None:
    wanted = [NotificationSample(handle, time, data) for time, samples in stamps for handle, data in samples]
    assert samples_of(packed(stamps)) == wanted


@given(STAMPS, st.data())
def test_cut_or_lengthened_it_is_refused(stamps: Stamps, data: st.DataObject) -> None:
    whole = packed(stamps)
    cut = data.draw(st.integers(0, len(whole) - 1))
    for damaged in (whole[:cut], whole + b"\0"):
        with pytest.raises(DamagedNotification):
            samples_of(damaged)


@given(STAMPS, st.data())
def test_flipped_bytes_are_refused_or_read_within_its_end(stamps: Stamps, data: st.DataObject) -> None:
    damaged = bytearray(packed(stamps))
    damaged[data.draw(st.integers(0, len(damaged) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        found = samples_of(bytes(damaged))
    except DamagedNotification:
        return
    assert sum(8 + len(sample.data) for sample in found) <= len(damaged)


@given(st.binary(max_size=200))
def test_anything_is_samples_or_refused(data: bytes) -> None:
    try:
        samples_of(data)
    except DamagedNotification:
        return


@pytest.mark.parametrize("count", [2**32 - 1, 2**31])
def test_a_huge_count_costs_nothing(count: int) -> None:
    body = struct.pack("<IQI", 1, 0, count)
    with pytest.raises(DamagedNotification):
        samples_of(struct.pack("<I", len(body)) + body)
