"""The box's certificate authority, and a server certificate somebody else issued."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

import msgspec

from dinrail_gateway.backup import refusals
from dinrail_gateway.backup.archive import Saved
from dinrail_gateway.backup.sections.section import Difference, Field
from dinrail_gateway.certificates.keeper import Certificates
from dinrail_gateway.certificates.pair import Pair

__all__ = ["CertificatesSection"]


class CertificatesSection:
    """Items are `authority`, which clients trust, and `server` when it is not issued by that."""

    name = "certificates"

    def __init__(self, certificates: Certificates) -> None:
        self._certificates = certificates

    async def take(self) -> tuple[Saved, int]:
        """All of it sealed: there are private keys in it."""
        kept = await asyncio.to_thread(self._certificates.kept)
        return Saved(secret=msgspec.to_builtins(kept)), len(kept)

    async def differences(self, saved: Saved) -> list[Difference]:
        """By fingerprint."""
        now, then = await asyncio.to_thread(self._certificates.kept), _kept(saved)
        found = []
        for name in dict.fromkeys((*then, *now)):
            if name not in now:
                found.append(Difference(name, "added", then[name].subject()))
            elif name not in then:
                found.append(Difference(name, "removed", now[name].subject()))
            elif now[name].certificate != then[name].certificate:
                before, after = now[name].fingerprint(), then[name].fingerprint()
                found.append(Difference(name, "changed", then[name].subject(), [Field("/sha256", before, after)]))
        return found

    async def trial(self, saved: Saved, items: Collection[str]) -> None:
        """Each key must be its certificate's."""
        then = _kept(saved)
        if "authority" in items and "authority" not in then:
            raise refusals.damaged("it has no certificate authority")
        for name in items:
            if name in then:
                then[name].check()

    async def restore(self, saved: Saved, items: Collection[str], by: str) -> None:
        """Files first, then whoever uses them is told."""
        then = _kept(saved)
        await self._certificates.put_back({name: then.get(name) for name in items})


def _kept(saved: Saved) -> dict[str, Pair]:
    try:
        kept = msgspec.convert(saved.secret or {}, dict[str, Pair])
    except msgspec.ValidationError as error:
        raise refusals.damaged(f"certificates: {error}") from None
    if set(kept) - {"authority", "server"}:
        raise refusals.damaged("it has certificates nobody knows")
    return kept
