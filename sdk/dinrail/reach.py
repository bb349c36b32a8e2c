"""Which addresses an adapter may be sent to by its configuration: inside only what an admin has allowed."""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from dinrail.errors import ConfigError
from dinrail.settings import BrokerAddress

__all__ = ["Allowed", "Ip", "own_networks"]

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")


class Allowed(NamedTuple):
    """Host names and networks that are allowed although they are inside."""

    names: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, entries: Sequence[str]) -> Allowed:
        """Raises ConfigError with the place in `allow`."""
        names: set[str] = set()
        networks: list[Network] = []
        for at, entry in enumerate(entries):
            try:
                networks.append(ipaddress.ip_network(entry))
                continue
            except ValueError:
                name = entry.lower()
            looks_like_address = name.replace(".", "").replace("/", "").isdigit() or ":" in name or "/" in name
            if looks_like_address or not _HOST.fullmatch(name) or len(name) > 253:
                message = f"{entry[:64]!r} is neither a host name nor a network"
                raise ConfigError(message, path=f"/allow/{at}", key="allow_invalid", entry=entry[:64])
            names.add(name.rstrip("."))
        return cls(frozenset(names), tuple(networks))

    def permits(self, host: str, address: str) -> bool:
        """Whether an address that `host` has resolved to may be connected to: the internet, and what is listed."""
        return self._permits(host, address, _public)

    def permits_near(self, host: str, address: str, own: Sequence[Network] = ()) -> bool:
        """The same with the networks of the house, for devices; but not this machine, link-local addresses, `own`."""
        return self._permits(host, address, lambda ip: _near(ip) and not _within(ip, own))

    def _permits(self, host: str, address: str, rule: Callable[[Ip], bool]) -> bool:
        try:
            ip = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        if host.lower().rstrip(".") in self.names:
            return True
        return all(rule(each) or _within(each, self.networks) for each in _meant(ip))


def own_networks(
    env: Mapping[str, str] = os.environ,
    *,
    routes: Path = Path("/proc/net/route"),
    container: Path = Path("/.dockerenv"),
) -> tuple[Network, ...]:
    """Where DINrail's own broker is and, in a container, the network it shares with us. Resolves names: blocks."""
    try:
        broker = BrokerAddress.parse(env.get("DINRAIL_BROKER", ""))
        found = {str(each[4][0]).partition("%")[0] for each in socket.getaddrinfo(broker.host, broker.port)}
    except (ConfigError, OSError):
        return ()
    addresses = [ipaddress.ip_address(each) for each in found]
    shared = _connected(routes) if container.exists() else []
    around = [network for network in shared if any(_within(each, [network]) for each in addresses)]
    return (*(ipaddress.ip_network(each) for each in addresses), *around)


def _connected(routes: Path) -> list[ipaddress.IPv4Network]:
    """Networks that need no gateway."""
    try:
        lines = [line.split() for line in routes.read_text().splitlines()[1:]]
    except OSError:
        return []
    found = []
    for line in lines:
        if len(line) > 7 and line[2] == "00000000" and line[7] != "00000000":
            address, mask = (ipaddress.IPv4Address(bytes.fromhex(each)[::-1]) for each in (line[1], line[7]))
            found.append(ipaddress.IPv4Network(f"{address}/{mask}", strict=False))
    return found


def _within(ip: Ip, networks: Sequence[Network]) -> bool:
    return any(ip.version == network.version and ip in network for network in networks)


def _near(ip: Ip) -> bool:
    return not (ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip.is_reserved)


def _public(ip: Ip) -> bool:
    inside = ip.is_multicast or ip.is_unspecified or ip.is_reserved or getattr(ip, "is_site_local", False)
    return ip.is_global and not inside


def _meant(ip: Ip) -> list[Ip]:
    """What is really reached: an IPv4 address inside an IPv6 one counts, too."""
    if isinstance(ip, ipaddress.IPv4Address):
        return [ip]
    if ip.ipv4_mapped is not None:
        return [ip.ipv4_mapped]
    inside = ip.sixtofour or (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None)
    if ip.teredo is not None:
        inside = ip.teredo[1]
    return [inside] if inside is not None and ip in _NAT64 else [ip, *([inside] if inside else [])]
