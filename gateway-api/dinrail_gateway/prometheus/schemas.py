"""What the API says about the selection."""

from __future__ import annotations

from typing_extensions import TypedDict

__all__ = ["PatternView", "SelectionView"]


class PatternView(TypedDict):
    """A pattern and how many points it is the first to select."""

    pattern: str
    points: int


class SelectionView(TypedDict):
    """How the selection stands: points that are numbers, those left out, texts among them, and told without a value."""

    budget: int
    selected: int
    over_budget: int
    unsuited: int
    without_value: int
    patterns: list[PatternView]
