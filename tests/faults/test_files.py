"""Configuration files broken by hand: the last good one stays, the reason is told, the cure is taken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from stack import Stack
from stack.compose import until
from stack.demo import INVERTER, POWER

pytestmark = [pytest.mark.docker, pytest.mark.timeout(120)]

DOCUMENTS = ("instances.json", "routing.json")


@pytest.fixture
def files(stack: Stack) -> Iterator[Stack]:
    """The stack; both files are put back afterwards."""
    kept = {name: (stack.config / name).read_text() for name in DOCUMENTS}
    yield stack
    for name, text in kept.items():
        (stack.config / name).write_text(text)
    # What self-checks find of this machine, such as a clock that nobody sets, stays.
    until(lambda: not any(problems(stack, name) for name in DOCUMENTS), timeout=15, what="no problem left")


def problems(stack: Stack, source: str) -> list[dict[str, Any]]:
    return [found for found in stack.api.call("GET", "/api/problems") if found["source"] == source]


def instances_with(stack: Stack, **change: Any) -> str:
    document = json.loads((stack.config / "instances.json").read_text())
    document["instances"][0].update(change)
    return json.dumps(document)


def doubled(stack: Stack) -> str:
    document = json.loads((stack.config / "instances.json").read_text())
    document["instances"].append(document["instances"][0])
    return json.dumps(document)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda _: "", id="empty"),
        pytest.param(lambda stack: (stack.config / "instances.json").read_text()[:-30], id="truncated"),
        pytest.param(lambda stack: instances_with(stack, colour="red"), id="unknown-field"),
        pytest.param(lambda stack: instances_with(stack, type="toaster"), id="unknown-type"),
        pytest.param(doubled, id="duplicate-id"),
        pytest.param(lambda stack: instances_with(stack, id="router"), id="reserved-id"),
        pytest.param(lambda stack: instances_with(stack, id="../x"), id="invalid-id"),
        pytest.param(lambda stack: instances_with(stack, config={"endpoints": "?"}), id="against-the-schema"),
    ],
)
def test_row_35_broken_instances_keep_the_last_good_ones_running(files: Stack, damage: Any) -> None:
    before = files.instances()
    (files.config / "instances.json").write_text(damage(files))
    found = until(lambda: problems(files, "instances.json"), timeout=15, what="the problem is told")
    assert found[0]["message"]
    assert found[0]["key"]
    assert files.instances() == before
    assert files.api.instance(INVERTER)["status"]["status"] == "running"
    assert files.api.point(POWER)["quality"] == "good"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"routes": [', id="truncated"),
        pytest.param('{"routes": [{"from": "a.b", "to": "c.d", "colour": 1}]}', id="unknown-field"),
        pytest.param('{"routes": [{"from": "a..b", "to": "c.d"}]}', id="invalid-address"),
        pytest.param('{"routes": [{"from": "a.b", "to": "c.d", "transform": "scale("}]}', id="invalid-transform"),
        pytest.param('{"routes": [{"from": "a.b", "to": "c.d", "transform": "explode(3)"}]}', id="unknown-operator"),
        pytest.param(
            '{"routes": [{"id": "x", "from": "a.b", "to": "c.d"}, {"id": "x", "from": "a.b", "to": "c"}]}',
            id="duplicate-id",
        ),
    ],
)
def test_row_37_broken_routes_leave_the_running_ones_alone(files: Stack, text: str) -> None:
    (files.config / "routing.json").write_text(text)
    found = until(lambda: problems(files, "routing.json"), timeout=15, what="the problem is told")
    assert found[0]["message"]
    until(lambda: files.api.point("calc.house.solar_kw")["quality"] == "good", timeout=10, what="old routes run")


def test_row_36_second_of_two_admins_is_told_of_the_first(files: Stack) -> None:
    current = files.api.call("GET", "/api/routes")
    stale = files.api.etag
    files.api.call("PUT", "/api/routes", current["document"], **{"If-Match": stale})
    document = {"routes": [*current["document"]["routes"], {"id": "new", "from": POWER, "to": "calc.house.copy"}]}
    files.api.call("PUT", "/api/routes", document, **{"If-Match": files.api.etag})
    with pytest.raises(LookupError) as caught:
        files.api.call("PUT", "/api/routes", current["document"], **{"If-Match": stale})
    assert (caught.value.status, caught.value.key) == (409, "conflict")  # type: ignore[attr-defined]
