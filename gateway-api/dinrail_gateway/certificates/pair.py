"""A certificate with its private key, as PEM texts."""

from __future__ import annotations

import datetime as dt

import msgspec
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from dinrail_gateway.errors import Invalid

__all__ = ["MAX_PEM", "Pair"]

MAX_PEM = 64 * 1024
MIN_RSA_BITS = 2048


class Pair(msgspec.Struct, frozen=True):
    """The certificate may be followed by those of its issuers."""

    certificate: str
    key: str

    def check(self, now: dt.datetime | None = None) -> None:
        """Raise Invalid unless the two belong together; with `now`, also when it is over or has not begun."""
        chain = self.chain()
        try:
            key = serialization.load_pem_private_key(self.key.encode(), None)
        except TypeError:
            raise Invalid("the key has a password", key="key_encrypted", path="/key") from None
        except (ValueError, UnsupportedAlgorithm):
            raise Invalid("the key is no PEM private key", key="key_unreadable", path="/key") from None
        kinds = (rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey, ed25519.Ed25519PrivateKey)
        if not isinstance(key, kinds) or (isinstance(key, rsa.RSAPrivateKey) and key.key_size < MIN_RSA_BITS):
            raise Invalid("keys are RSA from 2048 bits, elliptic curve or Ed25519", key="key_unsuitable", path="/key")
        if key.public_key() != chain[0].public_key():
            raise Invalid("the key is not the certificate's", key="key_mismatch", path="/key")
        if now is not None and now >= chain[0].not_valid_after_utc:
            raise Invalid("the certificate is over", key="certificate_expired", path="/certificate")
        if now is not None and now < chain[0].not_valid_before_utc:
            raise Invalid("the certificate is not valid yet", key="certificate_not_yet", path="/certificate")

    def chain(self) -> list[x509.Certificate]:
        """Its certificates, the own one first; raises Invalid."""
        try:
            return x509.load_pem_x509_certificates(self.certificate.encode())
        except ValueError:
            message = "the certificate is no PEM certificate"
            raise Invalid(message, key="certificate_unreadable", path="/certificate") from None

    def subject(self) -> str:
        """Who it is for."""
        return self.chain()[0].subject.rfc4514_string()[:200]

    def fingerprint(self) -> str:
        """SHA-256 of the certificate."""
        return self.chain()[0].fingerprint(hashes.SHA256()).hex()
