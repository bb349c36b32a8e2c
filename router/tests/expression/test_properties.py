"""Any text is an expression or an error inside it, and an expression means what Python means by it."""

import ast

from hypothesis import given
from hypothesis import strategies as st

from dinrail_router.expression import Expression, compile_expression
from dinrail_router.findings import TextError

CONSTANTS = {"true": True, "false": False, "null": None}
ALPHABET = "()[],+-*/%<>=!&|.:'\"\\ \t\n0189eExvalueprvminotdsf{}ä☀\ud800\0"
WORDS = [
    "value", "prev", "hour", "point('a.b')", "point(", "min(", "round(", "(", ")", "[", "]", ",", "+", "-", "*", "**",
    "/", "<", "==", "=", "in", "not", "and", "or", "if", "else", "1", "2.5", "'a'", "True", "null", "lambda", "for",
    ".", "x", "is", ":=", ":", "await", "{", "ä", "\n", "_", "0x", "1e", "#", ";", "@", "~",
]  # fmt: skip


def compiled(text):
    try:
        return compile_expression(text)
    except TextError as error:
        return error


@given(
    st.text(max_size=80)
    | st.text(ALPHABET, max_size=60)
    | st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)
    | st.lists(st.sampled_from(WORDS), max_size=25).map("".join)
)
def test_any_text_is_an_expression_or_an_error_inside_it(text):
    result = compiled(text)
    assert isinstance(result, Expression) or (0 <= result.offset <= len(text) and result.message)


@given(st.text(ALPHABET, min_size=1, max_size=3), st.integers(1, 1000))
def test_any_repetition_is_an_expression_or_an_error(piece, times):
    assert isinstance(compiled(piece * times), Expression | TextError)


NUMBERS = st.sampled_from([
    "0", "1", "3", "20", "0.5", "2.25", "1e3", ".5", "true", "value", "prev", "hour", "weekday", "age", "ts",
    "point('a.b')",
])  # fmt: skip
POWERS = NUMBERS.map("({} ** 2)".format) | NUMBERS.map("{} ** -1".format)
UNARY = st.sampled_from([
    "-{}", "+{}", "(not {})", "abs({})", "round({})", "round({}, 2)", "({} in (1, 2.25, 'a'))", "( {}\n)",
    "({} not in [true, 20])", "({} if value else 1)", "(1 if {} else prev)",
])  # fmt: skip
BINARY = st.sampled_from([
    "({} + {})", "({} - {})", "({} * {})", "({} / {})", "({} // {})", "({} % {})", "min({}, {})", "max({}, {})",
    "({} < {})", "({} >= {})", "({} == {})", "({} != {})", "({} and {})", "({} or {})", "{}+{}", "{}-{}", "{}*{}",
    "{} and {}", "{} or {}", "{} < {}",
])  # fmt: skip
TERNARY = st.sampled_from(["({} < {} <= {})", "({} if {} else {})", "min({}, {}, {})"])


def combined(part):
    return (
        st.builds(str.format, UNARY, part)
        | st.builds(str.format, BINARY, part, part)
        | st.builds(str.format, TERNARY, part, part, part)
    )


ARITHMETIC = st.recursive(NUMBERS | POWERS, combined, max_leaves=12)
VALUES = st.integers(-1000, 1000) | st.floats(-1e6, 1e6) | st.booleans()


def outcome(compute):
    try:
        result = compute()
    except (ArithmeticError, TypeError, ValueError):
        return "error"
    return type(result), repr(result)


def parts_without_names(text):
    """Constant parts, which are computed when the expression is compiled."""
    for node in ast.walk(ast.parse(text.strip(), mode="eval")):
        names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
        if isinstance(node, ast.expr) and names <= {*CONSTANTS, "min", "max", "abs", "round"}:
            yield ast.unparse(node)


@given(text=ARITHMETIC, value=VALUES, prev=VALUES, point=VALUES)
def test_an_expression_means_what_python_means_by_it(text, value, prev, point):
    known = {"prev": prev, "ts": 1_767_650_400_000, "age": 0.25, "hour": 3, "weekday": 6}
    names = {**CONSTANTS, **known, "value": value, "point": lambda _: point}
    expression = compiled(text)
    if isinstance(expression, TextError):
        parts = parts_without_names(text)
        assert expression.finding_key == "expression_constant"
        assert "error" in [outcome(lambda part=part: eval(part, dict(CONSTANTS))) for part in parts]
    else:
        scope = type("Moment", (), known)
        evaluate = expression.bind(scope, lambda _: lambda: point)
        assert outcome(lambda: evaluate(value)) == outcome(lambda: eval(text, names))


TEXTS = st.text(max_size=8)


@given(TEXTS, TEXTS, st.sampled_from(["{} + {}", "{} == {}", "{} < {}", "min({}, {})", "{} or {}", "{} + {} + 'é\\n'"]))
def test_texts_are_joined_and_compared_as_python_does_it(value, prev, form):
    text = form.format("value", "prev")
    evaluate = compile_expression(text).bind(type("Moment", (), {"prev": prev}), lambda _: None)
    assert evaluate(value) == eval(text, {"value": value, "prev": prev})
