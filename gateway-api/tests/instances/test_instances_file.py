"""`instances.json` as a person may write it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail_gateway.documents.json_text import Rejected
from dinrail_gateway.instances.document import InstancesCodec
from dinrail_gateway.instances.secrets import SecretStore
from dinrail_gateway.problems.board import Problem
from dinrail_gateway.runtime.interface import TypeEntry
from dinrail_gateway.testing.seam import METER, PlayedTypes, meter_config
from dinrail_gateway.types.service import TypeCatalog

RELAY = TypeEntry(type="relay", image="building", manifest=METER.manifest)
CATALOG = TypeCatalog(PlayedTypes(METER, RELAY))


@pytest.fixture
def codec(tmp_path: Path) -> InstancesCodec:
    return InstancesCodec(CATALOG.get, SecretStore(tmp_path / "secrets.json"))


def entry(instance: str = "meter_1", **changes: Any) -> dict[str, Any]:
    return {"id": instance, "type": "meter", "config": meter_config(), **changes}


def text(*entries: Any, **more: Any) -> bytes:
    return json.dumps({"version": 1, "instances": list(entries), **more}).encode()


def refusals(codec: InstancesCodec, data: bytes) -> list[Problem]:
    with pytest.raises(Rejected) as caught:
        codec.check(data, None)
    return caught.value.problems


def test_a_good_file_is_taken_letter_by_letter(codec: InstancesCodec) -> None:
    data = (
        b'{ "version":1,\n "instances" : [ {"id":"a","type":"meter", "config": '
        + json.dumps(meter_config()).encode()
        + b"} ] }\n"
    )

    checked = codec.check(data, None)

    assert checked.text == data
    assert checked.value["a"].enabled


@pytest.mark.parametrize(
    ("data", "path", "key"),
    [
        (b"", "", "document_empty"),
        (b'{"version": 1, "instances": [', "", "json_truncated"),
        (b'{"version": 1, "version": 1, "instances": []}', "/version", "duplicate_key"),
        (b"[]", "", "wrong_type"),
        (b'{"version": 1}', "/instances", "missing_field"),
        (b'{"version": 2, "instances": []}', "/version", "version_unsupported"),
        (b'{"version": "1", "instances": []}', "/version", "version_unsupported"),
        (text(extra=1), "/extra", "unknown_field"),
        (text(5), "/instances/0", "wrong_type"),
        (text(entry(colour="red")), "/instances/0/colour", "unknown_field"),
        (text({"id": "a"}), "/instances/0/type", "missing_field"),
        (text(entry(enabled="yes")), "/instances/0/enabled", "wrong_type"),
        (text(entry(runtime="vm")), "/instances/0/runtime", "wrong_type"),
        (text(entry(runtime="process")), "/instances/0/runtime", "runtime_unavailable"),
        (text(entry(type="gizmo")), "/instances/0/type", "unknown_type"),
        (text(entry(type="relay")), "/instances/0/type", "type_not_ready"),
        (text(entry("a"), entry("a")), "/instances/1/id", "duplicate_id"),
        (text(entry("router")), "/instances/0/id", "instance_id_reserved"),
        (text(entry("proxy-1")), "/instances/0/id", "instance_id_reserved"),
        (text(entry("modbus-sim-12")), "/instances/0/id", "instance_id_reserved"),
        (text(entry("Keller 1")), "/instances/0/id", "instance_id_invalid"),
        (text(entry("../etc")), "/instances/0/id", "instance_id_invalid"),
        (text(entry(title="x" * 101)), "/instances/0/title", "title_invalid"),
        (text(entry(title="a\u001b[31m")), "/instances/0/title", "title_invalid"),
        (text(entry(limits={"cpu": 0})), "/instances/0/limits/cpu", "out_of_range"),
        (text(entry(limits={"ram": 1})), "/instances/0/limits/ram", "unknown_field"),
        (text(entry("a"), entry("b", config={})), "/instances/1/config/endpoints", "missing_field"),
    ],
)
def test_each_mistake_is_named_with_its_place(codec: InstancesCodec, data: bytes, path: str, key: str) -> None:
    assert [(problem.path, problem.key) for problem in refusals(codec, data)] == [(path, key)]


def test_all_mistakes_are_told_at_once(codec: InstancesCodec) -> None:
    found = refusals(codec, text(entry("a", type="gizmo"), 5, entry("set"), entry("b", config={"endpoints": []})))

    assert [problem.path for problem in found] == [
        "/instances/1",
        "/instances/2/id",
        "/instances/0/type",
        "/instances/3/config/endpoints",
    ]


def test_a_secret_a_person_typed_leaves_the_file_for_the_store(codec: InstancesCodec, tmp_path: Path) -> None:
    checked = codec.check(text(entry(config=meter_config(token="hunter2"), title="Zähler")), None)
    assert checked.before_writing
    checked.before_writing()

    assert b"hunter2" not in checked.text
    assert json.loads(checked.text)["instances"][0] == entry(
        config=meter_config(token={"$secret": True}), title="Zähler"
    )
    assert b"hunter2" in (tmp_path / "secrets.json").read_bytes()


def test_a_placeholder_without_its_secret_is_taken_but_told(codec: InstancesCodec) -> None:
    checked = codec.check(text(entry(config=meter_config(token={"$secret": True}))), None)

    assert [(doubt.path, doubt.key) for doubt in checked.doubts] == [("/instances/0/config/token", "secret_missing")]


def test_unchanged_entries_of_a_lost_type_do_not_stop_the_file(codec: InstancesCodec) -> None:
    current = codec.trusted(text(entry("a", type="gone")))

    checked = codec.check(text(entry("a", type="gone"), entry("b")), current)

    assert list(checked.value) == ["a", "b"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "type", "config", "limits", "instances", "version", "x"]), inner)
    ),
    max_leaves=12,
)


@given(document=JSON, known=st.booleans())
def test_any_json_is_taken_or_refused_with_places(
    tmp_path_factory: pytest.TempPathFactory, document: Any, known: bool
) -> None:
    codec = InstancesCodec(CATALOG.get, SecretStore(Path("/nonexistent/secrets.json")))
    wrapped = {"version": 1, "instances": [document]} if known else document
    outcome: list[Problem] = []
    try:
        codec.check(json.dumps(wrapped).encode(), None)
    except Rejected as rejected:
        outcome = rejected.problems or [Problem("", "")]

    assert all(problem.key for problem in outcome)
