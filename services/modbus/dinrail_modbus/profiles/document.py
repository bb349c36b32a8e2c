"""YAML as it is read here: JSON's values only, no key twice, no aliases, and every place knows its line.

`on`, `no` or `12:30` stay texts, as in YAML 1.2; numbers may be hexadecimal. Keys become texts, so that `0: off` works.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yaml.nodes import Node

__all__ = ["Document", "DocumentError", "read_document"]

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
_INTEGER = re.compile(r"[-+]?[0-9]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}


class DocumentError(Exception):
    """What is wrong and on which line (1 the first, 0 unknown)."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class Document:
    """`data`: plain values. `line` of a JSON pointer, or of the nearest place around it."""

    def __init__(self, data: Any, lines: dict[str, int]) -> None:
        self.data = data
        self._lines = lines

    def line(self, pointer: str) -> int:
        """1 is the first line."""
        while pointer and pointer not in self._lines:
            pointer = pointer.rpartition("/")[0]
        return self._lines.get(pointer, 1)


def read_document(text: str) -> Document:
    """Parse; raises DocumentError."""
    import yaml  # noqa: PLC0415 - 1 MB that only instances with a profile need

    if len(text) > MAX_BYTES:
        raise DocumentError(f"longer than {MAX_BYTES} characters")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, yaml.AliasEvent):
                raise DocumentError("aliases are not used here", getattr(event.start_mark, "line", -1) + 1)
        node = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        line = getattr(error.problem_mark, "line", -1)
        raise DocumentError(error.problem or "no YAML", line + 1) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise DocumentError(str(error).splitlines()[0] if str(error) else "no YAML") from None
    if node is None:
        raise DocumentError("empty", 1)
    lines: dict[str, int] = {}
    return Document(_plain(node, "", lines, 0), lines)


def _plain(node: Node, pointer: str, lines: dict[str, int], depth: int) -> Any:
    line = node.start_mark.line + 1
    lines[pointer] = line
    if depth > MAX_DEPTH:
        raise DocumentError("nested too deeply", line)
    kind, value = type(node).__name__, node.value
    if kind == "ScalarNode":
        return value if getattr(node, "style", None) else _scalar(value)
    if kind == "SequenceNode":
        return [_plain(child, f"{pointer}/{at}", lines, depth + 1) for at, child in enumerate(value)]
    found: dict[str, Any] = {}
    for key, child in value:
        if type(key).__name__ != "ScalarNode":
            raise DocumentError("a key has to be a text", key.start_mark.line + 1)
        if key.value in found:
            raise DocumentError(f"{key.value!r} is there twice", key.start_mark.line + 1)
        found[key.value] = _plain(child, f"{pointer}/{key.value}", lines, depth + 1)
    return found


def _scalar(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text, 16 if text.lower().startswith("0x") else 10)
    return float(text) if _FLOAT.fullmatch(text) else text
