"""Writes: by handle, only to the program whose tables are known, and read back."""

from __future__ import annotations

from dinrail.errors import Blocked, DeviceError, NotConnected, Timeout, WriteRefused
from dinrail.sample import Scalar
from dinrail_ads.guard import ProgramChanged
from dinrail_ads.items import Item
from dinrail_ads.runtime import Runtime
from dinrail_ads.wire.groups import Group

__all__ = ["write"]


async def write(runtime: Runtime, item: Item, value: bool | int | float | str) -> Scalar:
    """Write one value and return what the variable then holds; raises WriteRefused or DeviceError."""
    watching, transport = runtime.watching, runtime.transport
    if watching is None or transport is None:
        raise _not_now(runtime)
    changed = runtime.program.baseline.changed.get(item.tag)
    if changed is not None:
        raise WriteRefused(
            f"{item.tag} was {changed.was} when it was configured and is {changed.now}",
            key="type_changed_unconfirmed",
            path=item.tag,
            was=changed.was,
            now=changed.now,
        )
    data = item.codec.encode(value)
    try:
        await watching.guard.verify(transport)
    except ProgramChanged as sign:
        runtime.signal(sign)
        raise _not_now(runtime) from None
    handle = await watching.handle(item.leaf.path)
    try:
        await transport.write(Group.VALUE_BY_HANDLE, handle, data)
    except Timeout as error:
        raise Timeout(error.message, key="write_outcome_unknown", path=item.tag) from None
    held = await transport.read(Group.VALUE_BY_HANDLE, handle, item.size)
    watching.look_again()
    runtime.hurry()
    return runtime.readings.wrote(item, held)


def _not_now(runtime: Runtime) -> DeviceError | WriteRefused:
    reason = runtime.reason
    if reason is None or reason.key == "program_changed":
        return Blocked("the program changed; its tables are being read", key="program_changed", port=runtime.port)
    return NotConnected(reason.message or reason.key, key=reason.key, **reason.params)
