"""Named pipelines of a file: `"pipelines": {"mv": "scale(0.001)"}`, used as `@mv`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dinrail_router.diagnostics import Diagnostics
from dinrail_router.findings import TextError
from dinrail_router.operators import Operator
from dinrail_router.pipeline import parse_pipeline

__all__ = ["read_pipelines"]


def read_pipelines(
    written: Mapping[str, str | Sequence[Operator]], diagnostics: Diagnostics
) -> dict[str, tuple[Operator, ...]]:
    """Operators by name; a pipeline may use those named before and after it, but not itself."""
    reader = _Reader(written)
    for name in written:
        pointer = f"/pipelines/{name.replace('~', '~0').replace('/', '~1')}"
        with diagnostics.text_at(pointer, ""):
            reader[name]
    return reader.ready


class _Reader(Mapping[str, tuple[Operator, ...]]):
    """Parses a pipeline when another one asks for it."""

    def __init__(self, written: Mapping[str, str | Sequence[Operator]]) -> None:
        self.ready: dict[str, tuple[Operator, ...]] = {}
        self._written = written
        self._underway: list[str] = []

    def __getitem__(self, name: str) -> tuple[Operator, ...]:
        if name in self.ready:
            return self.ready[name]
        if name in self._underway:
            path = " → ".join(f"@{each}" for each in (*self._underway[self._underway.index(name) :], name))
            raise TextError(f"a pipeline that uses itself: {path}", key="pipeline_cycle", path=path[:200])
        text = self._written[name]
        self._underway.append(name)
        try:
            steps = parse_pipeline(text, self) if isinstance(text, str) else tuple(text)
        except TextError:
            self.ready[name] = ()  # told once
            raise
        finally:
            self._underway.pop()
        self.ready[name] = steps
        return steps

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._written)

    def __len__(self) -> int:
        return len(self._written)
