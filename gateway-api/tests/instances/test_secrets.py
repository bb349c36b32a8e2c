"""Secret fields leave the configuration and come back only to where they belong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dinrail_gateway.instances.secrets import PLACEHOLDER, SecretStore, Split, split

PATTERNS = ["/endpoints/*/password", "/token"]


def taken(config: dict[str, Any], before: Split | None = None) -> Split:
    return split(config, PATTERNS, before.config if before else None, before.fields if before else {})


def endpoint(host: str, password: Any = None) -> dict[str, Any]:
    return {"host": host} if password is None else {"host": host, "password": password}


def test_secrets_are_replaced_by_placeholders() -> None:
    found = taken({"endpoints": [endpoint("a", "pa"), endpoint("b")], "token": "t", "plain": 1})

    assert found.config == {"endpoints": [endpoint("a", PLACEHOLDER), endpoint("b")], "token": PLACEHOLDER, "plain": 1}
    assert found.fields == {"/endpoints/0/password": "pa", "/token": "t"}
    assert found.whole["endpoints"][0]["password"] == "pa"


def test_an_empty_secret_is_none() -> None:
    found = taken({"endpoints": [], "token": ""})

    assert found.config == {"endpoints": [], "token": ""}
    assert found.fields == {}


def test_a_placeholder_keeps_what_is_stored() -> None:
    before = taken({"endpoints": [endpoint("a", "pa")], "token": "t"})

    after = taken({"endpoints": [endpoint("a", PLACEHOLDER)], "token": "new"}, before)

    assert after.fields == {"/endpoints/0/password": "pa", "/token": "new"}
    assert after.missing == []


def test_a_placeholder_without_anything_stored_is_missing() -> None:
    assert taken({"endpoints": [], "token": PLACEHOLDER}).missing == ["/token"]


def test_secrets_follow_their_list_item_when_one_before_it_goes() -> None:
    before = taken({"endpoints": [endpoint("a", "pa"), endpoint("b", "pb")]})

    after = taken({"endpoints": [endpoint("b", PLACEHOLDER)]}, before)

    assert after.fields == {"/endpoints/0/password": "pb"}


def test_secrets_follow_their_list_items_when_these_change_places() -> None:
    before = taken({"endpoints": [endpoint("a", "pa"), endpoint("b", "pb")]})

    after = taken({"endpoints": [endpoint("b", PLACEHOLDER), endpoint("a", PLACEHOLDER)]}, before)

    assert after.fields == {"/endpoints/0/password": "pb", "/endpoints/1/password": "pa"}


def test_an_edited_item_keeps_its_secret_at_its_place() -> None:
    before = taken({"endpoints": [endpoint("a", "pa"), endpoint("b", "pb")]})

    after = taken({"endpoints": [endpoint("a", PLACEHOLDER), endpoint("c", PLACEHOLDER)]}, before)

    assert after.fields == {"/endpoints/0/password": "pa", "/endpoints/1/password": "pb"}


def test_a_new_item_never_gets_the_secret_of_another() -> None:
    before = taken({"endpoints": [endpoint("a", "pa"), endpoint("b", "pb")]})

    after = taken({"endpoints": [endpoint("evil", PLACEHOLDER)]}, before)

    assert after.fields == {}
    assert after.missing == ["/endpoints/0/password"]


def test_the_store_is_private_survives_and_forgets(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    SecretStore(path).add({"a": {"/token": "x"}, "b": {"/token": "y"}, "c": {}})

    again = SecretStore(path)
    again.load()
    assert again.of("a") == {"/token": "x"}
    assert path.stat().st_mode & 0o777 == 0o600

    again.keep_only(["b"])
    assert again.of("a") == {}
    assert b'"x"' not in path.read_bytes()


def test_a_damaged_store_is_kept_aside_and_told(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    path.write_bytes(b'{"a": {"/token"')
    store = SecretStore(path)

    store.load()

    assert store.damaged
    assert store.of("a") == {}
    assert (tmp_path / "secrets.damaged").read_bytes() == b'{"a": {"/token"'
