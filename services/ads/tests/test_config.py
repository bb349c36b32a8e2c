"""The configuration: what is accepted, what is refused and where, texts and examples."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ads_rig import typed
from dinrail.documents import InstanceDefinition
from dinrail.errors import ConfigError
from dinrail.manifest import read_manifest
from dinrail.options import config_schema, secret_paths
from dinrail.runner.definition import typed_config
from dinrail_ads.config import AdsConfig
from dinrail_ads.faults import _KEYS

HOME = Path(__file__).parents[1]
PLC = {"host": "192.168.1.10", "net_id": "192.168.1.10.1.1"}


@pytest.mark.parametrize(
    ("change", "path", "key"),
    [
        ({"endpoints": [PLC | {"net_id": "192.168.1.300.1.1"}]}, "/endpoints/0/net_id", "net_id_invalid"),
        ({"own_net_id": "192.168.1.10.1.1"}, "/endpoints/0/net_id", "net_id_is_ours"),
        ({"runtimes": [{"port": 851}, {"port": 851}]}, "/runtimes/1/port", "runtime_twice"),
        (
            {"runtimes": [{"port": 851, "name": "a"}, {"port": 852, "name": "A"}]},
            "/runtimes/1/name",
            "runtime_name_twice",
        ),
        ({"points": [{"path": "MAIN.a"}, {"path": "main.A"}]}, "/points/1/path", "selection_twice"),
        ({"points": [{"path": "MAIN.a", "min": 2, "max": 1}]}, "/points/0/min", "range_empty"),
        ({"points": [{"path": "MAIN.a", "max": float("inf")}]}, "/points/0/max", "not_finite"),
        (
            {"runtimes": [{"port": 851}, {"port": 852}], "points": [{"path": "MAIN.a"}]},
            "/points/0/path",
            "runtime_unknown",
        ),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(change: dict[str, Any], path: str, key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        typed({"endpoints": [PLC], **change})
    assert (caught.value.path, caught.value.reason.key) == (path, key)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"endpoints": []}, "/endpoints"),
        ({"endpoints": [{"host": "a b", "net_id": "1.1.1.1.1.1"}]}, "/endpoints/0/host"),
        ({"endpoints": [{"host": "plc", "net_id": "1.1.1.1"}]}, "/endpoints/0/net_id"),
        ({"timeout": 5}, "/timeout"),
        ({"block": 501}, "/block"),
    ],
)
def test_what_the_schema_forbids_is_refused_at_its_place(change: dict[str, Any], path: str) -> None:
    with pytest.raises(ConfigError) as caught:
        typed_config(AdsConfig, {"endpoints": [PLC], **change}, {})
    assert caught.value.path == path


def test_the_password_is_the_secret() -> None:
    assert secret_paths(config_schema(AdsConfig)) == ["/password"]


def test_the_manifest_is_one() -> None:
    assert read_manifest((HOME / "manifest.json").read_bytes()).name == "ads"


@pytest.mark.parametrize("file", sorted((HOME / "examples").glob("*.json")), ids=lambda file: file.stem)
def test_the_examples_are_valid_instances(file: Path) -> None:
    entry = json.loads(file.read_bytes())
    definition = msgspec.convert({key: entry[key] for key in ("id", "type", "title", "config")}, InstanceDefinition)
    assert typed(definition.config).endpoints


def test_the_example_of_the_readme_is_accepted() -> None:
    example = (HOME / "README.md").read_text().split("```json\n")[1].split("```")[0]
    assert len(typed(json.loads(example)).points) == 3


def options(node: dict[str, Any], schema: dict[str, Any], path: str = "") -> dict[str, dict[str, Any]]:
    """Every option of a schema by its path, list items as `*`."""
    node = schema["$defs"][node["$ref"].rsplit("/", 1)[-1]] if "$ref" in node else node
    found = {}
    for name, child in node.get("properties", {}).items():
        found[f"{path}/{name}"] = child
        found |= options(child, schema, f"{path}/{name}")
    if isinstance(node.get("items"), dict):
        found |= options(node["items"], schema, f"{path}/*")
    return found


def test_every_option_has_its_title_and_its_german_texts() -> None:
    schema = config_schema(AdsConfig)
    german = json.loads((HOME / "locales/de.json").read_bytes())
    known = options(schema, schema)
    assert set(german) == set(known)
    for path, option in known.items():
        assert option.get("title"), path
        assert bool(german[path].get("description")) == bool(option.get("description")), path
        assert set(german[path].get("enum", {})) <= set(option.get("enum", ())), path


def test_every_reason_has_a_sentence_in_both_languages_with_the_same_parameters() -> None:
    english, german = (json.loads((HOME / f"locales/{each}.reasons.json").read_bytes()) for each in ("en", "de"))
    assert set(english) == set(german)
    assert set(_KEYS.values()) <= set(english)
    for key, sentence in english.items():
        assert set(re.findall(r"{{(\w+)}}", german[key])) <= set(re.findall(r"{{(\w+)}}", sentence)), key
