"""One thing in the house that changes with time."""

from typing import Protocol

__all__ = ["Part"]


class Part(Protocol):
    """A model of the house."""

    def step(self, seconds: float) -> None:
        """Let simulated time pass."""
