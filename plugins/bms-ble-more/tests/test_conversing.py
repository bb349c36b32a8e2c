"""Drivers on a link they were given: recorded batteries, broken answers, lost links, keys."""

from __future__ import annotations

import logging

import pytest

from ble_recorded import REDODO, RENOGY
from ble_wire import Wire
from dinrail.bms import Conversation, FrameRejected, Incomplete, KeyMissing, Options
from dinrail.bms.plugins import make
from dinrail.errors import DeviceError, NotConnected, Timeout


def renogy(data: bytes) -> bytes:
    return bytes.fromhex(RENOGY.get(data.hex(), ""))


def redodo(_data: bytes) -> bytes:
    return bytes.fromhex(REDODO)


async def talk(name: str, wire: Wire, **options: object) -> Conversation:
    parser = make(name, Options(**options))
    assert isinstance(parser, Conversation)
    await parser.begin(wire)
    return parser


async def test_renogy_is_read_as_recorded() -> None:
    parser = await talk("ble-renogy", Wire(renogy))
    record = await parser.read()
    assert (record.voltage, record.current, record.remaining_ah, record.capacity_ah) == (13.6, -0.86, 97.2, 100)
    assert record.cell_voltages == (3.5, 3.3, 3.3, 3.3)
    assert record.temperatures == (17.0, 17.0)
    assert record.cycles == 15
    assert record.alarms == ()
    assert (record.charge_mos, record.discharge_mos) == (False, False)


async def test_redodo_below_zero_keeps_its_signs() -> None:
    parser = await talk("ble-redodo", Wire(redodo))
    record = await parser.read()
    assert record.current == pytest.approx(-1.435)
    assert record.temperatures == (23.0, 22.0, -2.0)
    assert (record.soc, record.soh) == (65, 100)
    assert record.cell_voltages is not None
    assert len(record.cell_voltages) == 8


async def test_current_can_be_turned_round() -> None:
    parser = await talk("ble-redodo", Wire(redodo), invert_current=True)
    assert (await parser.read()).current == pytest.approx(1.435)


async def test_every_round_asks_anew_and_the_link_stays() -> None:
    wire = Wire(redodo)
    parser = await talk("ble-redodo", wire)
    await parser.read()
    asked = len(wire.sent)
    await parser.read()
    assert len(wire.sent) > asked
    assert wire.is_connected


@pytest.mark.parametrize("at", [0, 4, 60, -1])
async def test_a_damaged_answer_is_no_record(at: int, fast: None) -> None:
    damaged = bytearray.fromhex(REDODO)
    damaged[at] ^= 0x41
    parser = await talk("ble-redodo", Wire(lambda _data: bytes(damaged)))
    with pytest.raises(DeviceError):
        await parser.read()


async def test_silence_ends_with_a_timeout(fast: None) -> None:
    parser = await talk("ble-redodo", Wire(lambda _data: b""))
    with pytest.raises(Timeout, match="Redodo"):
        await parser.read()


async def test_a_lost_link_is_told_and_no_driver_connects_by_itself() -> None:
    wire = Wire(redodo)
    parser = await talk("ble-redodo", wire)
    wire.is_connected = False
    with pytest.raises(NotConnected):
        await parser.read()


async def test_the_end_is_harmless_whenever_it_comes() -> None:
    wire = Wire(redodo)
    parser = await talk("ble-redodo", wire)
    await parser.end()
    assert not wire.is_connected
    await parser.end()
    with pytest.raises(NotConnected):
        await parser.read()


async def test_a_refused_pin_is_a_rejected_key(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    wire = Wire(lambda data: b"WRONG\r" if data.startswith(b"PW") else b"OK\r")
    with pytest.raises(FrameRejected) as refused:
        await talk("ble-x123smart", wire, key="4711")
    assert refused.value.cause == "key"
    assert any(b"4711" in data for data in wire.sent)
    assert "4711" not in caplog.text + str(refused.value)


async def test_a_key_for_a_battery_without_one_is_refused_before_anything_is_sent() -> None:
    wire = Wire(redodo)
    with pytest.raises(KeyMissing, match="no key"):
        await talk("ble-redodo", wire, key="4711")
    assert wire.sent == []


def test_frames_by_hand_make_no_record() -> None:
    with pytest.raises(Incomplete, match="connection"):
        make("ble-redodo").decode([])


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library's waits for an answer, shortened; it tries again six times."""
    from aiobmsble.basebms import BaseBMS

    monkeypatch.setattr(BaseBMS, "_RETRY_TIMEOUT", 0.01)
