"""What the router answers, for the API's description; its answers are passed on as they are."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from dinrail.sample import Quality, Scalar

__all__ = ["FindingView", "LanguageView", "LintView", "PreviewView", "TimelineView"]

Param = str | int | float | bool | None


class FindingView(TypedDict):
    """What is wrong where in a routing file (JSON pointer; line and column from 1, 0 unknown), and what was meant."""

    level: Literal["error", "warning"]
    key: str
    message: str
    pointer: NotRequired[str]
    line: NotRequired[int]
    column: NotRequired[int]
    route: NotRequired[str]
    hint: NotRequired[str]
    params: NotRequired[dict[str, Param]]


class LintView(TypedDict):
    """All findings; only those of level `error` keep a file from being taken."""

    findings: list[FindingView]


class StepView(TypedDict):
    """One step of a pipeline as written, and what it made of the sample: a value, or it was held, or kept for later."""

    op: str
    value: NotRequired[Scalar]
    held: NotRequired[bool]
    later: NotRequired[bool]


class ResultView(TypedDict):
    """What was sent where."""

    to: str
    value: Scalar


class TimelineView(TypedDict):
    """The way of one sample through one route; `ts` Unix ms."""

    route: str
    address: str
    ts: int
    value: Scalar
    quality: Quality
    back: NotRequired[bool]
    steps: list[StepView]
    outcome: Literal["sent", "filtered", "dropped", "pending"]
    reason: NotRequired[str]
    message: NotRequired[str]
    results: list[ResultView]


class PreviewView(TypedDict):
    """What a route would do: how many points match now, and the way of each sample."""

    findings: list[FindingView]
    points: int
    runs: list[TimelineView]


class ParameterView(TypedDict):
    """One parameter of an operator."""

    name: str
    title: str
    description: str
    unit: str
    type: str
    default: NotRequired[Any]
    required: bool


class ExampleView(TypedDict):
    """What an operator gives for what it is given; with `at`, `gives` are pairs of second and value."""

    transform: str
    given: list[Scalar]
    gives: list[Any]
    at: NotRequired[list[float]]


class OperatorView(TypedDict):
    """One operator; `inverse`: whether it may stand in a bidirectional route."""

    name: str
    doc: str
    kind: Literal["value", "gate", "window", "join"]
    parameters: list[ParameterView]
    example: ExampleView
    inverse: bool


class VariableView(TypedDict):
    """One name of an expression."""

    name: str
    doc: str


class FunctionView(TypedDict):
    """One function of an expression."""

    name: str
    doc: str
    example: str


class LanguageView(TypedDict):
    """Everything pipelines and conditions are made of."""

    operators: list[OperatorView]
    variables: list[VariableView]
    functions: list[FunctionView]
