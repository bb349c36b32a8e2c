"""X.509 of the box: a certificate authority of its own and what it signs; pure but for random numbers."""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Sequence

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

__all__ = ["CA_NAME", "Authority", "covers", "key_pem", "names", "read_certificate", "signed_by"]

CA_NAME = "DINrail CA"
CA_YEARS = 20
# Browsers take at most 825 days from an authority a user added, some 398.
SERVER_DAYS = 397
# A box without a clock battery may start in 1970; nothing of ours is older than this.
OLDEST = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)


class Authority:
    """The CA's key and certificate."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        self.key = key
        self.certificate = certificate

    @classmethod
    def make(cls, label: str, now: dt.datetime) -> Authority:
        """A new authority; label tells several boxes apart."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name(f"{CA_NAME} {label}".strip())
        usage = x509.KeyUsage(
            digital_signature=False,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=True,
            crl_sign=True,
            encipher_only=False,
            decipher_only=False,
        )
        builder = (
            _builder(name, name, key.public_key(), max(now, OLDEST), dt.timedelta(days=365 * CA_YEARS))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )
        return cls(key, builder.sign(key, hashes.SHA256()))

    @classmethod
    def load(cls, key: bytes, certificate: bytes) -> Authority:
        """From PEM; raises ValueError when the two are no authority."""
        try:
            private = serialization.load_pem_private_key(key, None)
            loaded = x509.load_pem_x509_certificate(certificate)
        except (TypeError, UnsupportedAlgorithm) as error:
            raise ValueError(str(error)) from None
        if not isinstance(private, ec.EllipticCurvePrivateKey) or private.public_key() != loaded.public_key():
            raise ValueError("the key is not the certificate's")
        return cls(private, loaded)

    def issue(self, hosts: Sequence[str], now: dt.datetime) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
        """A server certificate for host names and addresses, with a key of its own."""
        key = ec.generate_private_key(ec.SECP256R1())
        life = dt.timedelta(days=SERVER_DAYS)
        builder = (
            _builder(_name(hosts[0][:64]), self.certificate.subject, key.public_key(), max(now, OLDEST), life)
            .add_extension(x509.SubjectAlternativeName([_general(host) for host in hosts]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )
        return key, builder.sign(self.key, hashes.SHA256())


def key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    """A private key as unencrypted PEM."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def read_certificate(pem: bytes) -> x509.Certificate | None:
    """The first certificate of a PEM file; None when there is none."""
    try:
        return x509.load_pem_x509_certificate(pem)
    except ValueError:
        return None


def signed_by(certificate: x509.Certificate, authority: Authority) -> bool:
    """Whether this authority signed it."""
    try:
        certificate.verify_directly_issued_by(authority.certificate)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def names(certificate: x509.Certificate) -> set[str]:
    """Host names and addresses it is for."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return set()
    return {*found.get_values_for_type(x509.DNSName), *map(str, found.get_values_for_type(x509.IPAddress))}


def covers(certificate: x509.Certificate, hosts: Sequence[str], until: dt.datetime) -> bool:
    """Whether it is for all these hosts and still valid then."""
    wanted = {str(_general(host).value) for host in hosts}
    return wanted <= names(certificate) and certificate.not_valid_after_utc > until


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: dt.datetime, life: dt.timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))  # clocks of clients differ
        .not_valid_after(now + life)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _general(host: str) -> x509.DNSName | x509.IPAddress:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
