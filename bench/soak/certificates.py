"""Certificates for the towns that are served by https: one that is trusted, and one that nobody vouches for."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from news import clock

TRUSTED, STRANGE = "trusted.pem", "strange.pem"


def make_certificates(folder: Path, hosts: Sequence[str]) -> Path:
    """Write both, each with its key and signed by itself, and return the file of the one to be trusted."""
    for name in (TRUSTED, STRANGE):
        (folder / name).write_bytes(_signed_by_itself(name, hosts))
    return folder / TRUSTED


def context(folder: Path, *, strange: bool = False) -> ssl.SSLContext:
    """Return what a server needs."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(folder / (STRANGE if strange else TRUSTED))
    return made


def _signed_by_itself(name: str, hosts: Sequence[str]) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    subject, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), clock.now()
    addresses = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host)) for host in hosts])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=2))
    builder = builder.not_valid_after(now + timedelta(days=2)).add_extension(addresses, critical=False)
    certificate = builder.sign(key, hashes.SHA256())
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private + certificate.public_bytes(serialization.Encoding.PEM)
