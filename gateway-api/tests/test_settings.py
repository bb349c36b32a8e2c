import pytest

from dinrail.errors import ConfigError
from dinrail_gateway.settings import GatewaySettings


@pytest.mark.parametrize(
    ("hosts", "port", "url"),
    [
        ("localhost,127.0.0.1,::1,box,10.0.0.7", "8883", "mqtts://box:8883"),
        ("localhost,fd00::7", "9999", "mqtts://[fd00::7]:9999"),
        ("localhost,127.0.0.1", "8883", "mqtts://localhost:8883"),
    ],
)
def test_outside_clients_are_told_an_address_they_can_reach(hosts: str, port: str, url: str) -> None:
    settings = GatewaySettings.from_env({"DINRAIL_HOSTS": hosts, "DINRAIL_MQTTS_PORT": port})
    assert settings.broker_url == url


def test_port_that_is_none_is_named() -> None:
    with pytest.raises(ConfigError, match="DINRAIL_MQTTS_PORT"):
        GatewaySettings.from_env({"DINRAIL_MQTTS_PORT": "tls"})


@pytest.mark.parametrize(
    ("told", "known"),
    [
        ("", ""),
        ("off", ""),
        ("http://database:8428/", "http://database:8428"),
        ("https://u:p@m/x", "https://u:p@m:443/x"),
    ],
)
def test_where_the_history_is_read_from(told: str, known: str) -> None:
    assert GatewaySettings.from_env({"DINRAIL_HISTORY": told}).history == known


def test_an_address_of_the_history_that_is_none_is_named() -> None:
    with pytest.raises(ConfigError, match="DINRAIL_HISTORY"):
        GatewaySettings.from_env({"DINRAIL_HISTORY": "database:8428"})


@pytest.mark.parametrize(
    ("told", "known", "node_red"),
    [("", (), False), ("observability, grafana", ("observability", "grafana"), False), ("nodered", ("nodered",), True)],
)
def test_profiles_are_named_with_commas(told: str, known: tuple[str, ...], *, node_red: bool) -> None:
    settings = GatewaySettings.from_env({"DINRAIL_PROFILES": told, "DINRAIL_NODE_RED": "/n"})
    assert (settings.profiles, settings.node_red is not None) == (known, node_red)
