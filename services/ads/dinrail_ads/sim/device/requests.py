"""From a request frame to the answer's payload."""

from __future__ import annotations

import struct

from dinrail_ads.sim.device.notes import Client
from dinrail_ads.sim.device.payloads import ADDRESS, CONTROL, OK, U32, VERSION, device_info, exactly, part, result
from dinrail_ads.sim.device.target import Target
from dinrail_ads.sim.program.memory import Refused
from dinrail_ads.wire.ams import AmsFrame
from dinrail_ads.wire.commands import AdsState, Command, SystemPort
from dinrail_ads.wire.errors import AdsCode
from dinrail_ads.wire.groups import Group

__all__ = ["answer", "index_group", "refusal"]


def index_group(frame: AmsFrame) -> int | None:
    """The group a request addresses, where it has one."""
    grouped = (Command.READ, Command.WRITE, Command.READ_WRITE, Command.ADD_NOTIFICATION)
    if frame.command not in grouped or len(frame.data) < 4:
        return None
    return int.from_bytes(frame.data[:4], "little")


def answer(target: Target, client: Client, frame: AmsFrame) -> AmsFrame:
    """Whatever the request holds, there is an answer; addresses that do not exist are the router's to refuse."""
    if frame.target.net_id != target.net_id:
        return frame.answer(b"", AdsCode.TARGET_MACHINE_NOT_FOUND)
    device = target.present.get(frame.target.port)
    if device is None and frame.target.port != SystemPort.SYSTEM_SERVICE:
        return frame.answer(b"", AdsCode.TARGET_PORT_NOT_FOUND)
    try:
        payload = _system(target, frame) if device is None else device.services.answer(client, frame)
    except Refused as refused:
        return refusal(frame, refused.code)
    return frame.answer(b"", AdsCode.UNKNOWN_COMMAND) if payload is None else frame.answer(payload)


def refusal(frame: AmsFrame, code: int) -> AmsFrame:
    """The answer of a device that will not."""
    empty = OK if frame.command in (Command.READ, Command.READ_WRITE, Command.ADD_NOTIFICATION) else b""
    return frame.answer(U32.pack(code) + empty)


def _system(target: Target, frame: AmsFrame) -> bytes:
    if frame.command == Command.DEVICE_INFO:
        return device_info("TwinCAT System")
    if frame.command == Command.READ_STATE:
        return OK + struct.pack("<2H", target.state, 1)
    if frame.command == Command.READ:
        return _state_data(target, frame.data)
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


def _state_data(target: Target, data: bytes) -> bytes:
    group, offset, length = ADDRESS.unpack(exactly(data, ADDRESS.size))
    if offset != 0 or group not in (Group.DEVICE_DATA, Group.SYSTEM_STATE):
        raise Refused(AdsCode.INVALID_GROUP)
    state = struct.pack("<2H", target.state, 1)
    if group == Group.SYSTEM_STATE:
        state += struct.pack("<HBBH6x", target.restarts, *VERSION)
    return result(state[:length])
