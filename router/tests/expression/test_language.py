"""What expressions mean, and what is known of one before it runs."""

import pytest

from dinrail_router.expression import FUNCTIONS, VARIABLES, ExpressionError, compile_expression


@pytest.mark.parametrize(("text", "value", "result"), [
    ("value", 7, 7),
    ("value * 0.001", 53100, 53.1),
    ("value * 9 / 5 + 32", 100, 212.0),
    ("1 + 2 * 3 ** 2 - 10 // 4 % 2", 0, 19),
    ("-2 ** 2", 0, -4),
    ("(value + 1) * -1", 2, -3),
    ("0x1F + .5 + 1e1 + 2.", 0, 43.5),
    ("value > 10 and point('plc.MAIN.bEnable')", 11, True),
    ("value > 10 and point('plc.MAIN.bEnable')", 10, False),
    ("not value > 10 or value == 11", 11, True),
    ("10 < value <= 20 != 30", 20, True),
    ("value in (1, 2.5, 'a', -3, null)", -3, True),
    ("value not in ['on', \"off\"]", "auto", True),
    ("not value in (5,)", 5, False),
    ("'high' if value > 50 else 'low'", 53.1, "high"),
    ("1 if value > 60 else 2 if value > 50 else 3", 53.1, 2),
    ("value == true and value == True", True, True),
    ("value == null", None, True),
    ("prev or 7", 0, 48.5),
    ("min(value, 100) + max(1, 2, prev) + abs(-1)", 200, 149.5),
    ("round(value / 3, 2)", 10, 3.33),
    ("round(value)", 2.5, 2),
    ("value + ' °C'", "21", "21 °C"),
    ("value == 'Störung ☀' or point('bt.a.name') == 'Störung'", "", True),
    (r"""'it\'s' + " a \\ and\t\n" """, None, "it's a \\ and\t\n"),
    ("hour >= 22 and weekday in (0, 1) and quality == 'good' and age < 3 and ts > 0", 0, True),
    ("\tvalue\r\n  > 10  ", 11, True),
])  # fmt: skip
def test_an_expression_gives(evaluate, text, value, result):
    assert evaluate(text, value) == result


@pytest.mark.parametrize("text", [each.example for each in (*VARIABLES, *FUNCTIONS)])
def test_the_example_of_every_word_can_be_computed(evaluate, text):
    assert evaluate(text) is not None
    assert compile_expression(text).text == text


@pytest.mark.parametrize("variable", VARIABLES, ids=lambda each: each.name)
def test_the_example_of_a_variable_uses_it(variable):
    assert variable.name in compile_expression(variable.example).names


@pytest.mark.parametrize("text", ["value < 'a'", "value + null", "-quality", "abs(quality)", "min(value, quality)"])
def test_values_of_the_wrong_type_are_an_error_of_that_value(evaluate, text):
    with pytest.raises(TypeError):
        evaluate(text)


def test_a_division_by_zero_is_an_error_of_that_value(evaluate):
    assert evaluate("1 / value", 2) == 0.5
    with pytest.raises(ZeroDivisionError):
        evaluate("1 / value", 0)
    assert evaluate("1 / value", 4) == 0.25


def test_a_root_of_a_negative_number_is_an_error_and_not_a_complex_number(evaluate):
    assert evaluate("value ** 0.5", 9) == 3.0
    with pytest.raises(ExpressionError, match="negative number"):
        evaluate("value ** 0.5", -9)


def test_it_tells_what_it_reads():
    text = "value > point('bt/{2}/limit') + point('bt.{2}.limit') and point('plc.{1}') < hour"
    expression = compile_expression(text)
    assert expression.points == ("bt.{2}.limit", "plc.{1}")
    assert expression.names == {"value", "hour"}
    assert expression.captures == 2
    assert compile_expression("point('plc.x')").captures == 0


def test_points_are_bound_once_and_read_only_when_they_are_needed():
    bound, read = [], []

    def point(address):
        bound.append(address)
        return lambda: read.append(address) or 5

    evaluate = compile_expression("value > 10 and point('a.x') + point('b.y') + point('a.x')").bind(None, point)
    assert bound == ["a.x", "b.y"]
    assert (evaluate(1), read) == (False, [])
    assert (evaluate(11), read) == (15, ["a.x", "b.y", "a.x"])


def test_what_a_reader_raises_comes_through():
    class NotKnown(Exception):
        pass

    def unknown():
        raise NotKnown

    evaluate = compile_expression("value > 10 and point('a.x')").bind(None, lambda _: unknown)
    assert evaluate(1) is False
    with pytest.raises(NotKnown):
        evaluate(11)


def test_one_expression_serves_many_points():
    expression = compile_expression("value + point('bt.{1}.offset')")
    first = expression.bind(None, lambda _: lambda: 1)
    second = expression.bind(None, lambda _: lambda: 2)
    assert (first(10), second(10), first(20)) == (11, 12, 21)


def test_expressions_of_the_same_text_are_equal():
    assert compile_expression("value > 1") == compile_expression("value > 1")
    assert compile_expression("value > 1") != compile_expression("value > 2")
    assert len({compile_expression("value"), compile_expression("value")}) == 1
