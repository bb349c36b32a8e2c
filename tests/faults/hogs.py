"""The adapter that misbehaves on request, as instances of a real stack."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stack import Stack
from stack.api import ApiFailure
from stack.compose import until

__all__ = ["Hogs", "hogs"]

FOLDER = Path(__file__).parent / "hog"


class Hogs:
    """Adds them, changes them, and removes all of them in the end."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.added: list[str] = []

    def add(self, name: str, fault: str, *, after: float = 2.0, points: int = 50, **limits: float) -> str:
        """An instance that does this wrong."""
        config = {"fault": fault, "after": after, "points": points}
        body = {"id": name, "type": "hog", "title": name, "enabled": True, "config": config, "limits": limits}
        self._stack.api.call("POST", "/api/instances", body)
        self.added.append(name)
        return name

    def change(self, name: str, *, limits: dict[str, float] | None = None, **config: Any) -> dict[str, Any]:
        """Other limits or other options; what is not named stays."""
        known = self._stack.api.instance(name)
        body = {key: known[key] for key in ("type", "title", "enabled", "runtime", "limits", "config")}
        body["config"] = {**known["config"], **config}
        if limits is not None:
            body["limits"] = limits
        answer: dict[str, Any] = self._stack.api.call("PUT", f"/api/instances/{name}", body)
        return answer

    def figures(self, name: str) -> dict[str, Any]:
        """Its line of the statistics."""
        return next(each for each in self._stack.api.call("GET", "/api/instances/stats") if each["id"] == name)

    def deaths(self, name: str) -> list[dict[str, Any]]:
        """The youngest first."""
        found: list[dict[str, Any]] = self._stack.api.call("GET", f"/api/instances/{name}/deaths")
        return found

    def lines(self, name: str, count: int = 200) -> list[str]:
        """What it wrote last."""
        found = self._stack.api.call("GET", f"/api/instances/{name}/logs?lines={count}")["lines"]
        return [each["message"] for each in found]

    def breaker(self, name: str) -> dict[str, Any]:
        """What the router says of it; empty while it says nothing."""
        sources = self._stack.api.call("GET", "/api/routes/counters")["sources"]
        return next((each["breaker"] for each in sources if each["id"] == name and each["breaker"]), {})

    def remove_all(self) -> None:
        """Until nothing of them is left."""
        for name in self.added:
            with contextlib.suppress(ApiFailure):
                self._stack.api.call("DELETE", f"/api/instances/{name}")
        until(lambda: not set(self.added) & set(self._stack.instances()), timeout=90, what="the hogs are gone")


@pytest.fixture(scope="module")
def hogs(stack: Stack) -> Iterator[Hogs]:
    """Its image, and everything of it removed afterwards."""
    version = stack.environment()["DINRAIL_VERSION"]
    image = f"dinrail/hog:{version}"
    kept = stack.docker("image", "ls", "-q", image)
    stack.docker("build", "-q", "--build-arg", f"DINRAIL_VERSION={version}", "-t", image, str(FOLDER), timeout=120)
    until(
        lambda: any(each["type"] == "hog" and each["image"] == "ready" for each in stack.api.call("GET", "/api/types")),
        timeout=60,
        what="the type is known",
    )
    found = Hogs(stack)
    yield found
    found.remove_all()
    if not kept:
        stack.docker("image", "rm", "-f", image)
