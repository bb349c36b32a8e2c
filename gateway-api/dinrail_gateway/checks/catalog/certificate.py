"""How long the certificate of https and MQTT over TLS still holds, and whether it covers this box."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import ClassVar

from dinrail.reason import Reason
from dinrail_gateway.audit.trail import EARLIEST_MS
from dinrail_gateway.certificates.authority import names
from dinrail_gateway.certificates.keeper import Certificates
from dinrail_gateway.checks.check import Check, Finding, House, error, ok, reason, unknown, warning

__all__ = ["CHECK", "Certificate"]

SOON = dt.timedelta(days=21)


class Certificate(Check):
    """Own ones renew themselves 30 days before; one that did not is mended here, a foreign one only its owner can."""

    id = "certificate"
    title: ClassVar[dict[str, str]] = {"en": "Certificate", "de": "Zertifikat"}
    fix_title: ClassVar[dict[str, str]] = {"en": "Issue another one", "de": "Ein neues ausstellen"}

    async def look(self, house: House) -> Finding:
        """Missing, over, soon over, not for this box."""
        certificates = house.certificates
        if certificates is None:
            return unknown(reason("check_no_certificate", "there is no certificate here"))
        own = await asyncio.to_thread(certificates.own)
        pair = await asyncio.to_thread(certificates.present)
        if pair is None:
            return error(reason("certificate_missing", "the certificate or its key cannot be read"), fixable=True)
        certificate = pair.chain()[0]
        now_ms = house.gateway.clock.now_ms()
        if now_ms < EARLIEST_MS:
            return unknown(reason("clock_never_set", "the clock was never set"))
        left = certificate.not_valid_after_utc - dt.datetime.fromtimestamp(now_ms / 1000, dt.UTC)
        if left < SOON:
            return _ending(left, own=own)
        if missing := _missing(certificates, names(certificate)):
            message = f"the certificate is not for {', '.join(missing)}"
            return warning(reason("certificate_names_missing", message, names=", ".join(missing)[:200]), fixable=own)
        return ok()

    async def fix(self, house: House) -> Reason:
        """Broker and proxy are told a second later."""
        if house.certificates is not None:
            await house.certificates.reissue()
        return reason("certificate_renewed", "another certificate was issued")


def _ending(left: dt.timedelta, *, own: bool) -> Finding:
    if left <= dt.timedelta(0):
        return error(reason("certificate_over", "the certificate is over", days=-left.days), fixable=own)
    return warning(reason("certificate_ends_soon", f"{left.days} days left", days=left.days), fixable=own)


def _missing(certificates: Certificates, covered: set[str]) -> list[str]:
    """`broker` and `proxy` are for our own containers: a foreign certificate cannot have them."""
    return [host for host in certificates.outside if host not in covered]


CHECK = Certificate
