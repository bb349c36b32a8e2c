"""aiobmsble as an independent reader of the same frames: its drivers fed by hand instead of over Bluetooth.

It needs Python 3.12; where that is not there, tests that use it are skipped.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any

import pytest

__all__ = ["needs_aiobmsble", "read"]

MTU = 20

needs_aiobmsble = pytest.mark.skipif(sys.version_info < (3, 12), reason="aiobmsble needs Python 3.12")


async def read(driver: str, reply: Callable[[bytes], bytes], *, chunk: int = MTU, **state: Any) -> dict[str, Any]:
    """What a driver (`daly_bms`) makes of the replies to its own requests; `state` are attributes set before.

    reply: bytes that answer a request, empty for none; chunk: size of the notifications they come in.
    """
    details = {"path": "/org/bluez/hci0/dev_AA_BB_CC_DD_EE_FF", "props": {}}
    device = importlib.import_module("bleak.backends.device").BLEDevice("AA:BB:CC:DD:EE:FF", "reference", details)
    bms = importlib.import_module(f"aiobmsble.bms.{driver}").BMS(device)

    async def await_msg(data: bytes, *_args: Any, **_options: Any) -> None:
        answer = reply(bytes(data))
        if not answer:
            raise TimeoutError
        for at in range(0, len(answer), chunk):
            bms._notification_handler(None, bytearray(answer[at : at + chunk]))

    bms._await_msg = await_msg
    for name, value in state.items():
        setattr(bms, name, value)
    return dict(await bms._async_update())
