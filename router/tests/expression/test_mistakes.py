"""Where a mistake is, what it is called and what is suggested."""

import pytest

from dinrail_router.expression import compile_expression
from dinrail_router.findings import TextError


def mistake(text):
    with pytest.raises(TextError) as caught:
        compile_expression(text)
    return caught.value


@pytest.mark.parametrize(("text", "offset", "key"), [
    ("", 0, "expression_empty"),
    (" \n", 0, "expression_empty"),
    ("value +", 7, "expression_syntax"),
    ("value + ", 8, "expression_syntax"),
    ("value 3", 6, "expression_syntax"),
    ("  * value", 2, "expression_syntax"),
    ("'ü' == value 3", 13, "expression_syntax"),
    ("(value", 0, "expression_unclosed"),
    ("(value]", 6, "expression_syntax"),
    ("value)", 5, "expression_syntax"),
    ("max(1,,2)", 6, "expression_syntax"),
    ("value if hour", 6, "expression_syntax"),
    ("value else hour", 6, "expression_syntax"),
    ("value == 'a", 9, "expression_text"),
    (r"value == 'a\d'", 9, "expression_text"),
    ("value == 'a\nb'", 9, "expression_text"),
    ("'a' 'b'", 4, "expression_syntax"),
    ("value > 007", 8, "expression_syntax"),
    ("value > 1_000", 8, "expression_syntax"),
    ("value > 5V", 8, "expression_syntax"),
    ("1if value else 2", 0, "expression_syntax"),
    ("value && hour", 6, "expression_operator"),
    ("value || hour", 6, "expression_operator"),
    ("value = 3", 6, "expression_operator"),
    ("value is null", 6, "expression_operator"),
    ("!value", 0, "expression_operator"),
    ("value > 1 AND hour", 10, "expression_operator"),
    ("value # of the battery", 6, "expression_not_allowed"),
    ("value & 1", 6, "expression_not_allowed"),
    ("value > 1,5", 9, "expression_not_allowed"),
    ("value == r'x'", 9, "expression_not_allowed"),
    ("()", 0, "expression_not_allowed"),
    ("value in (1, 2) == true", 0, "expression_not_allowed"),
    ("value(1)", 0, "expression_not_allowed"),
    ("'é' == valu", 7, "expression_unknown_name"),
    ("quality == good", 11, "expression_unknown_name"),
    ("ｖalue", 0, "expression_unknown_name"),
    ("größe > 1", 0, "expression_unknown_name"),
    ("1 + sqrt(value)", 4, "expression_unknown_function"),
    ("abs > 1", 0, "expression_call"),
    ("abs(value, 1)", 0, "expression_call"),
    ("1 + min(value)", 4, "expression_call"),
    ("value in quality", 9, "expression_members"),
    ("value in (1, hour)", 9, "expression_members"),
    ("value in 'abc'", 9, "expression_members"),
    ("bt.a.voltage > 3", 0, "expression_bare_address"),
    ("point(bt.a.voltage)", 6, "expression_bare_address"),
    ("point(value)", 6, "expression_point"),
    ("point(1)", 6, "expression_point"),
    ("point()", 0, "expression_call"),
    ("point('bt.*.x')", 10, "expression_point_pattern"),
    ("'ä' == point('bt')", 14, "address_without_point"),
    ("point('bt..x')", 7, "address_invalid"),
    ("point('Bt.x')", 7, "instance_id_invalid"),
    ("point('router.x')", 7, "instance_id_reserved"),
    ("point('bt.{0}')", 10, "capture_invalid"),
    ("point('bt.x}')", 11, "capture_invalid"),
    ("value + 1/0", 8, "expression_constant"),
    ("1 < 'a'", 0, "expression_constant"),
    ("value > 1e999", 8, "expression_constant"),
])  # fmt: skip
def test_a_mistake_is_found_where_it_is(text, offset, key):
    error = mistake(text)
    assert (error.offset, error.finding_key) == (offset, key)


@pytest.mark.parametrize(("text", "hint"), [
    ("value > 1 && hour", "use and"),
    ("value > 1 || hour", "use or"),
    ("value = 1", "use =="),
    ("value === 1", "use =="),
    ("value <> 1", "use !="),
    ("!value", "use not"),
    ("value is null", "use =="),
    ("value ^ 2", "use **"),
    ("bt.bms_1.cell.2 > 3", "use point('bt.bms_1.cell.2')"),
    ("Value > 3", 'did you mean "value"?'),
    ("battery > 3", "there are: value, prev, ts, age, quality, hour, weekday"),
    ("quality != bad", "for example quality == 'bad'"),
    ("rond(value)", 'did you mean "round"?'),
    ("sqrt(value)", "there are: point, min, max, abs, round"),
    ("value > 1,5", "decimals have a point: 1.5"),
    ("value ? 1 : 2", "write: value if condition else other"),
    ("value 3", "an operator is missing before it"),
    ("value > / 3", "a value is missing before it"),
    ("point(prev)", "for example point('plc.MAIN.bEnable')"),
    ("value in 5", "for example weekday in (5, 6)"),
])  # fmt: skip
def test_it_says_what_to_write_instead(text, hint):
    assert mistake(text).hint == hint


def test_what_is_quoted_of_the_text_is_short_and_can_be_sent_on():
    error = mistake("x" * 900)
    assert len(error.message) < 100
    assert error.details == {"name": "x" * 64}
    assert mistake("value \ud800").details == {"found": "?"}
