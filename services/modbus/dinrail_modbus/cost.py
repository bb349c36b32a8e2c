"""What one request costs on the line: bytes and seconds. Pure."""

from __future__ import annotations

from dinrail_modbus import rtu
from dinrail_modbus.endpoint import Endpoint
from dinrail_modbus.tables import Table, has_bits

__all__ = ["Costs"]

TCP_REQUEST, TCP_ANSWER = 12, 9  # MBAP header, unit, function, and address with count, or the count of bytes
RTU_REQUEST, RTU_ANSWER = 8, 5
USUAL_ROUND_TRIP_S = 0.005
USUAL_THINKING_S = 0.008  # of a serial device, between request and answer


class Costs:
    """`round_trip`: seconds a request takes beside what its length explains; on a serial line the device's thinking."""

    def __init__(self, endpoint: Endpoint, known: float | None = None) -> None:
        self._endpoint = endpoint
        usual = USUAL_THINKING_S if endpoint.serial else USUAL_ROUND_TRIP_S
        self._measured = known
        self.round_trip = usual if known is None else known

    def sizes(self, table: Table, count: int) -> tuple[int, int]:
        """Bytes of the request and of its answer."""
        data = (count + 7) // 8 if has_bits(table) else 2 * count
        rtu_frames = self._endpoint.rtu
        return (RTU_REQUEST, RTU_ANSWER + data) if rtu_frames else (TCP_REQUEST, TCP_ANSWER + data)

    def seconds(self, sent: int, received: int, pause: float = 0.0) -> float:
        """How long the line is taken."""
        if not self._endpoint.serial:
            return self.round_trip + pause
        character = rtu.bits_of_character(self._endpoint.parity, self._endpoint.stop_bits)
        silence = rtu.silence(self._endpoint.baud, character)
        moving = (sent + received) * character / self._endpoint.baud
        return moving + self.round_trip + max(silence, pause)
