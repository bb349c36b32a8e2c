"""Is there somebody behind a link, and if not, why: the states of all ports asked at once."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping

from dinrail.errors import DeviceError, NotConnected, Timeout
from dinrail_ads.client import AmsTransport
from dinrail_ads.faults import AdsRefusal
from dinrail_ads.link import CONNECT_S, AmsLink
from dinrail_ads.wire.commands import AdsState
from dinrail_ads.wire.errors import AdsCode

__all__ = ["Found", "own_net_id", "probe", "resolve"]

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


async def own_net_id(configured: str, address: str) -> str:
    """By convention the local address that reaches `address`, followed by .1.1."""
    if configured:
        return configured
    loop = asyncio.get_running_loop()
    way, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, remote_addr=(address, 9))  # sends nothing
    try:
        return f"{way.get_extra_info('sockname')[0]}.1.1"
    finally:
        way.close()


async def probe(
    link: AmsLink, runtimes: Mapping[int, AmsTransport], system: AmsTransport, *, host: str, net_id: str, own: str
) -> Found:
    """States of the runtimes by their AMS port. Raises NotConnected or Timeout when there is no AMS at all.

    The router hangs up on us: `route_missing`; it says nothing: `ams_silent`; it is something else: `not_ads`.
    """
    asked = [*runtimes.values(), system]
    *states, service = await asyncio.gather(*(_state(each) for each in asked))
    if not link.heard:
        if link.lost is None:
            raise Timeout(f"{host}: no answer to AMS", key="ams_silent", host=host, net_id=net_id, own=own)
        if link.lost.reason.key == "not_ads":
            raise link.lost
        raise NotConnected(f"{host} hangs up on {own}", key="route_missing", host=host, own=own)
    return {port: _explained(port, state, service, net_id) for port, state in zip(runtimes, states, strict=True)}


async def _state(transport: AmsTransport) -> int | DeviceError:
    try:
        return await transport.state()
    except DeviceError as error:
        return error


def _explained(port: int, state: int | DeviceError, service: int | DeviceError, net_id: str) -> int | DeviceError:
    """What was asked for, with the reason a person needs: a target in CONFIG has no runtimes."""
    if isinstance(state, AdsRefusal) and state.code == AdsCode.TARGET_MACHINE_NOT_FOUND:
        return NotConnected(f"the target is not {net_id}", key="net_id_wrong", net_id=net_id)
    if isinstance(state, AdsRefusal) and state.reason.key == "runtime_absent":
        config = service in (AdsState.CONFIG, AdsState.RECONFIG)
        key = "plc_in_config" if config else "runtime_absent"
        return NotConnected(f"AMS port {port}: {key}", key=key, port=port)
    return state
