"""What the OpenAPI document says is what the interface does: generated requests, per operation and role.

No answer is a fault of ours, none comes to a stranger, each role gets exactly what the table of roles says, and every
status and every body is one the document tells.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from integration.served_gateway import ROLES, Served, served_gateway
from schemathesis.core.transport import Response
from schemathesis.generation import GenerationMode

from dinrail_gateway.auth.roles import LASTING, OPEN, Role, allowed, required

pytestmark = [pytest.mark.timeout(300), pytest.mark.filterwarnings("ignore::DeprecationWarning")]

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "openapi.json"
ENDING = {("POST", "/api/auth/logout"), ("POST", "/api/auth/password")}  # the session they were sent with
OTHERWISE = {("POST", "/api/backups/upload")}  # no JSON; see test_odd_requests.py of the gateway
COSTLY = {("POST", "/api/backups"), ("PUT", "/api/certificates/server")}  # a passphrase and a key take their time
ANYWHERE = {400, 413, 422, 429}  # of the door and the framework, before any operation
KNOWN: dict[str, list[str]] = {
    "instance": ["meter_1", "meter_2"],
    "check": ["disk", "clock"],
    "name": ["meter", "admin"],
    "username": ["the_viewer"],
    "address": ["meter_1.power"],
    "source": ["meter_1", "calc"],
    "method": ["browse", "log_level", "read"],
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served_gateway(tmp_path_factory.mktemp("openapi")) as found:
        yield found


def operations() -> list[tuple[str, str]]:
    """Every operation of the document that ends by itself."""
    paths: dict[str, dict[str, Any]] = json.loads(REFERENCE.read_bytes())["paths"]
    found = [(method.upper(), path) for path, methods in paths.items() for method in methods]
    return [each for each in found if each not in LASTING | ENDING | OTHERWISE]


def examples(operation: tuple[str, str], role: Role | None) -> int:
    if operation in COSTLY:
        return 2
    return 40 if role == "admin" else 4


def told(document: dict[str, Any], operation: tuple[str, str]) -> dict[str, Any]:
    answers: dict[str, Any] = document["paths"][operation[1]][operation[0].lower()]["responses"]
    return answers


def body_is_as_told(document: dict[str, Any], answer: Response, described: dict[str, Any]) -> None:
    """Its JSON fits the schema of its status."""
    shape = described.get("content", {}).get("application/json", {}).get("schema")
    if shape and "application/json" in answer.headers.get("content-type", []):
        schema = {**shape, "components": document["components"]}
        errors = [str(error)[:400] for error in jsonschema_rs.iter_errors(schema, answer.json())]
        assert errors == []


def send(served: Served, operation: tuple[str, str], case: Any, role: Role | None) -> Response:
    cookies = {"dinrail_session": served.sessions[role]} if role else {}
    answer: Response = case.call(base_url=served.url, headers={"Origin": served.url}, cookies=cookies, timeout=30)
    return answer


def judge(served: Served, operation: tuple[str, str], answer: Response, role: Role | None) -> None:
    if role is None and operation not in OPEN:
        assert answer.status_code == 401, answer.text[:300]
        return
    if role is not None and operation not in OPEN and not allowed(role, required(*operation)):
        # What cannot be read is refused before anybody is asked.
        assert answer.status_code in (403, *ANYWHERE), answer.text[:300]
        return
    assert answer.status_code != 401 or operation in OPEN, answer.text[:300]
    described = told(served.document, operation)
    assert str(answer.status_code) in described or answer.status_code in (403, *ANYWHERE), answer.text[:300]
    assert answer.status_code < 500 or answer.status_code in (503, 504), answer.text[:300]
    if (found := described.get(str(answer.status_code))) is not None:
        body_is_as_told(served.document, answer, found)


@pytest.mark.parametrize("operation", operations(), ids=" ".join)
def test_every_operation_does_what_the_document_says_for_every_role(served: Served, operation: tuple[str, str]) -> None:
    # Sessions are ours to give, not to be made up.
    open_document = {key: part for key, part in served.document.items() if key != "security"}
    schema = schemathesis.openapi.from_dict(open_document)
    found = schema[operation[1]][operation[0]]
    asked = bool(found.body) or bool(list(found.path_parameters)) or bool(list(found.query))
    kinds = [GenerationMode.POSITIVE] * 3 + [
        GenerationMode.NEGATIVE
    ] * asked  # nothing to ask for, nothing to get wrong
    strategies = {kind: found.as_strategy(generation_mode=kind) for kind in set(kinds)}
    for role in (None, *ROLES):

        @settings(
            max_examples=examples(operation, role),
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(data=st.data(), role=st.just(role))
        def check(data: st.DataObject, role: Role | None) -> None:
            case = data.draw(strategies[data.draw(st.sampled_from(kinds))])
            for name in case.path_parameters or {}:
                if name in KNOWN and data.draw(st.booleans()):
                    case.path_parameters[name] = data.draw(st.sampled_from(KNOWN[name]))
            judge(served, operation, send(served, operation, case, role), role)

        check()
