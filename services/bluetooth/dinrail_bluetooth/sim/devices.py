"""Peripherals as the makers' modules look: names, services, characteristics, advertisements."""

from __future__ import annotations

from collections.abc import Callable

from Crypto.Cipher import AES

from dinrail.testing.boards import AntSpeaker, JbdSpeaker, Pack, Speaker
from dinrail_bluetooth.sim.peripheral import Characteristic, Peripheral
from dinrail_bluetooth.sim.speakers import DalyD2Speaker, JkSpeaker

__all__ = ["ant", "daly", "jbd", "jk", "passer_by", "victron"]

NOTIFY, WRITE = ("notify", "read"), ("write-without-response", "write")
VICTRON = 0x02E1


def _module(
    address: str, name: str, speaker: Speaker, places: tuple[str, str, str], made: dict[int, bytes] | None = None
) -> Peripheral:
    service, notify, write = places
    table = [Characteristic(notify, NOTIFY), Characteristic(write, WRITE)]
    if notify == write:
        table = [Characteristic(write, (*NOTIFY, *WRITE))]
    about = [Characteristic("2a29", ("read",), b"Simulated"), Characteristic("2a24", ("read",), name.encode())]
    return Peripheral(
        address,
        name,
        services={service: table, "180a": about},
        advertised=(service,),
        manufacturer_data=lambda: made or {},
        speaker=speaker,
        write=write,
        notify=notify,
    )


def jbd(address: str = "A4:C1:38:00:00:01", name: str = "JBD-SP16S", pack: Pack | None = None) -> Peripheral:
    """A module of JBD."""
    return _module(address, name, JbdSpeaker(pack or Pack(16)), ("ff00", "ff01", "ff02"))


def daly(address: str = "41:18:12:00:00:02", name: str = "DL-41181200", pack: Pack | None = None) -> Peripheral:
    """A module of Daly with registers."""
    return _module(address, name, DalyD2Speaker(pack or Pack(16)), ("fff0", "fff1", "fff2"), {0x0102: b"\x41\x18"})


def ant(address: str = "AA:BB:00:00:00:03", name: str = "ANT-BLE16ZMU", pack: Pack | None = None) -> Peripheral:
    """A module of ANT of the older kind."""
    return _module(address, name, AntSpeaker(pack or Pack(16)), ("ffe0", "ffe1", "ffe1"))


def jk(address: str = "C8:47:8C:00:00:04", name: str = "JK-B2A16S", pack: Pack | None = None) -> Peripheral:
    """A module of JK."""
    return _module(address, name, JkSpeaker(pack or Pack(16)), ("ffe0", "ffe1", "ffe1"), {0x0B65: b"\x88\xa0"})


def victron(key: str, address: str = "D0:11:22:00:00:05", pack: Pack | None = None) -> Peripheral:
    """A shunt whose advertisements carry its readings; `key` of 32 hex digits."""
    return Peripheral(
        address,
        "SmartShunt",
        manufacturer_data=_instant(bytes.fromhex(key), pack or Pack(4)),
        connectable=False,
    )


def passer_by(number: int) -> Peripheral:
    """Something of the neighbours: a telephone, a lamp."""
    return Peripheral(
        f"02:00:00:00:{number >> 8 & 0xFF:02X}:{number & 0xFF:02X}",
        "" if number % 3 else f"lamp {number}",
        manufacturer_data=lambda: {0x004C: bytes([0x10, 5, number & 0xFF])},
        rssi=-70 - number % 25,
        connectable=False,
    )


def _instant(key: bytes, pack: Pack) -> Callable[[], dict[int, bytes]]:
    """Advertisements of a battery monitor, another nonce each time."""
    nonce = 0

    def say() -> dict[int, bytes]:
        nonlocal nonce
        nonce = nonce + 1 & 0xFFFF
        bits = 0xFFFF | round(pack.volts * 100) << 16 | 3 << 64
        bits |= (round(pack.current * 1000) & 0x3FFFFF) << 66 | 0xFFFFF << 88 | round(pack.soc * 10) << 108
        plain = bits.to_bytes(16, "little")
        counter = nonce.to_bytes(16, "little")
        stream = AES.new(key, AES.MODE_ECB).encrypt(counter)  # of a counter: that is counter mode
        cipher = bytes(a ^ b for a, b in zip(plain, stream, strict=True))
        return {VICTRON: b"\x10\x02\x89\xa3\x02" + nonce.to_bytes(2, "little") + key[:1] + cipher}

    return say
