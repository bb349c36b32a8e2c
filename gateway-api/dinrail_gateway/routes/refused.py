"""Problems of a routing file as the answer to a request."""

from __future__ import annotations

import msgspec

from dinrail_gateway.errors import ApiError, Invalid
from dinrail_gateway.problems.board import Problem

__all__ = ["invalid"]


def invalid(problems: list[Problem]) -> ApiError:
    """422 with every place; the first one is the error."""
    first = problems[0]
    error = Invalid(first.message, key=first.key, path=first.path)
    error.reason = msgspec.structs.replace(error.reason, params=first.params)
    error.extra = {
        "errors": [
            {"path": found.path, "key": found.key, "message": found.message, "params": found.params}
            for found in problems
        ]
    }
    return error
