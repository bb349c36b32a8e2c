"""Lines of Mosquitto's log as 2.0.21 and 2.1.2 write them, and what strangers make of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail_gateway.broker.log_lines import Came, Dropping, Went, event_of

CAME = "New client connected from 172.17.0.1:41234 as plc (p5, c1, k15, u'plc')."


@pytest.mark.parametrize(
    ("line", "event"),
    [
        (CAME, Came("plc", "172.17.0.1", 41234, "5")),
        (f"2026-01-01T10:00:00: {CAME}", Came("plc", "172.17.0.1", 41234, "5")),
        ("New client connected from ::1:5 as _red (p4, c0, k60, u'_red').", Came("_red", "::1", 5, "3.1.1")),
        ("Client plc closed its connection.", Went("plc", None)),
        ("Client plc disconnected.", Went("plc", None)),
        ("Client plc has exceeded timeout, disconnecting.", Went("plc", None)),
        ("Client plc been disconnected by administrative action.", Went("plc", None)),
        ("Client plc disconnected due to protocol error.", Went("plc", None)),
        ("Client plc disconnected: Connection reset by peer.", Went("plc", None)),
        ("Client plc [172.17.0.1:41234] disconnected: connection closed by client.", Went("plc", 41234)),
        ("Client plc [172.17.0.1:41234] disconnected: administrative action.", Went("plc", 41234)),
        ("Client plc [::1:41234] disconnected.", Went("plc", 41234)),
        ("Outgoing messages are being dropped for client _red.", Dropping("_red")),
        ("New connection from 172.17.0.1:41234 on port 1883.", None),
        ("Client plc already connected, closing old connection.", None),
        ("", None),
    ],
)
def test_what_a_line_tells(line: str, event: object) -> None:
    assert event_of(line) == event


@pytest.mark.parametrize(
    "line",
    [
        "Client plc disconnected, not authorised.",
        "Client plc [9.9.9.9:5] disconnected: not authorised.",
        "Client plc [9.9.9.9:5] disconnected: bad username or password.",
        "Client plc disconnected: x disconnected, not authorised.",
        "Client plc [1.2.3.4:41234] disconnected: x [9.9.9.9:5] disconnected: not authorised.",
        "Client plc [1.2.3.4:41234] disconnected: x [9.9.9.9:5] disconnected: malformed packet.",
        f"Client {CAME} disconnected, not authorised.",
        "Client plc disconnected: x disconnected due to malformed packet.",
        "Client plc disconnected due to x disconnected due to malformed packet.",
    ],
)
def test_a_stranger_cannot_say_who_came_or_went_by_its_client_id(line: str) -> None:
    assert event_of(line) is None


@given(st.text(max_size=200))
def test_a_refused_client_id_of_any_kind_tells_nothing(client: str) -> None:
    assert event_of(f"Client {client} disconnected, not authorised.") is None
    assert event_of(f"Client {client} [9.9.9.9:5] disconnected: not authorised.") is None
