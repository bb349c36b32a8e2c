"""Roles as rules; what a broker makes of them is in tests/integration/test_identities_matrix.py."""

from __future__ import annotations

import pytest

from dinrail.errors import ConfigError
from dinrail.names import Topics
from dinrail_gateway.identities.roles import Acl, client_role, instance_role, router_role, write_topic

TOPICS = Topics("haus/keller")


def topics_of(role_acls: tuple[Acl, ...], acltype: str, *, allow: bool = True) -> set[str]:
    """Topics of one kind of rule."""
    return {acl.topic for acl in role_acls if (acl.acltype, acl.allow) == (acltype, allow)}


def test_an_instance_speaks_under_its_own_name_only() -> None:
    acls = instance_role("plc", TOPICS).acls
    assert topics_of(acls, "publishClientSend") == {
        "haus/keller/plc/#",
        "dinrail/plc/state",
        "dinrail/plc/pulse",
        "dinrail/plc/points/#",
        "dinrail/plc/error",
        "dinrail/plc/log",
        "dinrail/plc/reply/#",
        "dinrail/plc/stream/#",
    }
    assert not any("+" in acl.topic for acl in acls)


def test_what_may_be_received_may_be_subscribed_and_nothing_else() -> None:
    for role in (instance_role("plc", TOPICS), router_role(TOPICS)):
        heard = topics_of(role.acls, "publishClientReceive")
        assert heard == topics_of(role.acls, "subscribePattern")


@pytest.mark.parametrize("read", [["values"], ["directory"], ["status"], ["values", "directory", "status"], []])
def test_every_reader_is_denied_write_requests_and_configurations_first(read: list[str]) -> None:
    acls = client_role("_nodered", TOPICS, read=read, write=[]).acls  # type: ignore[arg-type]
    assert topics_of(acls, "publishClientReceive", allow=False) == {"haus/keller/set/#", "dinrail/+/config/#"}
    denied = min(acl.priority for acl in acls if not acl.allow)
    assert denied > max(acl.priority for acl in acls if acl.allow)


def test_only_a_writer_hears_replies_and_only_its_own() -> None:
    writer = client_role("_nodered", TOPICS, read=[], write=["plc"]).acls
    assert topics_of(writer, "publishClientReceive") == {"dinrail/+/reply/_nodered/#"}
    assert topics_of(client_role("_x", TOPICS, read=[], write=[]).acls, "publishClientReceive") == set()


@pytest.mark.parametrize(
    ("pattern", "topic"),
    [
        ("plc", "haus/keller/set/plc/#"),
        ("plc.MAIN.fSpeed", "haus/keller/set/plc/MAIN/fSpeed"),
        ("plc/MAIN/fSpeed", "haus/keller/set/plc/MAIN/fSpeed"),
        ("plc.*.temperature", "haus/keller/set/plc/+/temperature"),
        ("plc.MAIN.**", "haus/keller/set/plc/MAIN/#"),
        ("*", "haus/keller/set/+/#"),
        ("**", "haus/keller/set/#"),
        ("plc.a%2Fb", "haus/keller/set/plc/a%2Fb"),
    ],
)
def test_write_patterns_become_topics_below_set(pattern: str, topic: str) -> None:
    assert write_topic(pattern, TOPICS) == topic


@pytest.mark.parametrize(
    "pattern", ["", "#", "plc.#", "plc.+", "plc.**.x", "PLC", "set", "gateway.x", "plc..x", "plc.a\0b", "../x", "%c"]
)
def test_patterns_that_are_none_are_refused(pattern: str) -> None:
    with pytest.raises(ConfigError) as refused:
        write_topic(pattern, TOPICS)
    assert refused.value.reason.key == "pattern_invalid"


def test_no_rule_carries_what_mosquitto_2_1_would_substitute() -> None:
    acls = client_role("_x", TOPICS, read=["values"], write=["plc.%2E%25"]).acls
    assert not any("%c" in acl.topic or "%u" in acl.topic for acl in acls)
