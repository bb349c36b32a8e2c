"""JSON as people write it: what is refused, and where things stand."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail_router.document import MAX_BYTES, Unreadable, read_document

TEXT = """{
  "routes": [
    {"from": "a.b",
     "to": ["c.d", "e\\u00fcf\\n.g"],
     "x~y/z": {"deep": [1, -2.5e3, true, null, {}, []]}}
  ]
}"""


@pytest.mark.parametrize(("pointer", "place"), [
    ("", (1, 1)),
    ("/routes", (2, 13)),
    ("/routes/0", (3, 5)),
    ("/routes/0/from", (3, 14)),
    ("/routes/0/to/1", (4, 20)),
    ("/routes/0/x~0y~1z/deep/1", (5, 28)),
    ("/routes/0/x~0y~1z/deep/5", (5, 52)),
    ("/routes/0/gone", (3, 5)),
    ("/routes/7/gone", (2, 13)),
])  # fmt: skip
def test_a_pointer_has_a_line_and_a_column(pointer, place):
    assert read_document(TEXT.encode()).locate(pointer) == place


def test_a_key_has_a_place_of_its_own():
    assert read_document(TEXT.encode()).locate("/routes/0/to", key=True) == (4, 6)


@pytest.mark.parametrize(("offset", "column"), [(0, 21), (1, 22), (2, 28), (3, 29), (4, 31), (99, 33)])
def test_a_character_of_a_string_is_found_behind_escapes(offset, column):
    assert read_document(TEXT.encode()).locate("/routes/0/to/1", offset) == (4, column)


@pytest.mark.parametrize(("data", "key", "line", "column"), [
    (b"", "file_empty", 0, 0),
    (b" \n", "file_empty", 0, 0),
    (b'{"routes": [', "not_json", 1, 13),
    (b'{"a": 1,\n "b": }', "not_json", 2, 7),
    (b'{"a": 1} x', "not_json", 1, 10),
    (b"{'a': 1}", "not_json", 1, 2),
    (b'{"a": 1,\n "a": 2}', "duplicate_key", 2, 2),
    (b'{"x": [{"b": 1, "b": 2}]}', "duplicate_key", 1, 17),
    (b'{"x": [{"b": {"a": 1}}, {"b": {"a": 1, "a": 2}}]}', "duplicate_key", 1, 40),
    (b'{"a": NaN}', "not_json", 0, 0),
    (b'{"a":\n "\\\\ud800 \\ud83d\\ude00 \\ud800"}', "not_json", 2, 24),
    (b'{"\\udc00": 1}', "not_json", 1, 3),
    (b'{"a": "\xff"}', "not_utf8", 1, 8),
    (b'{"a":\n "\xff"}', "not_utf8", 2, 3),
    (b"[" * 100_000, "not_json", 0, 0),
    (rb'{"a": "\\\ud800"}', "not_json", 1, 10),
    (rb'{"\uDC00": 1, "\uDC00": 2}', "not_json", 1, 3),
    (b" " * (MAX_BYTES + 1), "file_too_large", 0, 0),
])  # fmt: skip
def test_what_is_no_document_is_refused_with_its_place(data, key, line, column):
    with pytest.raises(Unreadable) as caught:
        read_document(data)
    finding = caught.value.finding
    assert (finding.key, finding.line, finding.column) == (key, line, column)


def test_a_byte_order_mark_of_an_editor_is_no_mistake():
    assert read_document(b"\xef\xbb\xbf{}").content == {}


def test_a_character_in_two_escapes_is_one():
    assert read_document(b'["\\ud83d\\ude00", "\\\\ud800"]').content == ["😀", "\\ud800"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def pointers(content, pointer=""):
    yield pointer, content
    if isinstance(content, dict):
        for key, value in content.items():
            yield from pointers(value, f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}")
    if isinstance(content, list):
        for number, value in enumerate(content):
            yield from pointers(value, f"{pointer}/{number}")


@given(content=JSON, indent=st.sampled_from([None, 1]), ascii_only=st.booleans())
def test_every_value_is_found_where_it_begins(content, indent, ascii_only):
    text = json.dumps(content, indent=indent, ensure_ascii=ascii_only)
    document = read_document(text.encode())
    lines = text.split("\n")
    for pointer, value in pointers(content):
        line, column = document.locate(pointer)
        rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
        assert json.JSONDecoder().raw_decode(rest)[0] == value


def test_a_whole_character_of_two_halves_is_one():
    assert read_document(rb'{"a": "\ud83d\ude00 \\ud800"}').content == {"a": "\U0001f600 \\ud800"}
