"""Steps from one shape of the two files to the next; pure.

A change of shape adds `number of the old shape: step` here. Steps are never taken away: versions, exports and backups
of any age come through them.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from dinrail_gateway.documents.json_text import Rejected
from dinrail_gateway.problems.board import Problem

__all__ = ["MIGRATIONS", "Migration", "Raw", "migrated"]

Raw = dict[str, Any]
"""File name → its content as parsed."""

Migration = Callable[[Raw], Raw]
"""May change what it is given; what it cannot read it leaves as it is."""

MIGRATIONS: Mapping[int, Migration] = {}
"""The present shape is the first one."""


def migrated(raw: Raw, shape: int, migrations: Mapping[int, Migration] = MIGRATIONS) -> Raw:
    """The contents in the present shape; raises Rejected when they are no content of the old one."""
    found = copy.deepcopy(raw)
    for number in range(shape, 1 + max(migrations, default=0)):
        try:
            found = migrations[number](found)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            message = f"not in the shape {number}: {error!r}"[:200]
            raise Rejected(Problem.at("", "migration_failed", message, shape=number)) from None
    return found
