"""Certificates, passwords and WebSocket, against a real Mosquitto that refuses."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from broker_rig import BrokerRig
from dinrail.testing.certificates import Signed, pem, sign
from dinrail.testing.context import eventually
from external_broker import ExternalBroker

Make = Callable[..., BrokerRig]
TLS = "allow_anonymous true\ncafile {folder}/ca.crt\ncertfile {folder}/server.crt\nkeyfile {folder}/server.key\n"


def files(ca: Signed, server: Signed) -> dict[str, str]:
    certificate, key = pem(server)
    return {"ca.crt": pem(ca)[0], "server.crt": certificate, "server.key": key}


async def test_a_client_certificate_lets_us_in(rig: Make) -> None:
    ca = sign("authority")
    mine, key = pem(sign("dinrail", ca))
    async with ExternalBroker(TLS + "require_certificate true", files=files(ca, sign("broker", ca))) as broker:
        endpoint = {"tls": True, "ca": pem(ca)[0]}
        without = rig(broker.port, endpoint=endpoint)
        await eventually(lambda: without.why)
        assert not without.connected
        within = rig(broker.port, endpoint=endpoint | {"certificate": mine, "key": key}, publications=[{"name": "x"}])
        await eventually(lambda: within.connected)
        assert await within.write("x", 1) == 1


@pytest.mark.parametrize("fault", ["expired", "wrong host", "foreign authority"])
async def test_row_34_a_certificate_that_is_not_right_is_refused(rig: Make, fault: str) -> None:
    ca = sign("authority")
    server = {
        "expired": lambda: sign("broker", ca, days=-1),
        "wrong host": lambda: sign("broker", ca, ip="192.0.2.7"),
        "foreign authority": lambda: sign("broker", sign("authority")),
    }[fault]()
    async with ExternalBroker(TLS, files=files(ca, server)) as broker:
        mqtt = rig(broker.port, endpoint={"tls": True, "ca": pem(ca)[0]})
        await eventually(lambda: len(mqtt.why) >= 2)
        assert set(mqtt.why) == {"certificate_refused"}
        assert not mqtt.connected


@pytest.fixture
def passwords(tmp_path: Path) -> str:
    """A password file with user:secret, as Mosquitto's own program makes it."""
    file = tmp_path / "passwords"
    subprocess.run(["mosquitto_passwd", "-c", "-b", str(file), "user", "secret"], check=True, capture_output=True)
    return file.read_text()


async def test_a_wrong_password_is_told_and_a_right_one_works_over_websocket(rig: Make, passwords: str) -> None:
    lines = "protocol websockets\nallow_anonymous false\npassword_file {folder}/passwords"
    async with ExternalBroker(lines, files={"passwords": passwords}) as broker:
        socket = {"transport": "websockets"}
        wrong = rig(broker.port, endpoint=socket, user="user", password="guess")
        await eventually(lambda: wrong.why)
        assert wrong.why[0] == "login_refused"
        right = rig(broker.port, endpoint=socket, user="user", password="secret", publications=[{"name": "x"}])
        await eventually(lambda: right.connected)
        assert await right.write("x", 1) == 1
