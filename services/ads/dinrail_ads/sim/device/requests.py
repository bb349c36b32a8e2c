"""From a request frame to the answer's payload."""

from __future__ import annotations

import struct
from collections.abc import Callable

from dinrail_ads.sim.device.notes import Client
from dinrail_ads.sim.device.sums import PAIR, SUMS, U32, check_count, exactly, part
from dinrail_ads.sim.device.target import Device, Target
from dinrail_ads.sim.program.memory import Refused
from dinrail_ads.wire.ams import AmsFrame
from dinrail_ads.wire.commands import AdsState, Command, SystemPort
from dinrail_ads.wire.errors import AdsCode
from dinrail_ads.wire.groups import Group

__all__ = ["answer", "index_group", "refusal"]

ADDRESS, EXCHANGE, CONTROL = struct.Struct("<3I"), struct.Struct("<4I"), struct.Struct("<2HI")
NOTE = 40
VERSION = (3, 1, 4024)
OK = U32.pack(0)


class _Unroutable(Exception):
    """An error of the router instead of an answer of the device."""

    def __init__(self, code: int) -> None:
        super().__init__(f"0x{code:X}")
        self.code = code


def index_group(frame: AmsFrame) -> int | None:
    """The group a request addresses, where it has one."""
    grouped = (Command.READ, Command.WRITE, Command.READ_WRITE, Command.ADD_NOTIFICATION)
    if frame.command not in grouped or len(frame.data) < 4:
        return None
    return int.from_bytes(frame.data[:4], "little")


def answer(target: Target, client: Client, frame: AmsFrame) -> AmsFrame:
    """Whatever the request holds, there is an answer."""
    try:
        if frame.target.net_id != target.net_id:
            raise _Unroutable(AdsCode.TARGET_MACHINE_NOT_FOUND)
        if frame.target.port == SystemPort.SYSTEM_SERVICE:
            return frame.answer(_system(target, frame))
        device = target.present.get(frame.target.port)
        if device is None:
            raise _Unroutable(AdsCode.TARGET_PORT_NOT_FOUND)
        return frame.answer(_Services(device).serve(client, frame))
    except _Unroutable as unroutable:
        return frame.answer(b"", unroutable.code)
    except Refused as refused:
        return refusal(frame, refused.code)


def refusal(frame: AmsFrame, code: int) -> AmsFrame:
    """The answer of a device that will not."""
    empty = OK if frame.command in (Command.READ, Command.READ_WRITE, Command.ADD_NOTIFICATION) else b""
    return frame.answer(U32.pack(code) + empty)


def _system(target: Target, frame: AmsFrame) -> bytes:
    if frame.command == Command.DEVICE_INFO:
        return _info("TwinCAT System")
    if frame.command == Command.READ_STATE:
        return OK + struct.pack("<2H", target.state, 1)
    if frame.command == Command.READ:
        return _state_data(target.state, frame.data)
    if frame.command != Command.WRITE_CONTROL:
        raise Refused(AdsCode.SERVICE_NOT_SUPPORTED)
    wanted, _, _ = CONTROL.unpack(part(frame.data, 0, CONTROL.size))
    if wanted in (AdsState.RECONFIG, AdsState.CONFIG):
        target.configure()
    elif wanted in (AdsState.RESET, AdsState.RUN):
        target.run()
    else:
        raise Refused(AdsCode.INVALID_STATE)
    return OK


def _state_data(state: int, data: bytes) -> bytes:
    group, offset, length = ADDRESS.unpack(exactly(data, ADDRESS.size))
    if (group, offset) != (Group.DEVICE_DATA, 0):
        raise Refused(AdsCode.INVALID_GROUP)
    return _result(struct.pack("<H", state)[:length])


class _Services:
    """What one runtime answers."""

    def __init__(self, device: Device) -> None:
        self._device = device
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

    def serve(self, client: Client, frame: AmsFrame) -> bytes:
        """The payload of the answer; raises Refused or _Unroutable."""
        serve = self._by_command.get(frame.command)
        if serve is None:
            raise _Unroutable(AdsCode.UNKNOWN_COMMAND)
        return serve(client, frame)

    def _device_info(self, client: Client, frame: AmsFrame) -> bytes:
        return _info(self._device.runtime.name)

    def _read(self, client: Client, frame: AmsFrame) -> bytes:
        return _result(self._device.runtime.read(*ADDRESS.unpack(exactly(frame.data, ADDRESS.size))))

    def _write(self, client: Client, frame: AmsFrame) -> bytes:
        group, offset, length = ADDRESS.unpack(part(frame.data, 0, ADDRESS.size))
        self._device.runtime.write(group, offset, exactly(frame.data[ADDRESS.size :], length))
        return OK

    def _exchange(self, client: Client, frame: AmsFrame) -> bytes:
        group, offset, length, sent = EXCHANGE.unpack(part(frame.data, 0, EXCHANGE.size))
        data = exactly(frame.data[EXCHANGE.size :], sent)
        if group in SUMS:
            self._device.runtime.check(group)
            return _result(self._device.sums.answer(group, offset, length, data))
        if group in (Group.SUM_ADD_NOTIFICATION, Group.SUM_DELETE_NOTIFICATION):
            self._device.runtime.check(group)
            check_count(offset, self._device.sum_limit)
            add = group == Group.SUM_ADD_NOTIFICATION
            return _result(
                _add_all(self._device, client, frame, offset, data) if add else _delete_all(self._device, offset, data)
            )
        return _result(self._device.runtime.exchange(group, offset, length, data))

    def _read_state(self, client: Client, frame: AmsFrame) -> bytes:
        return OK + struct.pack("<2H", self._device.runtime.state, 0)

    def _write_control(self, client: Client, frame: AmsFrame) -> bytes:
        wanted, _, length = CONTROL.unpack(part(frame.data, 0, CONTROL.size))
        exactly(frame.data[CONTROL.size :], length)
        if wanted == AdsState.RESET:
            self._device.runtime.reset()
            self._device.notes.clear()
        elif wanted in (AdsState.RUN, AdsState.STOP):
            self._device.runtime.state = AdsState(wanted)
        else:
            raise Refused(AdsCode.INVALID_STATE)
        return OK

    def _add(self, client: Client, frame: AmsFrame) -> bytes:
        return OK + U32.pack(self._device.notes.add(client, frame.source, frame.data))

    def _delete(self, client: Client, frame: AmsFrame) -> bytes:
        self._device.notes.delete(int.from_bytes(exactly(frame.data, 4), "little"))
        return OK


def _add_all(device: Device, client: Client, frame: AmsFrame, count: int, data: bytes) -> bytes:
    answers = []
    for place in range(0, len(exactly(data, count * NOTE)), NOTE):
        try:
            answers.append(PAIR.pack(0, device.notes.add(client, frame.source, data[place : place + NOTE])))
        except Refused as refused:
            answers.append(PAIR.pack(refused.code, 0))
    return b"".join(answers)


def _delete_all(device: Device, count: int, data: bytes) -> bytes:
    answers = []
    for (handle,) in U32.iter_unpack(exactly(data, count * 4)):
        try:
            device.notes.delete(handle)
            answers.append(OK)
        except Refused as refused:
            answers.append(U32.pack(refused.code))
    return b"".join(answers)


def _result(data: bytes) -> bytes:
    return PAIR.pack(0, len(data)) + data


def _info(name: str) -> bytes:
    major, minor, build = VERSION
    return OK + struct.pack("<BBH16s", major, minor, build, name.encode("ascii"))
