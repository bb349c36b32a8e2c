"""JSON as a person typed it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail_gateway.documents.json_text import Rejected, parse, render, with_lines
from dinrail_gateway.problems.board import Problem

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=15,
)


def refusal(data: bytes) -> Problem:
    with pytest.raises(Rejected) as caught:
        parse(data)
    return caught.value.problems[0]


@given(VALUES)
def test_what_we_render_is_what_we_read(value: Any) -> None:
    assert parse(render({"a": value})) == {"a": value}


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_with_a_reason(data: bytes) -> None:
    problems: list[Problem] = []
    try:
        parse(data)
    except Rejected as rejected:
        problems = rejected.problems or [Problem("", "")]

    assert all(problem.key and problem.message for problem in problems)


@given(VALUES, st.data())
def test_no_truncated_object_is_taken(value: Any, data: st.DataObject) -> None:
    whole = json.dumps({"a": value}).encode()
    cut = data.draw(st.integers(0, len(whole) - 1))

    with pytest.raises(Rejected):
        parse(whole[:cut])


@pytest.mark.parametrize(
    ("data", "key", "line"),
    [
        (b"", "document_empty", None),
        (b"\0\0\0\0", "document_empty", None),
        (b" \n ", "document_empty", None),
        (b'{"a": 1,\n "b": [1, 2', "json_truncated", 2),
        (b'{"a": "tex', "json_truncated", 1),
        (b'{\n"a": 1,\n}', "json_invalid", None),
        (b'{"a": NaN}', "json_invalid", None),
        (b'{"a": 1e999}', "json_invalid", None),
        (b'{"a": "\\ud800"}', "json_invalid", None),
        (b'{\n"a": "\xff"}', "not_utf8", 2),
        (b"[" * 5000, "json_too_deep", None),
        (b"[" * 100 + b"]" * 100, "json_too_deep", None),
    ],
)
def test_refusals_name_reason_and_line(data: bytes, key: str, line: int | None) -> None:
    problem = refusal(data)

    assert problem.key == key
    assert line is None or problem.line == line


def test_a_duplicate_key_is_named_with_pointer_and_line() -> None:
    problem = refusal(b'{\n "x": [{"a": 1}, {"b": 1,\n  "b/c": 2, "b/c": 3}]\n}')

    assert (problem.key, problem.path, problem.line) == ("duplicate_key", "/x/1/b~1c", 3)


def test_a_byte_order_mark_is_no_reason_to_refuse() -> None:
    assert parse(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


def test_problems_get_the_line_of_their_place_or_of_its_nearest_parent() -> None:
    text = b'{\n  "list": [\n    {"a": 1},\n    {"a": 2}\n  ]\n}'
    problems = [Problem.at(path, "key", "text") for path in ("/list/1/a", "/list/1/missing/deeper", "/nowhere", "")]

    assert [problem.line for problem in with_lines(problems, text)] == [4, 4, 1, None]
