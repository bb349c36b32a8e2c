"""Characters → tokens. Only what these let through reaches Python's parser, and none of it makes that warn."""

from __future__ import annotations

import keyword
import re
from typing import NamedTuple

from dinrail_router.expression.refusals import not_allowed, shown, too_deep, unexpected, unknown_name
from dinrail_router.expression.vocabulary import CONSTANTS, FUNCTIONS, OPERATORS, VARIABLES
from dinrail_router.findings import TextError

__all__ = ["MAX_DEPTH", "MAX_LENGTH", "Token", "scan"]

MAX_LENGTH = 1000
MAX_DEPTH = 64

_TOKEN = re.compile(
    r"""[ \t\r\n]*+(?:
      (?P<text>'(?:[^'\\\x00-\x1f\ud800-\udfff]|\\['"\\nrt])*'|"(?:[^"\\\x00-\x1f\ud800-\udfff]|\\['"\\nrt])*")
    | (?P<number>0[xX]\w*|\.?[0-9](?:[eE][+-]|[\w.])*)
    | (?P<word>[^\W\d]\w*)
    | (?P<mark>===|!==|\*\*|//|&&|\|\||==|!=|<=|>=|<>|:=|.)
    )""",
    re.VERBOSE | re.DOTALL,
)
_NUMBER = re.compile(
    r"(?:0[xX][0-9a-fA-F]+|0|[1-9][0-9]*|(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][+-]?[0-9]+)?)\Z"
)
_ADDRESS = re.compile(r"\w+(?:\.[\w%]+)+")
_MARKS = frozenset(["(", ")", "[", "]", ",", "+", "-", "*", "/", "//", "%", "**", "<", "<=", ">", ">=", "==", "!="])
_CLOSES = {")": "(", "]": "["}
_NOT_ADDRESSES = {"True", "False", "None", *CONSTANTS, *OPERATORS} | {each.name for each in (*VARIABLES, *FUNCTIONS)}


class Token(NamedTuple):
    """A text, number, word or mark that begins at character `at`."""

    kind: str
    text: str
    at: int


def scan(text: str) -> list[Token]:
    """Tokens of an expression, brackets in pairs; raises TextError."""
    if len(text) > MAX_LENGTH:
        message = f"longer than {MAX_LENGTH} characters"
        raise TextError(message, key="expression_too_long", hint="split it with a calculated point", limit=MAX_LENGTH)
    tokens: list[Token] = []
    opened: list[Token] = []
    end = 0
    while (found := _TOKEN.match(text, end)) and (kind := found.lastgroup):
        token = Token(kind, found[kind], found.start(kind))
        end = found.end()
        _check(token, text, tokens[-1] if tokens else None)
        _pair(token, opened)
        tokens.append(token)
    if opened:
        message = f"{opened[-1].text!r} is never closed"
        raise TextError(message, opened[-1].at, key="expression_unclosed", found=opened[-1].text)
    if not tokens:
        raise TextError("an expression without anything in it", key="expression_empty")
    return tokens


def _check(token: Token, text: str, before: Token | None) -> None:
    _, content, at = token
    match token.kind:
        case "mark" if content in "'\"":
            raise _broken_text(text, at)
        case "mark" if content not in _MARKS:
            raise not_allowed(content, at)
        case "number" if not _NUMBER.match(content):
            message = f"{shown(content)!r} is not a number"
            raise TextError(message, at, key="expression_syntax", found=shown(content))
        case "word":
            _check_word(content, text, at)
        case "text" if before and before.kind == "text":
            raise unexpected(content, at, "a comma is missing before it")


def _check_word(word: str, text: str, at: int) -> None:
    if (keyword.iskeyword(word) and word not in _NOT_ADDRESSES) or word in ("AND", "OR", "NOT"):
        raise not_allowed(word, at)
    if word not in OPERATORS and text[at + len(word) : at + len(word) + 1] in ("'", '"'):
        raise not_allowed(word, at, "a text begins with its quotation mark")
    address = _ADDRESS.match(text, at)
    if address and word not in _NOT_ADDRESSES:
        message = f"{shown(address[0])!r} is an address"
        hint = f"use point('{shown(address[0])}')"
        raise TextError(message, at, key="expression_bare_address", hint=hint, address=shown(address[0]))
    if not word.isascii():  # Python would take a look-alike for the same name
        raise unknown_name(word, at)


def _broken_text(text: str, at: int) -> TextError:
    quote = text[at]
    if re.compile(rf"{quote}(?:[^{quote}\\]|\\.)*{quote}", re.DOTALL).match(text, at):
        message, hint = "a text with a character that cannot stand in it", r"behind a \ are \ ' \" n r t"
    else:
        message, hint = "a text that is never closed", ""
    return TextError(message, at, key="expression_text", hint=hint)


def _pair(token: Token, opened: list[Token]) -> None:
    if token.kind != "mark":
        return
    if token.text in _CLOSES.values():
        opened.append(token)
        if len(opened) > MAX_DEPTH:
            raise too_deep(MAX_DEPTH, token.at)
    elif token.text in _CLOSES:
        if not opened or opened[-1].text != _CLOSES[token.text]:
            raise unexpected(token.text, token.at)
        opened.pop()
