"""The links of this process: a configuration that is tried must not hang up on the one that runs."""

from __future__ import annotations

from collections import Counter

from dinrail_ads.link import AmsLink

__all__ = ["join", "leave"]

_links: dict[tuple[str, int, bytes], AmsLink] = {}
_users: Counter[AmsLink] = Counter()


async def join(host: str, port: int, own: bytes) -> AmsLink:
    """The link to that router, made when there is none; raises NotConnected `plc_unreachable`."""
    key = host, port, own
    link = _links.get(key)
    if link is None or link.over:
        link = _links[key] = AmsLink(host, port, own)
    _users[link] += 1
    try:
        await link.opened()
    except BaseException:
        leave(link)
        raise
    return link


def leave(link: AmsLink, *, broken: bool = False) -> None:
    """Not needed any more: the last one hangs up, and whoever found it broken does so for all."""
    _users[link] -= 1
    if _users[link] <= 0:
        del _users[link]
    if broken or link not in _users:
        link.close()
        for key in [key for key, known in _links.items() if known is link]:
            del _links[key]
