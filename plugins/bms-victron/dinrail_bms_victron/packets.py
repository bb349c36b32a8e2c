"""Packets of Instant Readout: what stands in front of the ciphertext, and the cipher.

Manufacturer data of company 0x02E1: `10 length model16 record nonce16 first_key_byte ciphertext…`, low bytes first.
The cipher is AES-128 in counter mode; the counter block is the nonce as a 128-bit number, low byte first.
Source: Victron Energy "Extra manufacturer data", github.com/keshavdv/victron-ble.
"""

from __future__ import annotations

import re

import msgspec

from dinrail.bms import FrameRejected, KeyMissing

__all__ = ["COMPANY", "PRODUCT", "Packet", "decrypt", "parse_key", "parse_packet"]

COMPANY = 0x02E1
PRODUCT = 0x10
"""First byte of product advertisements; others of the company carry no readings."""
HEADER = 8
SHORTEST, LONGEST = HEADER + 8, HEADER + 24
BLOCK = 16
KEY = re.compile(r"[0-9a-fA-F]{32}")


class Packet(msgspec.Struct, frozen=True):
    """Product id, kind of record, nonce and what is encrypted."""

    model: int
    record: int
    nonce: int
    key_byte: int
    ciphertext: bytes


def parse_key(text: str) -> bytes:
    """The 16 bytes of an encryption key; raises KeyMissing for none and for anything but 32 hex digits."""
    digits = re.sub(r"[\s:-]", "", text)
    if not digits:
        raise KeyMissing("Instant Readout is encrypted; the key is shown in VictronConnect, product info", digits=0)
    if KEY.fullmatch(digits) is None:
        raise KeyMissing(f"a key has 32 hex digits, this one has {len(digits)} characters", digits=len(digits))
    return bytes.fromhex(digits)


def parse_packet(data: bytes) -> Packet | None:
    """Packet of manufacturer data, with or without the company id; None for other advertisements of the company.

    Raises FrameRejected(length).
    """
    if data[:3] == bytes((COMPANY & 0xFF, COMPANY >> 8, PRODUCT)):
        data = data[2:]
    if data[:1] != bytes((PRODUCT,)):
        return None
    if not SHORTEST <= len(data) <= LONGEST:
        raise FrameRejected("length", f"{len(data)} bytes are no packet of Instant Readout")
    return Packet(
        model=int.from_bytes(data[2:4], "little"),
        record=data[4],
        nonce=int.from_bytes(data[5:7], "little"),
        key_byte=data[7],
        ciphertext=data[HEADER:],
    )


def decrypt(packet: Packet, key: bytes) -> bytes:
    """What the packet says; raises FrameRejected(key) when the key is visibly that of another device."""
    from Crypto.Cipher import AES  # noqa: PLC0415 - 3 MB resident, for those who have such a device

    if packet.key_byte != key[0]:
        raise FrameRejected("key", "encrypted with another key")
    size = len(packet.ciphertext)
    counters = b"".join((packet.nonce + block).to_bytes(BLOCK, "little") for block in range(-(-size // BLOCK)))
    stream = AES.new(key, AES.MODE_ECB).encrypt(counters)  # of counters: that is counter mode
    return bytes(one ^ other for one, other in zip(packet.ciphertext, stream, strict=False))
