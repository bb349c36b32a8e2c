from __future__ import annotations

import pytest

from dinrail.bms import Advertisement, Alarm, BMSData, Guard, KeyMissing, Options
from dinrail.testing.parsers import ParserBattery, Recording
from dinrail_bms_jbd.parser import Jbd

AIOBMSBLE = "patman15/aiobmsble tests/bms/test_jbd_bms.py"
ESPHOME = "syssi/esphome-jbd-bms docs/pdus/"
DISCHARGING = bytes.fromhex("DD03001D0618FEE101F201F4002A2C7C00000000000080640304030B8B0B8A0B84F88477")
CELLS = bytes.fromhex("DD0400080D660D610D680D59FE3C77")
LOW = bytes.fromhex("DD03001D04FCFF130000021C00052B920000000000002000030403" + "0BCA0BC10BBFFA5C77")
TRAILER = bytes.fromhex(
    "DD030022055F00004ADF4E2000022D140000000000002360030401" + "0BB1000000" + "4E204ADF0000" + "FAC277"
)
MODEL = bytes.fromhex("DD0500194A42442D5350303453303334" + "2D4C34532D323030412D422D55FA0877")
EMPTY = bytes.fromhex("DD0300170000000000002710" + "00002C50000000000000" + "200001" + "1000" + "FF0577")
SIXTEEN = bytes.fromhex("DD040020" + "0E10" * 15 + "0000" + "FE1E77")
REFUSED = bytes.fromhex("FFAA15010117")


class TestRecorded(ParserBattery):
    parser = Jbd
    unprotected = frozenset({1})
    recordings = (
        Recording(
            source=AIOBMSBLE,
            frames=(DISCHARGING, CELLS),
            expected={
                "voltage": 15.6,
                "current": -2.87,
                "soc": 100,
                "soh": None,
                "capacity_ah": 5.0,
                "remaining_ah": 4.98,
                "cycles": 42,
                "cell_voltages": (3.43, 3.425, 3.432, 3.417),
                "temperatures": (22.4, 22.3, 21.7),
                "charge_mos": True,
                "discharge_mos": True,
                "balancing": False,
                "balance_mask": 0,
                "alarms": (),
                "alarm_raw": 0,
                "values": {"software": "8.0"},
            },
        ),
        Recording(
            source="syssi/esphome-jbd-bms#14",
            frames=(LOW,),
            expected={"voltage": 12.76, "current": -2.37, "soc": 0, "capacity_ah": 5.4, "remaining_ah": 0.0},
        ),
        Recording(
            source=ESPHOME + "JBD-DP04S007L4S100A-BLE.txt",
            frames=(TRAILER,),
            expected={"voltage": 13.75, "capacity_ah": 200.0, "remaining_ah": 191.67, "temperatures": (26.2,)},
        ),
        Recording(
            source=ESPHOME + "JBD-SP04S034-L4S-200A-B-U.txt",
            frames=(MODEL, DISCHARGING),
            expected={"values": {"software": "8.0", "model": "JBD-SP04S034-L4S-200A-B-U"}},
        ),
        Recording(
            source=ESPHOME + "JBD-SP25S003-L16S-100A-100A-B.txt",
            frames=(EMPTY, SIXTEEN),
            expected={
                "voltage": 0.0,
                "cell_voltages": (3.6,) * 15 + (0.0,),
                "temperatures": (),
                "discharge_mos": False,
            },
        ),
    )


def answer(register: int, data: bytes, status: int = 0) -> bytes:
    body = bytes([status, len(data)]) + data
    return bytes([0xDD, register]) + body + (-sum(body) & 0xFFFF).to_bytes(2, "big") + b"\x77"


def decoded(changes: dict[int, bytes], *, behind: bytes = b"", options: Options | None = None) -> BMSData:
    data = bytearray(DISCHARGING[4:-3])
    for at, value in changes.items():
        data[at : at + len(value)] = value
    parser = Jbd(options)
    return parser.decode(parser.feed(answer(3, bytes(data) + behind)))


@pytest.mark.parametrize(
    ("raw", "current"), [("0000", 0.0), ("0001", 0.01), ("ffff", -0.01), ("8000", -327.68), ("7fff", 327.67)]
)
def test_wire_counts_charging_with_a_sign(raw: str, current: float) -> None:
    change = {2: bytes.fromhex(raw)}
    assert decoded(change).current == current
    assert decoded(change, options=Options(invert_current=True)).current == -current


@pytest.mark.parametrize(
    ("raw", "degrees"), [("0aab", 0.0), ("0aaa", -0.1), ("091b", -40.0), ("0ba5", 25.0), ("0000", None), ("ffff", None)]
)
def test_temperatures_are_tenths_of_kelvin(raw: str, degrees: float | None) -> None:
    assert decoded({23: bytes.fromhex(raw)}).temperatures == (degrees, 22.3, 21.7)


def test_flag_behind_the_temperatures_makes_tenths() -> None:
    data = decoded({}, behind=b"\x80")
    assert (data.current, data.remaining_ah, data.capacity_ah) == (-28.7, 49.8, 50.0)
    assert decoded({}, behind=b"\xff").current == -28.7
    assert decoded({}, behind=b"\x7f").current == -2.87


@pytest.mark.parametrize(
    ("bit", "key"),
    [
        (0, "cell_overvoltage"),
        (3, "pack_undervoltage"),
        (5, "charge_undertemperature"),
        (6, "discharge_overtemperature"),
        (9, "discharge_overcurrent"),
        (10, "short_circuit"),
        (12, "mos_software_lock"),
        (13, "charge_timeout"),
        (15, "bit_15"),
    ],
)
def test_protection_bits(bit: int, key: str) -> None:
    data = decoded({16: (1 << bit).to_bytes(2, "big")})
    assert data.alarms == (Alarm(key),)
    assert data.alarm_raw == 1 << bit


@pytest.mark.parametrize(("switches", "charge", "discharge"), [(0, False, False), (1, True, False), (2, False, True)])
def test_switches(switches: int, charge: bool, discharge: bool) -> None:
    data = decoded({20: bytes([switches])})
    assert (data.charge_mos, data.discharge_mos) == (charge, discharge)


def test_balance_mask_has_its_low_word_first() -> None:
    data = decoded({12: bytes.fromhex("0003 0001")})
    assert data.balance_mask == 0x10003
    assert data.balancing is True


def test_counts_from_the_wire_are_capped() -> None:
    parser = Jbd()
    basic = bytearray(DISCHARGING[4:-3])
    basic[21:23] = b"\xff\xff"
    data = parser.decode(parser.feed(answer(3, bytes(basic)) + answer(4, b"\x0c\xe4" * 60)))
    assert len(data.cell_voltages or ()) == 32
    assert len(data.temperatures or ()) == 3


def test_tail_inside_of_data_ends_nothing() -> None:
    parser = Jbd()
    data = parser.decode(parser.feed(answer(4, bytes.fromhex("0c77 0d77 7777"))))
    assert data.cell_voltages == (3.191, 3.447, 30.583)


@pytest.mark.parametrize(
    ("frame", "cause"),
    [
        (DISCHARGING[:-1] + b"\xdd", "tail"),
        (DISCHARGING[:-2] + b"\x00\x77", "checksum"),
        (answer(3, b"", status=0x80), "status"),
        (REFUSED, "key"),
    ],
)
def test_what_is_rejected_is_counted_and_the_next_answer_comes_through(frame: bytes, cause: str) -> None:
    parser = Jbd()
    assert parser.feed(frame) + parser.flush() == []
    assert parser.counters.rejected[cause] == 1
    assert parser.decode(parser.feed(DISCHARGING)).voltage == 15.6


def test_zero_volts_beside_full_cells_are_withheld() -> None:
    parser = Jbd()
    guard = Guard()
    assert guard.admit(parser.decode(parser.feed(EMPTY + SIXTEEN))) is None
    assert guard.admit(parser.decode(parser.feed(LOW))) is not None
    assert guard.withheld == 1


def test_questions_are_those_of_the_recordings() -> None:
    assert [one.data.hex() for one in Jbd().requests()] == ["dda50300fffd77", "dda50400fffc77"]
    assert [one.data.hex() for one in Jbd().opening()] == ["dda50500fffb77"]


def test_echo_of_a_question_is_no_error() -> None:
    parser = Jbd(Options(key="000000"))
    for request in (*parser.opening(), *parser.requests()):
        assert parser.feed(request.data) == []
    assert parser.counters.last is None


def test_password_is_handed_over_first_and_answered() -> None:
    parser = Jbd(Options(key="000000"))
    unlock = parser.opening()[0]
    assert unlock.data.hex() == "ffaa15063030303030303b"
    assert parser.answered(unlock, parser.feed(bytes.fromhex("FFAA15010016")))


def test_password_that_cannot_be_one_is_refused() -> None:
    with pytest.raises(KeyMissing):
        Jbd(Options(key="schlüssel"))


# Advertisements of aiobmsble/test_data/jbd_bms.json.
@pytest.mark.parametrize(
    ("advertisement", "confidence"),
    [
        (Advertisement(name="GJ-25.6V200AH-0006", services=("ff00",), address="A4:C1:37:00:00:00"), 60),
        (Advertisement(name="DP04S007L4S100A", services=("ff00",), address="A5:C2:37:00:00:00"), 80),
        (Advertisement(name="SX100P-B230201", services=("ff00",), address="E1:24:50:00:00:00"), 60),
        (Advertisement(name="JBD-SP04S020A"), 40),
        (Advertisement(name="TITAN-12V-120AHBH-0201"), 0),
        (Advertisement(name="DWF3C8A1F7C1235", services=("ff00",)), 0),
        (Advertisement(name="Scale", services=("ff00",)), 0),
        (Advertisement(name="SPEAKER", services=("ff00",)), 0),
        (Advertisement(name="Meter", address="A4:C1:38:00:00:00"), 0),
    ],
    ids=lambda one: getattr(one, "name", one),
)
def test_confidence(advertisement: Advertisement, confidence: int) -> None:
    assert Jbd.matches(advertisement) == confidence
