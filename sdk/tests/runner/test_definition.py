from typing import Annotated, Any

import msgspec
import pytest

from dinrail.documents import InstanceDefinition
from dinrail.errors import ConfigError
from dinrail.options import option
from dinrail.runner.definition import decode_definition, typed_config


class Endpoint(msgspec.Struct, forbid_unknown_fields=True):
    host: str
    port: Annotated[int, option("Port", ge=1, le=65535)] = 502
    password: Annotated[str, option("Password", secret=True)] = ""


class Config(msgspec.Struct, forbid_unknown_fields=True):
    endpoints: list[Endpoint]
    units: dict[str, Endpoint] = {}
    interval: float = 1.0


GOOD: dict[str, Any] = {"endpoints": [{"host": "a"}]}


def test_a_configuration_becomes_its_type_with_secrets_in_place():
    config = typed_config(Config, GOOD, {"/endpoints/0/password": "s3cret"})
    assert config == Config([Endpoint("a", 502, "s3cret")])


@pytest.mark.parametrize(
    ("config", "path"),
    [
        ({}, "/endpoints"),
        ({"endpoints": [{}]}, "/endpoints/0/host"),
        ({"endpoints": [{"host": "a"}, {"host": 1}]}, "/endpoints/1/host"),
        ({"endpoints": [{"host": "a", "port": 0}]}, "/endpoints/0/port"),
        ({"endpoints": [{"host": "a", "port": "502"}]}, "/endpoints/0/port"),
        ({"endpoints": [{"host": "a", "porto": 1}]}, "/endpoints/0/porto"),
        (GOOD | {"x/y~z": 1}, "/x~1y~0z"),
        (GOOD | {"units": {"k": {"host": 1}}}, "/units/*/host"),
        (GOOD | {"interval": "1"}, "/interval"),
        (GOOD | {"interval": 2**2000}, "/interval"),
    ],
)
def test_a_wrong_configuration_is_refused_with_its_json_pointer(config, path):
    with pytest.raises(ConfigError) as caught:
        typed_config(Config, config, {})
    assert caught.value.path == path
    assert caught.value.reason.params["path"] == path


def test_the_message_never_shows_a_secret():
    with pytest.raises(ConfigError) as caught:
        typed_config(Config, GOOD, {"/endpoints/0/password": ["s3cret"]})
    assert "s3cret" not in repr(caught.value.reason)


def test_a_definition_of_another_instance_or_type_is_refused():
    document = msgspec.json.encode(InstanceDefinition("plc", "ads"))
    assert decode_definition(document, instance="plc", type_name="ads").id == "plc"
    with pytest.raises(ConfigError):
        decode_definition(document, instance="other", type_name="ads")
    with pytest.raises(ConfigError):
        decode_definition(document, instance="plc", type_name="modbus")


@pytest.mark.parametrize("document", [b"", b"{", b"[]", b"{}", b"\x00", b'{"id":1}', b"[" * 100_000])
def test_what_is_no_definition_is_refused(document):
    with pytest.raises(ConfigError):
        decode_definition(document, instance="plc", type_name="ads")
