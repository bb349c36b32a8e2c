"""What a text and a value may cost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail_router.expression import ExpressionError, compile_expression
from dinrail_router.expression.guards import MAX_TEXT
from dinrail_router.findings import TextError

HUGE = 10**4000


def refused(text):
    with pytest.raises(TextError) as caught:
        compile_expression(text)
    assert 0 <= caught.value.offset <= len(text)
    return caught.value.finding_key


@pytest.mark.parametrize(("text", "key"), [
    ("value" + " " * 1000, "expression_too_long"),
    ("(" * 900, "expression_too_deep"),
    ("[" * 900, "expression_too_deep"),
    ("(" * 480 + "1" + ")" * 480, "expression_too_deep"),
    ("-" * 900 + "1", "expression_too_deep"),
    ("not " * 200 + "value", "expression_too_deep"),
    ("1" + "+1" * 499, "expression_too_deep"),
    ("2" + "**2" * 300, "expression_too_deep"),
    ("1 if 1 else " * 80 + "1", "expression_too_deep"),
    ("abs(" * 190 + "1" + ")" * 190, "expression_too_deep"),
    ("value " * 166, "expression_syntax"),
    ("1 if " * 190 + "1", "expression_syntax"),
    ("9" * 1000, "expression_constant"),
    ("0x" + "f" * 998, "expression_constant"),
    ("1e" + "9" * 900, "expression_constant"),
    ("value\0", "expression_not_allowed"),
    ("'\0'", "expression_text"),
    ("'\ud800'", "expression_text"),
    ("\ud800", "expression_not_allowed"),
    ("\x0cvalue", "expression_not_allowed"),
    ("\N{NO-BREAK SPACE}value", "expression_not_allowed"),
    ("value\\\n+ 1", "expression_not_allowed"),
])  # fmt: skip
def test_a_hostile_text_is_refused(text, key):
    assert refused(text) == key


@pytest.mark.parametrize("text", [
    "value > 0 and " * 70 + "true",
    "(" * 60 + "value" + ")" * 60,
    "value" + " + 1" * 60,
    "value in (" + "1, " * 300 + "1)",
    "min(" + "value, " * 140 + "1)",
])  # fmt: skip
def test_a_long_text_that_a_person_could_mean_is_taken(text):
    compile_expression(text)


@pytest.mark.parametrize("text", [
    "9**9**9",
    "2**1e9",
    "2**1024",
    "10**-400 / 0",
    "value + 2**2000",
    "2**1023 + 2**1023",
    "2**600 * 2**600",
    "-(2**1000) - 2**1023 - 2**1023",
    "'a' * 1000000",
    "1000000 * 'a'",
    "'%99999999d' % 1",
    "round(1, -999999999)",
    "1e200 * 1e200",
])  # fmt: skip
def test_what_can_never_be_computed_is_refused_before_it_costs_anything(text):
    assert refused(text) == "expression_constant"


@pytest.mark.parametrize(("text", "value"), [
    ("9 ** value", 9**9),
    ("value ** value", 9**9),
    ("value ** 9 ** 9", 9),
    ("2 ** value", 1e9),
    ("2 ** value", 1024),
    ("-(2 ** value)", 1024),
    ("value ** 2", HUGE),
    ("value * value", 2**600),
    ("value + value", 2**1023),
    ("value + 1", HUGE),
    ("value - 1", HUGE),
    ("value * 1", HUGE),
    ("value // 1", HUGE),
    ("value % (value + 1)", 2**1024 - 1),
    ("value * 1000000", "a"),
    ("1000000 * value", "a"),
    ("value * value", "a"),
    ("value % 1", "%99999999d"),
    ("value % 1.5", "%99999999d"),
    ("value % value", "%s"),
    ("value + value", "a" * 40_000),
    ("value + '.'", "a" * MAX_TEXT),
    ("round(1, value)", -999_999_999),
    ("round(1, value)", HUGE),
    ("round(1, value)", 1.0),
])  # fmt: skip
def test_a_value_cannot_make_it_expensive(evaluate, text, value):
    with pytest.raises(ExpressionError):
        evaluate(text, value)


def test_up_to_the_limits_it_is_computed(evaluate):
    assert evaluate("2 ** value", 1023) == 2**1023
    assert evaluate("value + value", 2**1022) == 2**1023
    assert evaluate("-1 ** value", HUGE) == -1
    assert evaluate("value + '.'", "a" * (MAX_TEXT - 1)) == "a" * (MAX_TEXT - 1) + "."
    assert evaluate("round(value, -15)", 10**15 + 1) == 10**15


OPERATIONS = [
    "{} + {}", "{} - {}", "{} * {}", "{} / {}", "{} // {}", "{} % {}", "{} ** {}", "min({}, {})", "max({}, {})",
    "round({}, {})", "abs({}) + {}", "{} and {}", "{} or {}", "-{} + {}", "{} < {}", "{} == {}", "{} if {} else 0",
]  # fmt: skip
HOSTILE = [
    HUGE, -HUGE, 2**1023, 2**64, 9**9, 0, -1, True, None, "", "%99999999d", "a" * 60_000, 1e308, -1e308, 5e-324, 0.0,
    float("inf"), float("nan"),
]  # fmt: skip


def combined(part):
    operation = st.sampled_from(OPERATIONS).map("({})".format)
    return st.builds(str.format, operation, part, part)


PARTS = st.recursive(st.sampled_from(["value", "prev", "2", "0.5", "'ab'", "9", "true"]), combined, max_leaves=12)


def result_of(evaluate, text, value, prev):
    try:
        return evaluate(text, value, prev=prev)
    except (ArithmeticError, TypeError, ValueError) as error:
        return type(error).__name__
    except TextError as error:
        return error.finding_key


@given(text=PARTS, value=st.sampled_from(HOSTILE), prev=st.sampled_from(HOSTILE))
def test_whatever_is_computed_is_a_scalar_of_bounded_size(evaluate, text, value, prev):
    result = result_of(evaluate, text, value, prev)
    assert type(result) in (bool, int, float, str, type(None))
    assert type(result) is not int or abs(result) < 2**1024 or abs(result) in (HUGE, -HUGE)
    assert type(result) is not str or len(result) <= MAX_TEXT


def test_a_caller_deep_in_the_stack_gets_the_same_error():
    def dive(text):
        try:
            return dive(text)
        except RecursionError:
            return refused(text)

    def descend(depth):
        return refused("-" * 60 + "value +") if depth == 0 else descend(depth - 1)

    assert descend(100) == "expression_syntax"
    assert dive("-" * 900) is not None
