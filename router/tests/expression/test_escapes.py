"""Nothing but arithmetic gets through: not by the text, and not by the tree if the text ever let it."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail_router.expression import compile_expression
from dinrail_router.expression.builder import Builder
from dinrail_router.expression.syntax import Source
from dinrail_router.findings import TextError

ESCAPES = [
    "().__class__",
    "().__class__.__bases__[0].__subclasses__()",
    "value.__class__",
    "''.join(('a', 'b'))",
    "'{0.__class__}'.format(value)",
    "(1).real",
    "1.0.real",
    "__import__('os').system('true')",
    "__builtins__",
    "open('/etc/passwd')",
    "eval('1')",
    "scope",
    "scope.ts",
    "point_0()",
    "add(1, 2)",
    "type(value)",
    "(lambda: 0)()",
    "lambda value: value",
    "[x for x in (1, 2)]",
    "{x for x in (1, 2)}",
    "{x: x for x in (1, 2)}",
    "sum(x for x in (1, 2))",
    "f'{value}'",
    "f'{value.__class__}'",
    "b'x'",
    "(x := 1)",
    "max(*(1, 2))",
    "max(1, 2, key=abs)",
    "max(**{})",
    "point(value)",
    "point('a.' + 'b')",
    "point(f'a.{value}')",
    "point(*('a.b',))",
    "point('a.b')()",
    "min(min, max)",
    "(min if value else max)(1, 2)",
    "value[0]",
    "'abc'[0:2]",
    "(1, 2)",
    "[1, 2]",
    "{}",
    "{1: 2}",
    "{1, 2}",
    "...",
    "1j",
    "~value",
    "value @ value",
    "value << 2",
    "value | 2",
    "value is value",
    "value is not None",
    "'a' in 'abc'",
    "value in value",
    "value == (1, 2)",
    "value in ((1, 2), 3)",
    "(yield)",
    "(yield from value)",
    "await value",
    "*value",
    "value; value",
    "import os",
    "x = 1",
    "value if True",
    "not",
    "__debug__",
]  # fmt: skip


def parsed(text):
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError:
        return None


@pytest.mark.parametrize("text", ESCAPES)
def test_it_is_refused(text):
    with pytest.raises(TextError):
        compile_expression(text)


@pytest.mark.parametrize("text", [text for text in ESCAPES if parsed(text)])
def test_the_tree_is_refused_without_any_look_at_the_text(text):
    with pytest.raises(TextError):
        Builder(Source("0")).build(parsed(text))


NODES = ["{}.__class__", "{}.format", "{}[0]", "{}()", "(lambda: {})", "[x for x in {}]", 'f"{{{}}}"', "(x := {})",
         "max(*{})", "max(1, 2, key={})", "({}, 1)", "{{{}: 1}}", "(yield {})", "~{}", "({} << 1)", "({} is None)",
         "({} in value)", "getattr({}, 'real')", "point({})"]  # fmt: skip
PLAIN = ["{}", "-({})", "(not {})", "({} + 1)", "(1 - {})", "value and {}", "({} if value else 1)", "min(1, {})",
         "1 < ({})"]  # fmt: skip


@given(st.sampled_from(NODES), st.lists(st.sampled_from(PLAIN), max_size=6), st.sampled_from(["value", "(1)", "'a'"]))
def test_an_escape_is_refused_however_deep_it_is_hidden(escape, around, core):
    text = escape.format(core)
    for each in around:
        text = each.format(text)
    with pytest.raises(TextError):
        compile_expression(text)
    with pytest.raises(TextError):
        Builder(Source("0")).build(ast.parse(text, mode="eval").body)


def test_an_expression_has_no_builtins_to_reach():
    evaluate = compile_expression("value").bind(None, lambda _: None)
    assert evaluate.__globals__["__builtins__"] == {}
