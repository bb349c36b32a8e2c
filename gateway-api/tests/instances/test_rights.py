"""An adapter reads and writes of others exactly what its configuration names where its type says so."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from dinrail.names import Topics
from dinrail_gateway.identities.roles import Rights, instance_role
from dinrail_gateway.instances.rights import rights_of

TOPICS = Topics()
DECLARED = SimpleNamespace(read=[], read_at=["/ha/points/*"], write_at=["/ha/writable/*"])


def rights(config: dict[str, Any], bus: Any = DECLARED) -> Rights:
    entry: Any = SimpleNamespace(type="mqtt", config=config)
    return rights_of(entry, lambda _: SimpleNamespace(manifest=SimpleNamespace(bus=bus)))  # type: ignore[arg-type,return-value]


def test_patterns_of_the_configuration_are_granted() -> None:
    assert rights({"ha": {"points": ["bms.**", "bms.**"], "writable": ["inv.limit"]}}) == Rights(
        ("bms.**",), ("inv.limit",)
    )


@pytest.mark.parametrize("pattern", ["**", "*.x", "set.x", "router.x", "gateway", "a.**.b", "", 5, None, "$SYS"])
def test_what_names_no_instance_gives_nothing(pattern: object) -> None:
    assert rights({"ha": {"points": [pattern], "writable": [pattern]}}) == Rights()


def test_a_type_that_declares_nothing_gets_nothing() -> None:
    none = SimpleNamespace(read=[], read_at=[], write_at=[])
    assert rights({"ha": {"points": ["bms.**"], "writable": ["bms.**"]}}, none) == Rights()


def test_the_role_has_these_topics_and_no_others() -> None:
    granted = Rights(("bms.pack.*",), ("inv.limit",))
    more = {(acl.acltype, acl.topic) for acl in instance_role("ha", TOPICS, granted).acls}
    plain = {(acl.acltype, acl.topic) for acl in instance_role("ha", TOPICS).acls}
    heard = ("smarthome/bms/pack/+", "dinrail/bms/points/#", "dinrail/bms/status", "dinrail/inv/reply/ha/#")
    assert more - plain == {
        *((kind, topic) for topic in heard for kind in ("publishClientReceive", "subscribePattern")),
        ("publishClientSend", "smarthome/set/inv/limit"),
    }


def test_a_type_that_reads_everything_hears_all_values_but_no_request_and_no_configuration_of_others() -> None:
    reads = SimpleNamespace(read=["values", "directory"], read_at=[], write_at=[])
    granted = rights({}, reads)
    assert granted == Rights(everywhere=("directory", "values"))
    acls = {(acl.topic, acl.allow): acl.priority for acl in instance_role("history", TOPICS, granted).acls}
    assert ("smarthome/#", True) in acls
    assert ("dinrail/+/points/#", True) in acls
    assert ("dinrail/+/status", True) not in acls
    assert acls["smarthome/set/#", False] > acls["smarthome/#", True]
    assert acls["smarthome/set/history/#", True] > acls["smarthome/set/#", False]
    assert acls["dinrail/history/config/#", True] > acls["dinrail/+/config/#", False]
