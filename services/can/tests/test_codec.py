"""Bits and values against cantools as an independent decoder; short frames, multiplexers, floats, signs."""

from __future__ import annotations

import cantools
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinrail.errors import BadValue, ConfigError, DinrailError, OutOfRange
from dinrail_can.codec import EXTENDED, Message, Reading, Signal, decode, insert, read_raw
from dinrail_can.dbc import load
from dinrail_can.sim import DBC

MESSAGES = {message.name: message for message in load(DBC)}
DAMAGED = st.builds(lambda at, junk: DBC[:at] + junk + DBC[at:], st.integers(0, 1500), st.text(max_size=8))
ORACLE = cantools.database.load_string(DBC, "dbc")


def dbc(*signals: str, identifier: int = 256, length: int = 8) -> str:
    rows = "\n".join(f" SG_ {each}" for each in signals)
    return f'VERSION ""\n\nBU_: N\n\nBO_ {identifier} M: {length} N\n{rows}\n'


@settings(deadline=None)
@given(data=st.binary(min_size=8, max_size=8), name=st.sampled_from(["Inverter", "Outdoor"]))
def test_whole_frames_decode_as_cantools_does(data, name):
    ours = decode(MESSAGES[name], data)
    theirs = ORACLE.get_message_by_name(name).decode(data, decode_choices=False)
    assert ours == pytest.approx(theirs)


@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_any_place_decodes_and_encodes_as_cantools_does(data):
    big = data.draw(st.booleans())
    length = data.draw(st.integers(1, 64))
    first = data.draw(st.integers(0, 64 - length))
    start = first // 8 * 8 + 7 - first % 8 if big else first
    sign, order = data.draw(st.sampled_from("+-")), "0" if big else "1"
    text = dbc(f'S : {start}|{length}@{order}{sign} (1,0) [0|0] "" N')
    signal = load(text)[0].signals[0]
    oracle = cantools.database.load_string(text, "dbc").messages[0]
    payload = data.draw(st.binary(min_size=8, max_size=8))
    value = decode(load(text)[0], payload)["S"]
    assert value == oracle.decode(payload)["S"]
    assert read_raw(signal, insert(signal, payload, signal.raw(value))) == signal.raw(value)
    assert insert(signal, bytes(8), signal.raw(value)) == oracle.encode({"S": value}, padding=False)


@settings(deadline=None)
@given(data=st.binary(max_size=8), name=st.sampled_from(sorted(MESSAGES)))
def test_short_frames_tell_what_is_whole_and_never_guess(data, name):
    message = MESSAGES[name]
    for signal, (value, reason) in Reading(message).read(data).items():
        found = next(each for each in message.signals if each.name == signal)
        if found.bytes_needed > len(data):
            assert (value, reason) == (None, "can_truncated")
        else:
            assert value is not None or reason == "can_not_a_number"


def test_multiplexed_signals_are_there_only_on_their_page():
    meter = MESSAGES["Meter"]
    assert decode(meter, bytes.fromhex("0039300000000000")) == {"Page": 0, "Import": 123.45}
    assert decode(meter, bytes.fromhex("0139300000000000")) == {"Page": 1, "Export": 123.45}
    assert decode(meter, bytes.fromhex("020000C0BF000000")) == {"Page": 2, "Peak": -1.5}
    assert decode(meter, bytes.fromhex("0700000000000000")) == {"Page": 7}
    assert decode(meter, b"") == {"Page": None}


def test_float_that_is_no_number_has_a_reason():
    assert Reading(MESSAGES["Meter"]).read(bytes.fromhex("020000C07F000000"))["Peak"] == (None, "can_not_a_number")


def test_factors_leave_no_tails():
    message = load(dbc('V : 0|16@1+ (0.1,0) [0|0] "V" N'))[0]
    assert decode(message, (568).to_bytes(2, "little") + bytes(6)) == {"V": 56.8}


def test_extended_identifiers_are_kept_apart():
    assert MESSAGES["Outdoor"].key == 0x18FEF001 | EXTENDED
    assert MESSAGES["Inverter"].key == 0x300


@pytest.mark.parametrize(("value", "error"), [(6554, OutOfRange), (-1, OutOfRange), (65535.9, OutOfRange)])
def test_values_beyond_the_bits_are_refused(value, error):
    with pytest.raises(error):
        MESSAGES["Limits"].signals[0].raw(value)


def test_value_between_two_steps_of_an_integer_is_refused():
    with pytest.raises(BadValue):
        Signal(name="s", start=0, length=8).raw(1.5)


@settings(deadline=None, max_examples=200)
@given(
    text=st.text(max_size=200)
    | st.builds(lambda at, junk: DBC[:at] + junk + DBC[at:], st.integers(0, 1500), st.text(max_size=8))
)
def test_damaged_files_give_only_errors_of_ours(text):
    try:
        messages = load(text)
    except ConfigError:
        return
    for message in messages:
        assert isinstance(message, Message)
        try:
            decode(message, bytes(8))
        except DinrailError:
            pytest.fail("decoding raises nothing")
