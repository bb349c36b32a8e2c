from typing import Annotated

import msgspec
import pytest

from dinrail.errors import ConfigError
from dinrail.manifest import Manifest, read_manifest
from dinrail.options import config_schema, option, secret_paths
from dinrail.settings import BrokerAddress, Settings, merge_secrets


class Link(msgspec.Struct):
    host: Annotated[str, option("Host", examples=["10.0.0.7"])]
    password: Annotated[str, option("Password", secret=True)] = ""


class Config(msgspec.Struct):
    endpoints: Annotated[list[Link], option("Endpoints", min_length=1)]
    keys: Annotated[dict[str, Annotated[str, option("Key", secret=True)]], option("Keys")] = {}
    spare: Annotated[Link | None, option("Spare")] = None
    interval: Annotated[float, option("Poll interval", "How often", unit="s", ge=0.1, advanced=True)] = 1.0


def test_option_is_declared_once_and_reaches_the_schema() -> None:
    schema = config_schema(Config)
    interval = schema["$defs"]["Config"]["properties"]["interval"]
    assert interval == {
        "type": "number",
        "title": "Poll interval",
        "description": "How often",
        "minimum": 0.1,
        "default": 1.0,
        "x-advanced": True,
        "x-unit": "s",
    }


def test_an_option_can_depend_on_a_choice_beside_it() -> None:
    meta = option("Baud rate", only={"transport": ["serial"]})

    assert meta.extra_json_schema == {"x-only": {"transport": ["serial"]}}


def test_secrets_are_found_wherever_they_lie() -> None:
    assert secret_paths(config_schema(Config)) == ["/endpoints/*/password", "/keys/*", "/spare/password"]


def test_secrets_are_merged_at_their_pointers() -> None:
    config = {"endpoints": [{"host": "a"}], "keys": {}}
    fields = {
        "/endpoints/0/password": "p",
        "/keys/a~1b": "k",
        "/endpoints/7/password": "lost",
        "/spare/password": "lost",
    }
    merged = merge_secrets(config, fields)
    assert merged == {"endpoints": [{"host": "a", "password": "p"}], "keys": {"a/b": "k"}}
    assert config == {"endpoints": [{"host": "a"}], "keys": {}}


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("mqtt://broker", BrokerAddress("broker", 1883)),
        ("mqtts://broker", BrokerAddress("broker", 8883, tls=True)),
        ("mqtt://u:p%40ss@[::1]:1884", BrokerAddress("::1", 1884, user="u", password="p@ss")),
    ],
)
def test_broker_address_is_read(url: str, address: BrokerAddress) -> None:
    assert BrokerAddress.parse(url) == address


def test_broker_address_never_shows_its_password() -> None:
    assert str(BrokerAddress.parse("mqtt://u:secret@h")) == "mqtt://h:1883"


@pytest.mark.parametrize("url", ["", "broker", "http://broker", "mqtt://", "mqtt://h:99999", "mqtt://[::1"])
def test_broker_address_is_refused_with_a_reason(url: str) -> None:
    with pytest.raises(ConfigError):
        BrokerAddress.parse(url)


def test_settings_come_from_environment_and_secrets_folder(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "broker_password").write_text("s3cret\n")
    (tmp_path / "config.json").write_text('{"/password":"x"}')
    settings = Settings.from_env(
        {"DINRAIL_BROKER": "mqtt://broker", "DINRAIL_INSTANCE": "plc_keller", "DINRAIL_SECRETS": str(tmp_path)}
    )
    assert (settings.user, settings.password(), settings.secret_fields()) == (
        "plc_keller",
        "s3cret",
        {"/password": "x"},
    )


@pytest.mark.parametrize("missing", ["DINRAIL_BROKER", "DINRAIL_INSTANCE"])
def test_missing_variable_is_named(missing: str) -> None:
    env = {"DINRAIL_BROKER": "mqtt://broker", "DINRAIL_INSTANCE": "plc"}
    del env[missing]
    with pytest.raises(ConfigError, match=missing):
        Settings.from_env(env)


MANIFEST = b'{"name":"modbus","version":"0.1.0","kind":"adapter","title":{"en":"Modbus"}}'


def test_manifest_is_read() -> None:
    assert read_manifest(MANIFEST) == Manifest("modbus", "0.1.0", "adapter", {"en": "Modbus"})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"[" * 10_000,
        b" " * 70_000,
        MANIFEST[:-1],
        MANIFEST.replace(b"modbus", b"../x"),
        MANIFEST.replace(b"adapter", b"driver"),
        MANIFEST.replace(b"0.1.0", b"new"),
        MANIFEST[:-1] + b',"privileged":true}',
        MANIFEST[:-1] + b',"host":["/etc"]}',
    ],
)
def test_hostile_manifest_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(ConfigError) as caught:
        read_manifest(data)
    assert caught.value.reason.message
