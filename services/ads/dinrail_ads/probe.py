"""Is there somebody, and if not, why: one TCP connection of our own that asks for states and is closed again.

The library behind `client` connects without a limit and cannot tell a missing route from a dead cable; this can.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import Sequence

from dinrail.errors import DeviceError, NotConnected, Timeout
from dinrail_ads.faults import AdsRefusal, failure
from dinrail_ads.wire.ams import AmsAddress, AmsFrame, FrameError, FrameReader, net_id_bytes
from dinrail_ads.wire.commands import ADS_COMMAND, AdsState, Command, SystemPort
from dinrail_ads.wire.errors import AdsCode

__all__ = ["CONNECT_S", "Found", "own_net_id", "probe", "resolve"]

CONNECT_S = 2.0
OWN_PORT = 40001
CHUNK = 64 * 1024

Found = dict[int, int | DeviceError]
"""ADS state per AMS port, or why there is none."""


async def resolve(host: str, port: int) -> str:
    """Numeric IPv4 address of a host; raises NotConnected."""
    try:
        async with asyncio.timeout(CONNECT_S):
            found = await asyncio.get_running_loop().getaddrinfo(
                host, port, family=socket.AF_INET, type=socket.SOCK_STREAM
            )
    except (OSError, UnicodeError, TimeoutError):
        raise NotConnected(f"{host} has no address", key="host_unknown", host=host) from None
    return str(found[0][4][0])


async def probe(host: str, port: int, *, net_id: str, own: str, ports: Sequence[int], timeout: float) -> Found:
    """States of the AMS ports. Raises NotConnected or Timeout.

    Nothing listens: `plc_unreachable`; the router hangs up on us: `route_missing`; it says nothing: `ams_silent`.
    """
    try:
        async with asyncio.timeout(CONNECT_S):
            reader, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError) as error:
        why = "no answer" if isinstance(error, TimeoutError) else error.strerror or str(error)
        raise NotConnected(f"{host}:{port}: {why}", key="plc_unreachable", host=host, port=port, detail=why) from None
    wanted = [*ports, int(SystemPort.SYSTEM_SERVICE)]
    found: Found = {}
    try:
        writer.write(b"".join(_question(net_id, own, each, number) for number, each in enumerate(wanted)))
        async with asyncio.timeout(timeout):
            await _collect(reader, wanted, found)
    except TimeoutError:
        if not found:
            raise Timeout(f"{host}: no answer to AMS", key="ams_silent", host=host, net_id=net_id, own=own) from None
    except FrameError:
        raise NotConnected(f"{host}:{port} is no AMS router", key="not_ads", host=host, port=port) from None
    except (OSError, EOFError):
        if not found:
            raise NotConnected(f"{host} hangs up on {own}", key="route_missing", host=host, own=own) from None
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
    return _explained(found, ports, net_id)


async def own_net_id(configured: str, address: str) -> str:
    """What the library would derive from the local address that reaches `address`."""
    if configured:
        return configured
    loop = asyncio.get_running_loop()
    way, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, remote_addr=(address, 9))  # sends nothing
    try:
        return f"{way.get_extra_info('sockname')[0]}.1.1"
    finally:
        way.close()


def _question(net_id: str, own: str, port: int, number: int) -> bytes:
    target, source = AmsAddress(net_id_bytes(net_id), port), AmsAddress(net_id_bytes(own), OWN_PORT)
    return AmsFrame(target, source, Command.READ_STATE, ADS_COMMAND, 0, number + 1, b"").encode()


async def _collect(reader: asyncio.StreamReader, wanted: Sequence[int], found: Found) -> None:
    frames = FrameReader()
    while len(found) < len(wanted):
        data = await reader.read(CHUNK)
        if not data:
            raise EOFError
        for frame in frames.feed(data):
            if 0 < frame.invoke_id <= len(wanted):
                port = wanted[frame.invoke_id - 1]
                found[port] = _state(frame, port)


def _state(frame: AmsFrame, port: int) -> int | DeviceError:
    where = f"AMS port {port}"
    if frame.error:
        return failure(frame.error, where)
    if len(frame.data) < 8:
        return failure(AdsCode.INVALID_SIZE, where)
    result, state, _ = struct.unpack_from("<IHH", frame.data)
    return failure(result, where) if result else int(state)


def _explained(found: Found, ports: Sequence[int], net_id: str) -> Found:
    """What is asked for, with the reasons a person needs: the target in CONFIG has no runtimes."""
    system = found.get(SystemPort.SYSTEM_SERVICE)
    explained: Found = {}
    for port in ports:
        state = found.get(port, Timeout(f"AMS port {port}: no answer in time", where=f"AMS port {port}"))
        if isinstance(state, AdsRefusal) and state.code == AdsCode.TARGET_MACHINE_NOT_FOUND:
            state = NotConnected(f"the target is not {net_id}", key="net_id_wrong", net_id=net_id)
        elif isinstance(state, AdsRefusal) and state.reason.key == "runtime_absent":
            config = system in (AdsState.CONFIG, AdsState.RECONFIG)
            key = "plc_in_config" if config else "runtime_absent"
            state = NotConnected(f"AMS port {port}: {key}", key=key, port=port)
        explained[port] = state
    return explained
