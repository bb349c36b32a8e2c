"""JSON as a person typed it: strict reading, and the line of every place a problem points at."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import msgspec

from dinrail_gateway.problems.board import Problem

__all__ = [
    "BOM",
    "MAX_BYTES",
    "MAX_DEPTH",
    "Rejected",
    "check_plain",
    "depth",
    "escape",
    "parse",
    "render",
    "with_lines",
]

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 60

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
BOM = b"\xef\xbb\xbf"


class Rejected(Exception):
    """A document that is not taken; `problems` says every reason."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{problem.path}: {problem.message}" for problem in problems))
        self.problems = list(problems)


class _Twice(ValueError):
    pass


def parse(data: bytes) -> Any:
    """Value of strict JSON: UTF-8, no duplicate keys, no NaN, no infinity, bounded depth; raises Rejected."""
    if len(data) > MAX_BYTES:
        raise Rejected(Problem.at("", "document_too_large", f"{len(data)} bytes are too many", max=MAX_BYTES))
    try:
        text = data.removeprefix(BOM).decode()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Rejected(Problem.at("", "not_utf8", f"line {line} is not UTF-8 text", line=line)) from None
    if not text.strip("\0 \t\r\n"):
        raise Rejected(Problem.at("", "document_empty", "the file is empty"))
    if _depth(text) > MAX_DEPTH:
        raise Rejected(Problem.at("", "json_too_deep", f"nested deeper than {MAX_DEPTH} levels", max=MAX_DEPTH))
    try:
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_finite)
        json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise Rejected(_syntax(text, error)) from None
    except _Twice:
        raise Rejected(*_duplicates(text)) from None
    except (ValueError, RecursionError) as error:
        raise Rejected(Problem.at("", "json_invalid", str(error)[:200])) from None
    return value


def check_plain(value: Any, path: str = "") -> None:
    """Raise Rejected for a value from elsewhere that no file could hold: too deep, or text that is not Unicode."""
    if depth(value) > MAX_DEPTH:
        raise Rejected(Problem.at(path, "json_too_deep", f"nested deeper than {MAX_DEPTH} levels", max=MAX_DEPTH))
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except ValueError as error:
        raise Rejected(Problem.at(path, "json_invalid", str(error)[:200])) from None


def depth(value: Any) -> int:
    """How many objects and lists stand in each other."""
    levels, level = 0, [value]
    while level := [node for node in level if isinstance(node, dict | list)]:
        levels += 1
        level = [child for node in level for child in (node.values() if isinstance(node, dict) else node)]
    return levels


def render(value: Any) -> bytes:
    """JSON as we write it for people: two spaces, a line end at the end."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def escape(segment: str | int) -> str:
    """One step of a JSON pointer."""
    return str(segment).replace("~", "~0").replace("/", "~1")


def with_lines(problems: list[Problem], data: bytes) -> list[Problem]:
    """The same problems with the line of the value they point at, or of its nearest parent that exists."""
    if all(problem.line is not None or not problem.path for problem in problems):
        return problems
    text = data.removeprefix(BOM).decode(errors="replace")
    try:
        places = {place: offset for place, offset, _ in _walk(text)}
    except (IndexError, ValueError):
        return problems
    return [_with_line(problem, text, places) for problem in problems]


def _with_line(problem: Problem, text: str, places: dict[str, int]) -> Problem:
    if problem.line is not None or not problem.path:
        return problem
    pointer = problem.path
    while pointer not in places and pointer:
        pointer = pointer.rpartition("/")[0]
    line = text.count("\n", 0, places.get(pointer, 0)) + 1
    return msgspec.structs.replace(problem, line=line)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Twice
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text[:40]} is not a number a computer can hold")
    return value


def _syntax(text: str, error: json.JSONDecodeError) -> Problem:
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        return Problem.at(
            "", "json_truncated", f"the file ends too early, in line {error.lineno}", line=error.lineno,
            column=error.colno,
        )  # fmt: skip
    message = f"line {error.lineno}, column {error.colno}: {error.msg}"
    return Problem.at("", "json_invalid", message, line=error.lineno, column=error.colno, detail=error.msg)


def _duplicates(text: str) -> list[Problem]:
    found = []
    for pointer, offset, twice in _walk(text):
        if twice:
            line = text.count("\n", 0, offset) + 1
            name = pointer.rpartition("/")[2]
            found.append(Problem.at(pointer, "duplicate_key", f"{name!r} is given twice", line=line, name=name))
    return found


def _depth(text: str) -> int:
    deepest = depth = 0
    for match in _TOKEN.finditer(text):
        mark = match[0]
        if mark in "{[":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in "}]":
            depth -= 1
    return deepest


def _walk(text: str) -> list[tuple[str, int, bool]]:
    """`(pointer, offset, given twice)` of every value of valid JSON text, in order."""
    found: list[tuple[str, int, bool]] = []
    pointers: list[str] = [""]
    keys: list[set[str] | None] = []
    index: list[int] = []
    key_next = False
    for match in _TOKEN.finditer(text):
        mark, offset = match[0], match.start()
        if mark == ":":
            key_next = False
        elif mark == ",":
            if keys[-1] is None:
                index[-1] += 1
                pointers[-1] = f"{pointers[-2]}/{index[-1]}"
            else:
                key_next = True
        elif mark in ("}", "]"):
            pointers.pop()
            keys.pop()
            index.pop()
            key_next = False
        elif key_next and mark[0] == '"':
            name = json.loads(mark)
            pointers[-1] = f"{pointers[-2]}/{escape(name)}"
            seen = keys[-1]
            twice = seen is not None and name in seen
            if seen is not None:
                seen.add(name)
            if twice:
                found.append((pointers[-1], offset, True))
        else:
            found.append((pointers[-1], offset, False))
            if mark in ("{", "["):
                keys.append(set() if mark == "{" else None)
                index.append(0)
                pointers.append(f"{pointers[-1]}/0" if mark == "[" else pointers[-1])
                key_next = mark == "{"
    return found
