"""One operation per instance at a time; whoever comes second is told what is under way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dinrail_gateway.errors import Conflict

__all__ = ["Turns"]


class Turns:
    """Which operation is under way for which instance."""

    def __init__(self) -> None:
        self._under_way: dict[str, str] = {}

    def require_free(self, instance: str) -> None:
        """Raises Conflict while something is under way."""
        if (operation := self._under_way.get(instance)) is not None:
            message = f"{instance!r} is busy with another operation: {operation}"
            raise Conflict(message, key="instance_busy", id=instance, operation=operation)

    @contextmanager
    def take(self, operation: str, *instances: str) -> Iterator[None]:
        """These are busy with this inside; raises Conflict when one is already."""
        for instance in instances:
            self.require_free(instance)
        self._under_way |= dict.fromkeys(instances, operation)
        try:
            yield
        finally:
            for instance in instances:
                self._under_way.pop(instance, None)
