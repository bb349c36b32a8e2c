"""What tools print is what people read."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dinrail_router
from dinrail_router.durations import seconds
from dinrail_router.tools.words import REASONS, printable, reason, shown, spoken

SOURCES = Path(dinrail_router.__file__).parent
COUNTED = re.compile(r'tally\.(?:filtered|dropped)\["(\w+)"\]|_lost\([^,()]+, "(\w+)"\)')
OF_SOURCES = {"removed", "no_match", "malformed", "repeated", "breaker", "loop"}


def test_every_reason_a_route_counts_has_a_sentence():
    counted = {
        word for file in SOURCES.rglob("*.py") for found in COUNTED.findall(file.read_text()) for word in found if word
    }
    assert len(counted) > 8
    assert counted - OF_SOURCES <= REASONS.keys()


@given(st.floats(0, 1e9))
def test_a_time_reads_back_as_itself(value):
    assert seconds(spoken(value)) == pytest.approx(value, abs=0.00051)


@pytest.mark.parametrize(("value", "text"), [
    (0, "0s"), (0.0004, "0s"), (0.25, "250ms"), (61.5, "1m1s500ms"), (86_400, "1d"), (-90, "-1m30s"),
])  # fmt: skip
def test_times(value, text):
    assert spoken(value) == text


@given(st.text())
def test_nothing_printed_steers_a_terminal(text):
    assert printable(text).isprintable()
    assert shown(text).isprintable()


def test_an_unknown_reason_is_shown_as_it_is():
    assert reason("new", "") == "new"
    assert reason("not_known", "a.b: source_bad") == "a.b is not to be believed (source_bad)"
