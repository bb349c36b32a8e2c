"""JSON text of a routing file: strict reading, and where each value stands in it."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from dinrail.reason import Param
from dinrail_router.findings import Finding

__all__ = ["MAX_BYTES", "Document", "Unreadable", "read_document"]

MAX_BYTES = 16 * 1024 * 1024

_SPACE = re.compile(r"[ \t\r\n]*")
_SCALAR = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s,\]}]+')
_SURROGATE = re.compile(r"\\u[dD][89abcdefABCDEF]")
_ESCAPED = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.", re.DOTALL)
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL)


class Unreadable(Exception):
    """The text is not a JSON document; `finding` says where."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class _Duplicate(Exception):
    pass


class Place(NamedTuple):
    """Character offsets of a member's key (of the value itself in a list) and of its value."""

    key: int
    value: int


class Document:
    """A parsed document that can tell line and column of any JSON pointer in it."""

    def __init__(self, text: str, content: Any) -> None:
        self.content = content
        self._text = text
        self._places: dict[str, Place] | None = None

    def locate(self, pointer: str, offset: int | None = None, *, key: bool = False) -> tuple[int, int]:
        """Line and column of a value, of its key, or of character `offset` inside a string value."""
        if self._places is None:
            self._places = _scan(self._text)[0]
        while pointer not in self._places:
            pointer, key, offset = pointer.rpartition("/")[0], False, None
        place = self._places[pointer]
        at = place.key if key else place.value
        if offset is not None and self._text[at : at + 1] == '"':
            at += 1 + _raw_length(self._text[at + 1 :], offset)
        return _line_column(self._text, at)


def read_document(data: bytes) -> Document:
    """The document of a file's bytes; raises Unreadable for everything that is not one strict JSON value."""
    if len(data) > MAX_BYTES:
        raise _unreadable("file_too_large", f"{len(data)} bytes are more than {MAX_BYTES}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = _line_column(data[: error.start].decode("utf-8", "replace"), error.start)
        raise _unreadable("not_utf8", "the file is not UTF-8", line, column) from None
    if not text.strip():
        raise _unreadable("file_empty", "the file is empty")
    if _SURROGATE.search(text):
        _refuse_halves(text)
    try:
        content = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise _unreadable("not_json", f"not JSON: {error.msg}", error.lineno, error.colno) from None
    except _Duplicate:
        name, at = _scan(text)[1][0]
        line, column = _line_column(text, at)
        raise _unreadable("duplicate_key", f"{name[:64]!r} is there twice", line, column, name=name[:64]) from None
    except (ValueError, RecursionError) as error:
        raise _unreadable("not_json", f"not JSON: {str(error)[:200]}") from None
    return Document(text, content)


def _refuse_halves(text: str) -> None:
    r"""`\ud800` alone is half a character, which nothing that is sent or stored can hold."""
    for match in _ESCAPED.finditer(text):
        if len(match[0]) == len(r"\ud800") and _SURROGATE.match(match[0]):
            message = f"not JSON: {match[0]} is half a character"
            raise _unreadable("not_json", message, *_line_column(text, match.start()))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _Duplicate
    return members


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _unreadable(key: str, message: str, line: int = 0, column: int = 0, **params: Param) -> Unreadable:
    return Unreadable(Finding("error", key, message, line=line, column=column, params=params))


def _line_column(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _raw_length(raw: str, characters: int) -> int:
    """How many characters of the escaped text make the first `characters` of the string."""
    length = 0
    for _ in range(characters):
        match = _ESCAPE.match(raw, length)
        if match is None or match[0] == '"':
            break
        length = match.end()
    return length


def _scan(text: str) -> tuple[dict[str, Place], list[tuple[str, int]]]:
    """Places of all values of a valid JSON text, and its duplicate keys; without recursion."""
    places: dict[str, Place] = {}
    duplicates: list[tuple[str, int]] = []
    path: list[str | int] = []  # the key or index of each open container's current member
    at = _skip(text, 0)
    key_at = at
    while at < len(text):
        pointer = "".join(f"/{_escape(step)}" for step in path)
        places.setdefault(pointer, Place(key_at, at))
        opening = text[at]
        if opening in "[{":
            at = _skip(text, at + 1)
            if text[at] not in "]}":
                path.append(0 if opening == "[" else "")
                key_at, at = _member(text, at, path, places, duplicates)
                continue
            at += 1
        else:
            match = _SCALAR.match(text, at)
            at = match.end() if match else len(text)
        at = _skip(text, at)
        while at < len(text) and text[at] in "]}":
            path.pop()
            at = _skip(text, at + 1)
        if at < len(text):  # a comma
            last = path[-1]
            path[-1] = last + 1 if isinstance(last, int) else ""
            key_at, at = _member(text, _skip(text, at + 1), path, places, duplicates)
    return places, duplicates


def _member(
    text: str, at: int, path: list[str | int], places: dict[str, Place], duplicates: list[tuple[str, int]]
) -> tuple[int, int]:
    """Enter the member that starts at `at`: (where its key stands, where its value stands)."""
    if isinstance(path[-1], int):
        return at, at
    name, end = json.JSONDecoder().raw_decode(text, at)
    path[-1] = name
    if "".join(f"/{_escape(step)}" for step in path) in places:
        duplicates.append((name, at))
    return at, _skip(text, _skip(text, end) + 1)


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _escape(step: str | int) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")
