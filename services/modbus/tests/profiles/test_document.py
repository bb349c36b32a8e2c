"""YAML as profiles are written in: strict, and every place with its line."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail_modbus.profiles.document import DocumentError, read_document


def test_only_the_values_of_json_are_made() -> None:
    text = "a: 1\nb: 0x1F\nc: -1.5e3\nd: true\ne: ~\nf: on\ng: no\nh: 12:30\ni: 2026-01-01\nj: '7'\nk: 1_000\n"
    assert read_document(text).data == {
        "a": 1, "b": 31, "c": -1500.0, "d": True, "e": None, "f": "on", "g": "no", "h": "12:30", "i": "2026-01-01",
        "j": "7", "k": "1_000",
    }  # fmt: skip


def test_keys_are_texts() -> None:
    assert read_document("{0: off, 4: feeding, true: x}").data == {"0": "off", "4": "feeding", "true": "x"}


def test_a_place_knows_its_line() -> None:
    document = read_document("header:\n  vendor: V\npoints:\n  - name: a\n    address: 1\n  - {name: b, address: 2}\n")
    assert document.line("/header/vendor") == 2
    assert document.line("/points/0/address") == 5
    assert document.line("/points/1/type") == 6  # what is not there: the place around it
    assert document.line("") == 1


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("a: 1\na: 2\n", 2, "there twice"),
        ("a: &x 1\nb: *x\n", 2, "aliases"),
        ("a: [1\nb: 2\n", 2, ""),
        ("? [a]\n: b\n", 1, "text"),
        ("", 1, "empty"),
        ("a: 1\n\tb: 2\n", 2, ""),
        ("--- 1\n--- 2\n", 2, ""),
        ("[" * 50 + "]" * 50, 1, "deeply"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, line: int, part: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(text)
    assert caught.value.line == line
    assert part in caught.value.message


def test_a_tag_is_no_instruction_to_make_an_object() -> None:
    assert read_document("a: !!python/object:os.system x\n").data == {"a": "x"}


def test_long_texts_are_not_even_parsed() -> None:
    with pytest.raises(DocumentError, match="longer"):
        read_document("a" * 1_000_001)


@given(st.text(max_size=200))
def test_nothing_a_person_may_write_raises_anything_else(text: str) -> None:
    with suppress(DocumentError):
        read_document(text)
