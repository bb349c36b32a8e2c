"""The broker's configuration, on both versions it must run on: who gets in, and what they may do there."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from integration.broker_lab import Broker, Client, broker, make_certificate, until

pytestmark = [pytest.mark.docker, pytest.mark.timeout(120)]

Connect = Callable[..., Client]
TAKEN = ("Success", "No matching subscribers")
# Subscriptions an instance `inverter_1` must not get.
NOT_MEANT = (
    *("#", "smarthome/#", "smarthome/set/#", "smarthome/set/+/x", "smarthome/set/meter_1/#", "$SYS/#"),
    *("dinrail/meter_1/config/#", "$share/all/smarthome/#", "$CONTROL/dynamic-security/v1/response"),
)


@pytest.fixture(scope="module", params=["broker", "broker-2.0"])
def image(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def running(image: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    with broker(image, tmp_path_factory.mktemp("broker")) as lab:
        lab.write_identities()
        lab.wait_running()
        yield lab


@pytest.fixture
def client(running: Broker) -> Iterator[Connect]:
    made: list[Client] = []

    def connect(name: str, password: str | None = None, **options: str) -> Client:
        made.append(Client(running.port(), name, f"pw-{name}" if password is None else password, **options))
        return made[-1]

    yield connect
    for each in made:
        each.close()


def test_anonymous_is_refused(running: Broker) -> None:
    nobody = Client(running.port(), "")
    assert nobody.connect() == "Not authorized"
    nobody.close()


def test_a_wrong_password_is_refused(client: Connect) -> None:
    assert client("inverter_1", "wrong").connect() == "Not authorized"


def test_an_unknown_name_is_refused(client: Connect) -> None:
    assert client("stranger").connect() == "Not authorized"


def test_another_ones_client_id_is_refused_and_its_owner_stays_connected(client: Connect) -> None:
    owner = client("meter_1")
    assert owner.connect() == "Success"
    assert client("inverter_1", client_id="meter_1").connect() == "Not authorized"
    assert owner.publish("smarthome/meter_1/power") in TAKEN
    assert owner.lost.empty()


def test_row_62_protocol_3_1_is_refused_where_the_broker_can(running: Broker, image: str) -> None:
    """CONNECT of MQTT 3.1 (`MQIsdp`, level 3) with a right name and password; 2.0 has no rule against it."""
    words = [b"inverter_1", b"inverter_1", b"pw-inverter_1"]
    payload = b"".join(len(word).to_bytes(2, "big") + word for word in words)
    body = b"\x00\x06MQIsdp\x03\xc2\x00\x0a" + payload
    with socket.create_connection(("127.0.0.1", running.port()), timeout=10) as link:
        link.sendall(bytes([0x10, len(body)]) + body)
        answer = link.recv(4)
    let_in = answer == b"\x20\x02\x00\x00"
    assert let_in == (image == "broker-2.0"), answer


def test_what_an_instance_publishes_outside_its_role_reaches_nobody(client: Connect) -> None:
    observer, inverter = client("observer"), client("inverter_1")
    assert observer.connect() == "Success"
    assert observer.subscribe("#") == "Granted QoS 1"
    assert inverter.connect() == "Success"
    foreign = ("smarthome/meter_1/power", "dinrail/inverter_1/status", "smarthome/set/meter_1/limit", "dinrail/panic")
    assert {topic: inverter.publish(topic) for topic in foreign} == dict.fromkeys(foreign, "Not authorized")
    assert inverter.publish("$CONTROL/dynamic-security/v1", b'{"commands": []}') == "Not authorized"
    assert inverter.publish("smarthome/inverter_1/power", b"5") == "Success"
    until(lambda: len(observer.received) > 0, "the permitted value does not arrive")
    assert observer.received == [("smarthome/inverter_1/power", b"5")]


def test_an_instance_hears_only_what_is_meant_for_it(client: Connect) -> None:
    observer, inverter = client("observer"), client("inverter_1")
    assert observer.connect() == "Success"
    assert inverter.connect() == "Success"
    assert {topic: inverter.subscribe(topic) for topic in NOT_MEANT} == dict.fromkeys(NOT_MEANT, "Not authorized")
    assert inverter.subscribe("smarthome/set/inverter_1/#") == "Granted QoS 1"
    assert observer.publish("smarthome/set/meter_1/limit", b"1") in TAKEN
    assert observer.publish("smarthome/set/inverter_1/limit", b"2") == "Success"
    until(lambda: len(inverter.received) > 0, "its own write request does not arrive")
    assert inverter.received == [("smarthome/set/inverter_1/limit", b"2")]


def test_a_will_for_a_foreign_topic_is_never_published(running: Broker, client: Connect) -> None:
    observer = client("observer")
    assert observer.connect() == "Success"
    assert observer.subscribe("dinrail/#") == "Granted QoS 1"
    for topic in ("dinrail/meter_1/state", "dinrail/inverter_1/state"):
        inverter = Client(running.port(), "inverter_1", "pw-inverter_1")
        inverter.paho.will_set(topic, b"lost", 1)
        assert inverter.connect() == "Success"
        inverter.paho.loop_stop()
        inverter.paho.socket().close()
    until(lambda: len(observer.received) > 0, "the permitted will does not arrive")
    assert observer.received == [("dinrail/inverter_1/state", b"lost")]


def test_too_large_a_packet_ends_its_senders_connection_alone(client: Connect) -> None:
    inverter, meter = client("inverter_1"), client("meter_1")
    assert inverter.connect() == "Success"
    assert meter.connect() == "Success"
    assert inverter.publish("smarthome/inverter_1/text", bytes(255 * 1024)) in TAKEN
    inverter.paho.publish("smarthome/inverter_1/text", bytes(257 * 1024), 1)
    assert inverter.lost.get(timeout=5) == "Packet too large"
    assert meter.publish("smarthome/meter_1/power") in TAKEN


def test_the_network_port_speaks_tls_and_takes_over_a_renewed_certificate(running: Broker, client: Connect) -> None:
    ca = running.folder / "tls" / "server.crt"
    first = client("inverter_1")
    first.port = running.port(8883)
    assert first.connect(ca) == "Success"
    first.close()
    make_certificate(running.folder / "tls", "renewed")
    running.container.get_wrapped_container().kill("HUP")
    until(lambda: "Reloading config" in running.logs(), "SIGHUP does not reach Mosquitto")
    second = client("inverter_1")
    second.port = running.port(8883)
    assert second.connect(ca) == "Success"


def test_the_broker_waits_for_its_identities_and_says_so(image: str, tmp_path: Path) -> None:
    with broker(image, tmp_path) as lab:
        until(lambda: "waiting for the identities" in lab.logs(), "it does not say what it waits for")
        (lab.folder / "security" / "dynamic-security.json").touch()
        lab.hand_over()
        assert " running" not in lab.logs()
        lab.write_identities()
        lab.wait_running()
        invented = list((lab.folder / "security").glob("*.pw"))
    assert invented == []


def test_a_damaged_database_is_put_aside_and_everyone_gets_in_again(image: str, tmp_path: Path) -> None:
    with broker(image, tmp_path) as lab:
        (lab.folder / "data" / "mosquitto.db").write_bytes(bytes(range(256)))
        lab.write_identities()
        lab.wait_running()
        inverter = Client(lab.port(), "inverter_1", "pw-inverter_1")
        assert inverter.connect() == "Success"
        inverter.close()
        assert (lab.folder / "data" / "mosquitto.db.damaged").exists()


def test_a_database_that_would_lock_everyone_out_is_put_aside(image: str, tmp_path: Path) -> None:
    with broker(image, tmp_path) as lab:
        with (lab.folder / "data" / "mosquitto.db").open("wb") as database:
            database.truncate(64 * 1024 * 1024 + 1)
        lab.write_identities()
        lab.wait_running()
        inverter = Client(lab.port(), "inverter_1", "pw-inverter_1")
        assert inverter.connect() == "Success"
        inverter.close()
        assert (lab.folder / "data" / "mosquitto.db.too-large").exists()
        assert "more than 67108864 bytes" in lab.logs()


def test_retained_values_survive_a_clean_stop(image: str, tmp_path: Path) -> None:
    with broker(image, tmp_path) as lab:
        lab.write_identities()
        lab.wait_running()
        inverter = Client(lab.port(), "inverter_1", "pw-inverter_1")
        assert inverter.connect() == "Success"
        inverter.paho.publish("smarthome/inverter_1/power", b"7", 1, retain=True)
        inverter.answers.get(timeout=5)
        inverter.close()
        lab.container.get_wrapped_container().restart()
        until(lambda: lab.logs().count(" running") > 1, "Mosquitto does not run again")
        observer = Client(lab.port(), "observer", "pw-observer")
        assert observer.connect() == "Success"
        assert observer.subscribe("smarthome/#") == "Granted QoS 1"
        until(lambda: len(observer.received) > 0, "the retained value is lost")
        observer.close()
    assert observer.received == [("smarthome/inverter_1/power", b"7")]
