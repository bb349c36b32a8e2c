"""GET /certificates, GET /certificates/authority/file, PUT and DELETE /certificates/server."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from dinrail_gateway.audit.recorder import Audited
from dinrail_gateway.certificates.authority import names
from dinrail_gateway.certificates.keeper import Certificates
from dinrail_gateway.certificates.pair import MAX_PEM, Pair
from dinrail_gateway.errors import Invalid, NotFound, Unavailable, responses

__all__ = ["certificate_routes"]

Pem = Annotated[str, Field(min_length=1, max_length=MAX_PEM)]
_PEM: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/x-pem-file": {}}, "description": "The certificate"}
}


class OwnCertificate(BaseModel):
    """A certificate as PEM, followed by those of its issuers, and its key without a password."""

    model_config = ConfigDict(extra="forbid", strict=True)

    certificate: Pem
    key: Pem


class CertificateView(TypedDict):
    """A certificate; times Unix ms."""

    subject: str
    issuer: str
    names: list[str]
    begins: int
    expires: int
    sha256: str


class CertificatesView(TypedDict):
    """What https and MQTT over TLS are served with; own: issued by the box's authority and renewed by itself.

    missing: names and addresses of the box that the certificate does not cover.
    """

    own: bool
    server: CertificateView | None
    authority: CertificateView | None
    missing: list[str]


def certificate_routes(certificates: Certificates) -> APIRouter:
    """Routes over these certificates."""
    router = APIRouter(prefix="/certificates", tags=["certificates"])

    @router.get("", summary="The box's certificates")
    async def read_certificates() -> CertificatesView:
        return await asyncio.to_thread(_view, certificates)

    @router.get(
        "/authority/file",
        summary="The authority's certificate, for browsers and programs to trust",
        response_class=Response,
        responses={**_PEM, **responses(NotFound)},
    )
    async def authority_file() -> Response:
        pair = (await asyncio.to_thread(certificates.kept)).get("authority")
        if pair is None:
            raise NotFound("there is no authority", key="not_found")
        headers = {"content-disposition": 'attachment; filename="dinrail-ca.crt"'}
        return Response(pair.certificate, media_type="application/x-pem-file", headers=headers)

    @router.put("/server", summary="Serve with another certificate", responses=responses(Invalid, Unavailable))
    async def use_certificate(body: OwnCertificate, audited: Audited) -> CertificatesView:
        before = await asyncio.to_thread(_view, certificates)
        await _done(certificates.use(Pair(body.certificate, body.key)))
        view = await asyncio.to_thread(_view, certificates)
        audited.change(before=before["server"], after=view["server"])
        return view

    @router.delete("/server", summary="Serve with one of the box's authority again", responses=responses(Unavailable))
    async def reset_certificate(audited: Audited) -> CertificatesView:
        before = await asyncio.to_thread(_view, certificates)
        await _done(certificates.reissue())
        view = await asyncio.to_thread(_view, certificates)
        audited.change(before=before["server"], after=view["server"])
        return view

    return router


async def _done(work: Any) -> None:
    try:
        await work
    except OSError as error:
        detail = error.strerror or str(error)
        raise Unavailable(f"not written: {detail}", key="certificate_unwritable", detail=detail) from None


def _view(certificates: Certificates) -> CertificatesView:
    server, authority = certificates.present(), certificates.authority()
    covered = set(_shown(server)["names"]) if server else set()
    return {
        "own": certificates.own(),
        "server": _shown(server) if server else None,
        "authority": _shown(authority) if authority else None,
        "missing": [host for host in certificates.outside if host not in covered],
    }


def _shown(pair: Pair) -> CertificateView:
    certificate = pair.chain()[0]
    return {
        "subject": certificate.subject.rfc4514_string()[:200],
        "issuer": certificate.issuer.rfc4514_string()[:200],
        "names": sorted(names(certificate)),
        "begins": int(certificate.not_valid_before_utc.timestamp() * 1000),
        "expires": int(certificate.not_valid_after_utc.timestamp() * 1000),
        "sha256": pair.fingerprint(),
    }
