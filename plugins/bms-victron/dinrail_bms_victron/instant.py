"""Victron advertisements with Instant Readout."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from dinrail.bms import Advertisement, BMSData, BMSParser, Frame, FrameRejected, Incomplete, Options
from dinrail_bms_victron.belief import believable
from dinrail_bms_victron.packets import COMPANY, PRODUCT, Packet, decrypt, parse_key, parse_packet
from dinrail_bms_victron.records import RECORDS, record_of

__all__ = ["VictronBle"]

RECORD_AT = 4
CONVINCED_AFTER = 3
"""Believable packets in a row that restore trust in a key which once decrypted to nonsense."""


class VictronBle(BMSParser):
    """Type `victron-ble`: every `feed` is the manufacturer data of one advertisement; nothing is ever sent.

    The state of the key is `key_state`. A packet that repeats the one before is neither a frame nor an error, so a
    stale advertisement does not look like fresh data, and a wrong key is counted once per new packet.
    Raises KeyMissing when made without a key of 32 hex digits.
    """

    type = "victron-ble"
    title = "Victron SmartShunt, BMV, Smart Lithium, Lynx BMS (Instant Readout)"
    links = frozenset({"advertisement"})
    needs_key = True

    def __init__(self, options: Options | None = None) -> None:
        super().__init__(options)
        self._key = parse_key(self.options.key)
        self._last: Packet | None = None
        self._missing_trust = 0
        self.key_state = "unproven"
        """`unproven`, `good`, or `wrong`: that of another device, or with a wrong digit."""

    @classmethod
    def matches(cls, advertisement: Advertisement) -> int:
        """By the company and a record that speaks of a battery; not for their solar chargers and inverters."""
        data = advertisement.manufacturer_data.get(COMPANY, b"")
        return (
            95
            if data[:1] == bytes((PRODUCT,)) and data[RECORD_AT : RECORD_AT + 1] and data[RECORD_AT] in RECORDS
            else 0
        )

    def feed(self, data: bytes) -> list[Frame]:
        """The decrypted record of an advertisement, unless it is none, a repetition, or not for this key."""
        try:
            frame = self._read(data)
        except FrameRejected as error:
            if error.cause == "key":
                self.key_state = "wrong"
            self.counters.reject(error)
            return []
        if frame is None:
            return []
        self.counters.frames += 1
        return [frame]

    def flush(self) -> list[Frame]:
        """Nothing: an advertisement is whole or not there."""
        return []

    def decode(self, frames: Sequence[Frame]) -> BMSData:
        """Record of the last frame."""
        if not frames:
            raise Incomplete("no record among the frames")
        data = record_of(frames[-1].kind, frames[-1].payload)
        return replace(data, current=self.signed(data.current))

    def _read(self, data: bytes) -> Frame | None:
        packet = parse_packet(data)
        if packet is None or packet == self._last:
            return None
        self._last = packet
        if packet.record not in RECORDS:
            raise FrameRejected("content", f"record {packet.record:#04x} does not speak of a battery")
        payload = decrypt(packet, self._key)
        self._weigh(believable(packet.record, payload))
        return Frame(kind=packet.record, payload=payload)

    def _weigh(self, believed: bool) -> None:
        if not believed:
            self._missing_trust = CONVINCED_AFTER
        elif self._missing_trust:
            self._missing_trust -= 1
        if not believed or self._missing_trust:
            raise FrameRejected("key", "decrypts to nonsense, one of the digits may be wrong")
        self.key_state = "good"
