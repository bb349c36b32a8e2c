"""Certificates for tests: right ones, and wrong in one point each, as strict verification sees it."""

from __future__ import annotations

import datetime
import ssl
import tempfile
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

__all__ = ["Signed", "pem", "server_side", "sign"]

Signed = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def sign(name: str, by: Signed | None = None, *, ip: str = "127.0.0.1", days: int = 5) -> Signed:
    """A certificate for an address, signed by an authority; without one it is an authority itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(by[0].subject if by else who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=20))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(ip))]), critical=False)
    )
    if by is None:
        usage = dict.fromkeys(
            ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only",
             "decipher_only"), False)  # fmt: skip
        made = made.add_extension(
            x509.KeyUsage(digital_signature=True, key_cert_sign=True, crl_sign=True, **usage), critical=True
        )
        made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    else:
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(by[1].public_key())
        made = made.add_extension(identifier, critical=False)
    return made.sign(by[1] if by else key, hashes.SHA256()), key


def pem(signed: Signed) -> tuple[str, str]:
    """Certificate and key as text."""
    certificate, key = signed
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode(), secret.decode()


def server_side(signed: Signed) -> ssl.SSLContext:
    """TLS of a server with this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:  # the ssl module takes certificates from files only
        file.write("".join(pem(signed)))
        file.flush()
        context.load_cert_chain(file.name)
    return context
