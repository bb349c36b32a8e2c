"""What one runtime answers, command by command."""

from __future__ import annotations

import struct
from collections.abc import Callable

from dinrail_ads.sim.device.notes import Client, Notes
from dinrail_ads.sim.device.payloads import (
    ADDRESS,
    CONTROL,
    EXCHANGE,
    OK,
    PAIR,
    U32,
    check_count,
    device_info,
    exactly,
    part,
    result,
)
from dinrail_ads.sim.device.runtime import Runtime
from dinrail_ads.sim.device.sums import SUMS, Sums
from dinrail_ads.sim.program.memory import Refused
from dinrail_ads.wire.ams import AmsFrame
from dinrail_ads.wire.commands import AdsState, Command
from dinrail_ads.wire.errors import AdsCode
from dinrail_ads.wire.groups import Group

__all__ = ["Services"]

NOTE = 40


class Services:
    """What one runtime answers."""

    def __init__(self, runtime: Runtime, notes: Notes, sum_limit: int) -> None:
        self._runtime = runtime
        self._notes = notes
        self._sums = Sums(runtime, sum_limit)
        self._sum_limit = sum_limit
        self._by_command: dict[int, Callable[[Client, AmsFrame], bytes]] = {
            Command.DEVICE_INFO: self._device_info,
            Command.READ: self._read,
            Command.WRITE: self._write,
            Command.READ_STATE: self._read_state,
            Command.WRITE_CONTROL: self._write_control,
            Command.ADD_NOTIFICATION: self._add,
            Command.DELETE_NOTIFICATION: self._delete,
            Command.READ_WRITE: self._exchange,
        }

    def answer(self, client: Client, frame: AmsFrame) -> bytes | None:
        """The payload of the answer, None where there is no such command; raises Refused."""
        serve = self._by_command.get(frame.command)
        return None if serve is None else serve(client, frame)

    def _device_info(self, client: Client, frame: AmsFrame) -> bytes:
        return device_info(self._runtime.name)

    def _read(self, client: Client, frame: AmsFrame) -> bytes:
        return result(self._runtime.read(*ADDRESS.unpack(exactly(frame.data, ADDRESS.size))))

    def _write(self, client: Client, frame: AmsFrame) -> bytes:
        group, offset, length = ADDRESS.unpack(part(frame.data, 0, ADDRESS.size))
        self._runtime.write(group, offset, exactly(frame.data[ADDRESS.size :], length))
        return OK

    def _exchange(self, client: Client, frame: AmsFrame) -> bytes:
        group, offset, length, sent = EXCHANGE.unpack(part(frame.data, 0, EXCHANGE.size))
        data = exactly(frame.data[EXCHANGE.size :], sent)
        if group in SUMS:
            self._runtime.check(group)
            return result(self._sums.answer(group, offset, length, data))
        if group in (Group.SUM_ADD_NOTIFICATION, Group.SUM_DELETE_NOTIFICATION):
            self._runtime.check(group)
            check_count(offset, self._sum_limit)
            add = group == Group.SUM_ADD_NOTIFICATION
            return result(self._add_all(client, frame, offset, data) if add else self._delete_all(offset, data))
        return result(self._runtime.exchange(group, offset, length, data))

    def _read_state(self, client: Client, frame: AmsFrame) -> bytes:
        return OK + struct.pack("<2H", self._runtime.state, 0)

    def _write_control(self, client: Client, frame: AmsFrame) -> bytes:
        wanted, _, length = CONTROL.unpack(part(frame.data, 0, CONTROL.size))
        exactly(frame.data[CONTROL.size :], length)
        if wanted == AdsState.RESET:
            self._runtime.reset()
            self._notes.clear()
        elif wanted in (AdsState.RUN, AdsState.STOP):
            self._runtime.state = AdsState(wanted)
        else:
            raise Refused(AdsCode.INVALID_STATE)
        return OK

    def _add(self, client: Client, frame: AmsFrame) -> bytes:
        return OK + U32.pack(self._notes.add(client, frame.source, frame.data))

    def _delete(self, client: Client, frame: AmsFrame) -> bytes:
        self._notes.delete(int.from_bytes(exactly(frame.data, 4), "little"))
        return OK

    def _add_all(self, client: Client, frame: AmsFrame, count: int, data: bytes) -> bytes:
        answers = []
        for place in range(0, len(exactly(data, count * NOTE)), NOTE):
            try:
                answers.append(PAIR.pack(0, self._notes.add(client, frame.source, data[place : place + NOTE])))
            except Refused as refused:
                answers.append(PAIR.pack(refused.code, 0))
        return b"".join(answers)

    def _delete_all(self, count: int, data: bytes) -> bytes:
        answers = []
        for (handle,) in U32.iter_unpack(exactly(data, count * 4)):
            try:
                self._notes.delete(handle)
                answers.append(OK)
            except Refused as refused:
                answers.append(U32.pack(refused.code))
        return b"".join(answers)
