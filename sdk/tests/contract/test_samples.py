import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail.documents import StatusName
from dinrail.quality import quality_in_effect
from dinrail.sample import MAX_SAFE_INTEGER, Sample, decode_sample, encode_sample, make_sample, received_ts

NOW = 1_767_500_000_000


@given(
    st.one_of(
        st.booleans(),
        st.integers(-MAX_SAFE_INTEGER, MAX_SAFE_INTEGER),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(),
        st.none(),
    )
)
def test_scalar_survives_the_wire(value: object) -> None:
    sample = make_sample(value, NOW)
    assert decode_sample(encode_sample(sample)) == sample
    assert sample.value == value


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_not_a_number_is_null_and_bad(value: float) -> None:
    assert make_sample(value, NOW) == Sample(None, NOW, "bad", "not_a_number")


@pytest.mark.parametrize("value", [MAX_SAFE_INTEGER + 1, -MAX_SAFE_INTEGER - 1, 2**64 - 1])
def test_integer_a_browser_cannot_hold_is_a_string(value: int) -> None:
    assert make_sample(value, NOW).value == str(value)


@pytest.mark.parametrize("value", [b"x", [1], {}, object()])
def test_what_is_no_scalar_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        make_sample(value, NOW)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{",
        b"3",
        b'{"value":1}',
        b'{"value":[1],"ts":1}',
        b'{"value":1,"ts":"x"}',
        b'{"value":1,"ts":1,"quality":"fine"}',
        b'{"value":"\xff","ts":1}',
        b"[" * 10_000,
        b'{"value":' + b"[" * 10_000,
    ],
)
def test_malformed_payload_is_a_value_error(payload: bytes) -> None:
    with pytest.raises((msgspec.DecodeError, RecursionError, UnicodeDecodeError)):
        decode_sample(payload)


@pytest.mark.parametrize("ts", [0, -1, NOW + 61_000, 2**62])
def test_impossible_time_is_replaced_by_the_time_of_receipt(ts: int) -> None:
    assert received_ts(Sample(1, ts), NOW) == NOW


def test_plausible_time_is_kept() -> None:
    assert received_ts(Sample(1, NOW - 5), NOW) == NOW - 5


@pytest.mark.parametrize("status", ["running", "degraded", None])
def test_fresh_good_sample_of_a_delivering_instance_is_good(status: StatusName | None) -> None:
    assert quality_in_effect(Sample(1, NOW), status, NOW) == ("good", "")


@pytest.mark.parametrize(
    "status", ["stopped", "silent", "disconnected", "suspended_by_spam", "error", "failed", "stopping", "panic"]
)
def test_nothing_stays_green_while_its_instance_is_dead(status: StatusName) -> None:
    assert quality_in_effect(Sample(1, NOW), status, NOW) == ("bad", f"instance_{status}")


def test_age_of_three_refreshes_is_stale() -> None:
    sample = Sample(1, NOW)
    assert quality_in_effect(sample, "running", NOW + 179_999)[0] == "good"
    assert quality_in_effect(sample, "running", NOW + 180_000) == ("bad", "stale")
    assert quality_in_effect(sample, "running", NOW + 3_000, 1.0) == ("bad", "stale")


def test_restarting_instance_makes_its_old_values_uncertain() -> None:
    assert quality_in_effect(Sample(1, NOW), "starting", NOW) == ("uncertain", "instance_starting")


def test_restarting_instance_does_not_make_stale_values_better() -> None:
    assert quality_in_effect(Sample(1, NOW), "starting", NOW + 180_000) == ("bad", "stale")


def test_own_reason_of_a_bad_sample_is_kept() -> None:
    sample = Sample(1, NOW, "bad", "illegal_data_address")
    assert quality_in_effect(sample, "running", NOW) == ("bad", "illegal_data_address")
    assert quality_in_effect(sample, "failed", NOW) == ("bad", "illegal_data_address")
