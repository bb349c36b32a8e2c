"""Pipelines as text: `scale(0.001) | round(2) | deadband(width=0.05)`, and as operators.

pipeline = step { "|" step }
step     = name [ "(" [ argument { "," argument } ] ")" ] | "@" name of a pipeline
argument = [ name "=" ] value
value    = number | true | false | null | "text" | 'text' | word, e.g. 1s or kWh (a text)
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from dinrail_router.durations import in_plain_words
from dinrail_router.findings import TextError, did_you_mean
from dinrail_router.operators import Operator, operators

__all__ = ["parse_pipeline", "unparse"]

MAX_STEPS = 64

_TOKEN = re.compile(
    r"""\s*(?:(?P<mark>[|(),=])|(?P<quoted>"(?:[^"\\]|\\.)*"|'[^'\\]*')|(?P<word>[^\s|(),="']+)|(?P<wrong>\S)|\Z)"""
)
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\Z")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_CONSTANTS = {"true": True, "false": False, "null": None}


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


def parse_pipeline(text: str, named: Mapping[str, tuple[Operator, ...]] | None = None) -> tuple[Operator, ...]:
    """Operators of a pipeline; empty text is the empty pipeline; raises TextError at the wrong character.

    `named` are pipelines that may be used as `@name`.
    """
    reader = _Reader(text)
    if reader.peek().kind == "end":
        return ()
    steps = [*_steps(reader, named or {})]
    while reader.take_mark("|"):
        steps.extend(_steps(reader, named or {}))
    extra = reader.peek()
    if extra.kind != "end":
        raise TextError(f"unexpected {extra.text!r}", extra.at, key="pipeline_syntax", hint='steps are joined by "|"')
    if len(steps) > MAX_STEPS:
        raise TextError(f"more than {MAX_STEPS} steps", key="pipeline_too_long")
    return tuple(steps)


def unparse(steps: Sequence[Operator]) -> str:
    """The text form of a pipeline."""
    return " | ".join(_unparse(step) for step in steps)


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._next = 0

    def peek(self) -> _Token:
        return self._tokens[self._next]

    def take(self) -> _Token:
        token = self.peek()
        self._next += token.kind != "end"
        return token

    def take_mark(self, mark: str) -> bool:
        found = self.peek().kind == "mark" and self.peek().text == mark
        self._next += found
        return found

    def expect(self, mark: str) -> None:
        token = self.peek()
        if not self.take_mark(mark):
            found = f"{token.text!r}" if token.kind != "end" else "the end"
            raise TextError(f"expected {mark!r}, found {found}", token.at, key="pipeline_syntax")


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while True:
        match = _TOKEN.match(text, at)
        kind = match.lastgroup if match else None
        if match is None or kind is None:
            return [*tokens, _Token("end", "", len(text))]
        if kind == "wrong":
            raise TextError(f"unexpected {match[kind]!r}", match.start(kind), key="pipeline_syntax")
        tokens.append(_Token(kind, match[kind], match.start(kind)))
        at = match.end()


def _steps(reader: _Reader, named: Mapping[str, tuple[Operator, ...]]) -> tuple[Operator, ...]:
    token = reader.peek()
    if token.kind != "word" or not token.text.startswith("@"):
        return (_step(reader),)
    reader.take()
    name = token.text[1:]
    if name not in named:
        hint = did_you_mean(name, named) or (f"there are: {', '.join(named)}" if named else "there are none")
        raise TextError(
            f"no pipeline is named {name[:64]!r}", token.at, key="unknown_pipeline", hint=hint, name=name[:64]
        )
    return named[name]


def _step(reader: _Reader) -> Operator:
    token = reader.take()
    if token.kind != "word" or not _NAME.match(token.text):
        found = f"{token.text!r}" if token.kind != "end" else "the end"
        raise TextError(f"expected an operator, found {found}", token.at, key="pipeline_syntax")
    arguments, named = _arguments(reader) if reader.take_mark("(") else ([], {})
    return _build(token, arguments, named)


_Value = tuple[Any, int]


def _arguments(reader: _Reader) -> tuple[list[_Value], dict[str, _Value]]:
    positional: list[_Value] = []
    named: dict[str, _Value] = {}
    if reader.take_mark(")"):
        return positional, named
    while True:
        token = reader.take()
        if token.kind == "word" and reader.take_mark("="):
            if token.text in named:
                raise TextError(f"{token.text!r} is given twice", token.at, key="parameter_twice")
            named[token.text] = (_value(reader.take()), token.at)
        elif named:
            raise TextError("a value without a name after named ones", token.at, key="pipeline_syntax")
        else:
            positional.append((_value(token), token.at))
        if not reader.take_mark(","):
            reader.expect(")")
            return positional, named


def _value(token: _Token) -> Any:
    if token.kind == "word":
        if _NUMBER.match(token.text):
            return float(token.text) if any(mark in token.text for mark in ".eE") else int(token.text[:400])
        return _CONSTANTS.get(token.text, token.text)
    if token.kind == "quoted":
        if token.text[0] == "'":
            return token.text[1:-1]
        try:
            text: str = json.loads(token.text)
            text.encode()  # half a character could not be taken further
            return text
        except ValueError:
            raise TextError("not a valid text", token.at, key="pipeline_syntax") from None
    found = f"{token.text!r}" if token.kind != "end" else "the end"
    raise TextError(f"expected a value, found {found}", token.at, key="pipeline_syntax")


def _build(name: _Token, positional: list[_Value], named: dict[str, _Value]) -> Operator:
    known = operators()
    operator = known.get(name.text)
    if operator is None:
        hint = did_you_mean(name.text, known) or f"there are: {', '.join(known)}"
        message = f"unknown operator {name.text[:64]!r}"
        raise TextError(message, name.at, key="unknown_operator", hint=hint, operator=name.text[:64])
    fields = operator.__struct_fields__
    if len(positional) > len(fields):
        at = positional[len(fields)][1]
        takes = f"{len(fields)} value{'' if len(fields) == 1 else 's'}"
        raise TextError(f"{name.text} takes at most {takes}", at, key="parameter_surplus", hint=_usage(operator))
    given = dict(zip(fields, positional, strict=False))
    for parameter, value in named.items():
        if parameter not in fields:
            hint = did_you_mean(parameter, fields) or _usage(operator)
            message = f"{name.text} has no parameter {parameter[:64]!r}"
            raise TextError(message, value[1], key="unknown_parameter", hint=hint)
        if parameter in given:
            raise TextError(f"{parameter!r} is given twice", value[1], key="parameter_twice")
        given[parameter] = value
    try:
        return msgspec.convert({key: value for key, (value, _) in given.items()}, type=operator)
    except msgspec.ValidationError as error:
        raise _wrong_parameter(name, operator, given, str(error)) from None
    except TextError as error:  # what is wrong in a text that is a parameter, an expression for example
        at = max((at for value, at in given.values() if isinstance(value, str)), default=name.at)
        error.offset += at + 1  # behind the quotation mark
        raise


def _wrong_parameter(name: _Token, operator: type[Operator], given: dict[str, _Value], message: str) -> TextError:
    what, _, where = message.partition(" - at `$.")
    parameter = where.rstrip("`")
    place = f"{name.text}: {parameter}: " if parameter else f"{name.text}: "
    at = given[parameter][1] if parameter in given else name.at
    sentence = in_plain_words(what)
    sentence = sentence[:1].lower() + sentence[1:]
    return TextError(place + sentence, at, key="parameter_invalid", hint=_usage(operator))


def _usage(operator: type[Operator]) -> str:
    return f"for example {operator.example.transform}"


def _unparse(step: Operator) -> str:
    content = msgspec.to_builtins(step)
    name = content.pop("op")
    usual = {field.name: field.default for field in msgspec.structs.fields(step)}
    given: list[str] = []
    in_order = True
    for key, value in content.items():
        if value == usual[key]:
            in_order = False  # from here on by name
        else:
            text = json.dumps(value, ensure_ascii=False)
            given.append(text if in_order else f"{key}={text}")
    return f"{name}({', '.join(given)})"
