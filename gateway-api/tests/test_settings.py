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
