from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given, settings
from hypothesis import strategies as st

from dinrail.bms import Advertisement, BMSData, FrameRejected, KeyMissing, Options
from dinrail.testing.parsers import ParserBattery, Recording
from dinrail_bms_victron.belief import believable
from dinrail_bms_victron.instant import VictronBle
from dinrail_bms_victron.packets import Packet, decrypt, parse_packet
from dinrail_bms_victron.records import RECORDS, record_of

FOLDER = Path(__file__).parent / "recorded"
ROWS: list[dict[str, Any]] = json.loads((FOLDER / "instant.json").read_text())
DECRYPTED: list[dict[str, Any]] = json.loads((FOLDER / "decrypted.json").read_text())
KEY = ROWS[0]["key"]
PACKET = bytes.fromhex(ROWS[0]["data"])
COMPANY = 0x02E1


def packet(payload: bytes, *, record: int = 2, nonce: int = 1, key: str = KEY) -> bytes:
    """A packet as a device makes it, by counter mode of the library."""
    secret = bytes.fromhex(key)
    mode = modes.CTR(nonce.to_bytes(16, "little"))
    encrypted = Cipher(algorithms.AES(secret), mode).encryptor().update(payload)
    return bytes((0x10, 0x02, 0x89, 0xA3, record)) + nonce.to_bytes(2, "little") + secret[:1] + encrypted


def monitor(
    *,
    minutes: int = 0xFFFF,
    voltage: int = 1253,
    alarms: int = 0,
    aux: int = 0,
    mode: int = 3,
    current: int = 0,
    consumed: int = 500,
    soc: int = 500,
) -> bytes:
    """Payload of a battery monitor; raw numbers."""
    parts = ((minutes, 16), (voltage, 16), (alarms, 16), (aux, 16), (mode, 2), (current, 22), (consumed, 20), (soc, 10))
    number = at = 0
    for value, width in parts:
        number |= (value & (1 << width) - 1) << at
        at += width
    return number.to_bytes(15, "little")


def read(data: bytes, options: Options | None = None) -> BMSData:
    parser = VictronBle(options or Options(key=KEY))
    return parser.decode(parser.feed(data))


class TestRecorded(ParserBattery):
    parser = VictronBle
    streams = False
    checked = False
    recordings = tuple(
        Recording(
            source=f"{row['source']} {row['name']}",
            frames=(bytes.fromhex(row["data"]),),
            expected=row["expect"],
            options=Options(key=row["key"]),
        )
        for row in ROWS
    )


@pytest.mark.parametrize("row", DECRYPTED, ids=lambda row: f"{row['record']}-{row['payload']}")
def test_decrypted_records_mean_what_others_read(row: dict[str, Any]) -> None:
    data = record_of(row["record"], bytes.fromhex(row["payload"]))
    for name, value in row["expect"].items():
        found = getattr(data, name)
        if name == "values":
            assert value.items() <= found.items()
        else:
            assert (list(found) if isinstance(found, tuple) else found) == value
    assert believable(row["record"], bytes.fromhex(row["payload"]))


@pytest.mark.parametrize(
    ("raw", "current"),
    [(0, 0.0), (1, 0.001), (-2, -0.002), (-150, -0.15), (-500_000, -500.0), (2_000_000, 2000.0), (0x3FFFFF, None)],
)
def test_current_has_a_sign_and_can_be_turned_round(raw: int, current: float | None) -> None:
    data = packet(monitor(current=raw))
    assert read(data).current == current
    assert read(data, Options(key=KEY, invert_current=True)).current == (None if current is None else -current)


@pytest.mark.parametrize(
    ("fields", "attribute", "value"),
    [
        ({"voltage": 0x7FFF}, "voltage", None),
        ({"soc": 0x3FF}, "soc", None),
        ({"soc": 0}, "soc", 0.0),
        ({"soc": 1000}, "soc", 100.0),
        ({"mode": 2, "aux": 27_315}, "temperatures", (0.0,)),
        ({"mode": 2, "aux": 25_315}, "temperatures", (-20.0,)),
        ({"mode": 2, "aux": 0xFFFF}, "temperatures", (None,)),
        ({"mode": 3}, "temperatures", None),
    ],
)
def test_values_that_are_missing_and_below_zero(fields: dict[str, int], attribute: str, value: object) -> None:
    assert getattr(read(packet(monitor(**fields))), attribute) == value


@pytest.mark.parametrize(
    ("fields", "values"),
    [
        ({"consumed": 0xFFFFF}, {}),
        ({"minutes": 90, "consumed": 1}, {"time_to_go_min": 90, "consumed_ah": -0.1}),
        ({"mode": 0, "aux": 0xFFFE, "consumed": 0xFFFFF}, {"starter_voltage": -0.02}),
        ({"mode": 0, "aux": 0x7FFF, "consumed": 0xFFFFF}, {}),
        ({"mode": 1, "aux": 0xFFFE, "consumed": 0xFFFFF}, {"midpoint_voltage": 655.34}),
        ({"mode": 1, "aux": 0xFFFF, "consumed": 0xFFFFF}, {}),
    ],
)
def test_other_values(fields: dict[str, int], values: dict[str, float]) -> None:
    assert read(packet(monitor(**fields))).values == values


def test_several_alarms_at_once_are_a_mask() -> None:
    data = read(packet(monitor(alarms=0b101)))
    assert ([alarm.key for alarm in data.alarms or ()], data.alarm_raw) == (["pack_undervoltage", "soc_low"], 5)


@pytest.mark.parametrize("key", ["", " ", "aff4", KEY[:-1], KEY + "0", KEY[:-1] + "g"])
def test_missing_or_malformed_key_is_said_when_the_parser_is_made(key: str) -> None:
    with pytest.raises(KeyMissing) as caught:
        VictronBle(Options(key=key))
    assert caught.value.reason.key == "bms_key_missing"
    assert not key.strip() or key not in str(caught.value)


@pytest.mark.parametrize("key", [KEY.upper(), f" {KEY}\n", "-".join(KEY[at : at + 4] for at in range(0, 32, 4))])
def test_key_may_be_written_as_people_copy_it(key: str) -> None:
    assert read(PACKET, Options(key=key)).voltage == 12.53


def test_key_of_another_device_is_a_state_and_no_value() -> None:
    parser = VictronBle(Options(key="00" + KEY[2:]))
    for nonce in range(1, 4):
        for _ in range(5):
            assert parser.feed(packet(monitor(), nonce=nonce)) == []
    assert parser.key_state == "wrong"
    assert parser.counters.rejected == {"key": 3}
    assert isinstance(parser.counters.last, FrameRejected)
    assert KEY[2:] not in str(parser.counters.last)


def test_key_with_one_wrong_digit_gives_hardly_ever_a_value() -> None:
    """The first byte fits, what is decrypted is noise: only the plausibility of the record tells."""
    wrong = KEY[:-1] + ("0" if KEY[-1] != "0" else "1")
    parser = VictronBle(Options(key=wrong))
    frames = [frame for nonce in range(1, 20_001) for frame in parser.feed(packet(monitor(), nonce=nonce))]
    assert len(frames) <= 1
    assert parser.key_state == "wrong"


@pytest.mark.parametrize(("record", "share"), [(0x02, 0.002), (0x05, 0.002), (0x0A, 0.03), (0x0D, 0.006)])
def test_noise_is_hardly_ever_believed(record: int, share: float) -> None:
    noise = random.Random(record)
    believed = sum(believable(record, noise.randbytes(16)) for _ in range(20_000))
    assert believed <= share * 20_000


def test_trust_in_a_key_returns_after_several_readings() -> None:
    parser = VictronBle(Options(key=KEY))
    assert len(parser.feed(packet(monitor(), nonce=1))) == 1
    assert parser.feed(packet(monitor(voltage=-1000), nonce=2)) == []
    assert [len(parser.feed(packet(monitor(), nonce=nonce))) for nonce in range(3, 7)] == [0, 0, 1, 1]
    assert parser.key_state == "good"


def test_repeated_packet_is_neither_a_frame_nor_an_error() -> None:
    parser = VictronBle(Options(key=KEY))
    assert [len(parser.feed(PACKET)) for _ in range(3)] == [1, 0, 0]
    assert (parser.counters.frames, parser.counters.last) == (1, None)


def test_company_id_in_front_is_taken_off() -> None:
    assert read(COMPANY.to_bytes(2, "little") + PACKET).voltage == 12.53


@pytest.mark.parametrize("data", [b"", b"\x02\x01", b"\x20" + PACKET[1:]])
def test_other_advertisements_of_the_company_are_not_for_us(data: bytes) -> None:
    parser = VictronBle(Options(key=KEY))
    assert parser.feed(data) == []
    assert parser.counters.last is None


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (PACKET[:8], "length"),
        (PACKET[:15], "length"),
        (PACKET + bytes(16), "length"),
        (packet(bytes(12), record=1), "content"),
        (packet(bytes(12), record=0x7F), "content"),
    ],
)
def test_broken_packets_are_told_by_what_is_wrong(data: bytes, cause: str) -> None:
    parser = VictronBle(Options(key=KEY))
    assert parser.feed(data) == []
    assert parser.counters.rejected == {cause: 1}


@given(
    st.binary(min_size=16, max_size=16),
    st.integers(0, 0xFFFF),
    st.binary(min_size=8, max_size=24),
    st.sampled_from([*RECORDS]),
)
@settings(deadline=None, max_examples=200)
def test_decryption_is_counter_mode_over_any_length(key: bytes, nonce: int, payload: bytes, record: int) -> None:
    parsed = parse_packet(packet(payload, record=record, nonce=nonce, key=key.hex()))
    assert isinstance(parsed, Packet)
    assert decrypt(parsed, key)[:16] == payload[:16]
    assert isinstance(record_of(record, payload), BMSData)


def test_only_readings_of_batteries_are_claimed() -> None:
    assert VictronBle.matches(Advertisement(manufacturer_data={COMPANY: PACKET})) == 95
    solar = bytes.fromhex("100242a0016207adceb37b605d7e0ee21b24df5c")
    for data in (solar, b"", b"\x10", b"\x02" + PACKET[1:]):
        assert VictronBle.matches(Advertisement(name="SmartSolar", manufacturer_data={COMPANY: data})) == 0
