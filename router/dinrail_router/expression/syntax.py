"""Text → Python's syntax tree of it, with places in characters; hostile texts end in TextError."""

from __future__ import annotations

import ast

from dinrail_router.expression.refusals import too_deep, unexpected
from dinrail_router.expression.tokens import MAX_DEPTH, Token, scan
from dinrail_router.findings import TextError

__all__ = ["Source"]

_SPACES = str.maketrans("\t\r\n", "   ")
_BINARY = frozenset({"and", "or", "in", "if", "else", ",", "*", "/", "//", "%", "**", "<", "<=", ">", ">=", "==", "!="})


class Source:
    """A text and its tree, not yet checked for what may be in it."""

    def __init__(self, text: str) -> None:
        tokens = scan(text)
        self._begin = tokens[0].at
        line = text[self._begin :].translate(_SPACES)
        self._line = line.encode()
        try:
            self.tree = ast.parse(line, "<expression>", "eval").body
        except SyntaxError as error:
            raise _mistake(tokens, text, self._begin + (error.offset or 1) - 1) from None
        except (ValueError, MemoryError, RecursionError):
            raise too_deep(MAX_DEPTH, self._begin) from None
        self._check_depth()

    def at(self, node: ast.expr) -> int:
        """Character at which a node begins."""
        return self._begin + len(self._line[: node.col_offset].decode())

    def after(self, node: ast.expr) -> int:
        """Character behind a node."""
        return self._begin + len(self._line[: node.end_col_offset].decode())

    def of(self, node: ast.expr) -> str:
        """The text of a node."""
        return self._line[node.col_offset : node.end_col_offset].decode()

    def _check_depth(self) -> None:
        level: list[ast.expr] = [self.tree]
        for _ in range(MAX_DEPTH):
            level = [child for node in level for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
        if level:
            raise too_deep(MAX_DEPTH, self.at(level[0]))


def _mistake(tokens: list[Token], text: str, offset: int) -> TextError:
    """The first place where values and operators do not alternate; Python's own words differ by its version."""
    wanted = True
    before = Token("mark", "", 0)
    for token in tokens:
        if _stands_wrong(token, before, wanted):
            hint = "a value is missing before it" if wanted else "an operator is missing before it"
            return unexpected(token.text, token.at, hint)
        wanted = token.text in _BINARY or token.text in ("+", "-", "not", "(", "[")
        before = token
    if wanted:
        return TextError("it ends where a value should follow", len(text), key="expression_syntax")
    conditions = [token for token in tokens if token.text == "if"]
    if len(conditions) > sum(token.text == "else" for token in tokens):
        return TextError("an if without its else", conditions[-1].at, key="expression_syntax", found="if")
    at = min(max(offset, 0), len(text))
    return unexpected(text[at:].split(maxsplit=1)[0] if text[at:].strip() else text, at)


def _stands_wrong(token: Token, before: Token, wanted: bool) -> bool:
    if token.text in ("+", "-") or (token.text == "in" and before.text == "not"):
        return False
    if token.text in _BINARY:
        return wanted
    if token.text in (")", "]"):
        return wanted and before.text not in ("(", "[", ",")
    if token.text == "(" and before.kind == "word":
        return False
    return not wanted and token.text != "not"
