"""Pipelines as text: what they mean, and where exactly they are wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail_router.findings import TextError
from dinrail_router.operators.clamp import Clamp
from dinrail_router.operators.deadband import Deadband
from dinrail_router.operators.offset import Offset
from dinrail_router.operators.on_change import OnChange
from dinrail_router.operators.round import Round
from dinrail_router.operators.scale import Scale
from dinrail_router.pipeline import parse_pipeline, unparse

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(("text", "operators"), [
    ("", ()),
    ("   ", ()),
    ("scale(0.001)", (Scale(0.001),)),
    ("scale(factor=-.5)|round(2) |\n on_change", (Scale(-0.5), Round(2), OnChange())),
    ("clamp(0, max=1e2) | on_change()", (Clamp(0, 100.0), OnChange())),
    ("clamp(null, 5)", (Clamp(None, 5),)),
    ("round", (Round(0),)),
])  # fmt: skip
def test_text_becomes_operators(text, operators):
    assert parse_pipeline(text) == operators


@pytest.mark.parametrize(("text", "offset", "key"), [
    ("scal(1)", 0, "unknown_operator"),
    ("round(1) | xyz(1s)", 11, "unknown_operator"),
    ("expr(value * 2)", 11, "pipeline_syntax"),
    ("scale(1", 7, "pipeline_syntax"),
    ("scale(1) round(2)", 9, "pipeline_syntax"),
    ("scale(1) |", 10, "pipeline_syntax"),
    ("| scale(1)", 0, "pipeline_syntax"),
    ("scale(,)", 6, "pipeline_syntax"),
    ("scale(1,)", 8, "pipeline_syntax"),
    ("scale('1)", 6, "pipeline_syntax"),
    ('map("0=\\ud800")', 4, "pipeline_syntax"),
    ("clamp(min=1, 2)", 13, "pipeline_syntax"),
    ("scale()", 0, "parameter_invalid"),
    ("scale(1s)", 6, "parameter_invalid"),
    ("scale(true)", 6, "parameter_invalid"),
    ('scale("1")', 6, "parameter_invalid"),
    ("scale(1e999)", 0, "parameter_invalid"),
    ("round(1.5)", 6, "parameter_invalid"),
    ("round(99)", 6, "parameter_invalid"),
    ("deadband(0)", 9, "parameter_invalid"),
    ("clamp(5, 1)", 0, "parameter_invalid"),
    ("clamp()", 0, "parameter_invalid"),
    ("scale(1, 2)", 9, "parameter_surplus"),
    ("scale(factr=1)", 6, "unknown_parameter"),
    ("clamp(1, min=2)", 9, "parameter_twice"),
    ("clamp(min=1, min=2)", 13, "parameter_twice"),
    ("scale(" + "9" * 5000 + ")", 6, "parameter_invalid"),
    ("on_change|" * 64 + "on_change", 0, "pipeline_too_long"),
])  # fmt: skip
def test_a_mistake_is_found_where_it_is(text, offset, key):
    with pytest.raises(TextError) as caught:
        parse_pipeline(text)
    assert (caught.value.offset, caught.value.finding_key) == (offset, key)


@pytest.mark.parametrize(("text", "hint"), [
    ("scal(1)", 'did you mean "scale"?'),
    ("scale(factr=1)", 'did you mean "factor"?'),
    ("xyz()", "there are: abs, avg, bits, cast"),
    ("scale()", "for example scale(0.001)"),
])  # fmt: skip
def test_it_says_what_was_probably_meant(text, hint):
    with pytest.raises(TextError) as caught:
        parse_pipeline(text)
    assert caught.value.hint.startswith(hint)


OPERATORS = (
    st.builds(Scale, FINITE)
    | st.builds(Offset, FINITE)
    | st.builds(Round, st.integers(-15, 15))
    | st.builds(Clamp, min=FINITE)
    | st.builds(Deadband, st.floats(1e-9, 1e9))
    | st.just(OnChange())
)


@given(st.lists(OPERATORS, max_size=8))
def test_what_is_written_as_text_reads_as_the_same(operators):
    assert parse_pipeline(unparse(operators)) == tuple(operators)


def offset_of_mistake(text: str) -> int | None:
    try:
        parse_pipeline(text)
    except TextError as error:
        return error.offset
    return None


@given(st.text(max_size=60) | st.text("scaleround()|,=0.1'\" ", max_size=40))
def test_any_text_is_a_pipeline_or_an_error_inside_it(text):
    assert offset_of_mistake(text) in (None, *range(len(text) + 1))
