"""Certificates are verified, and an operator can trust one authority for one host; made here, served for real."""

import datetime as dt
import ipaddress
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from news import clock
from tests.crawler.guards.conftest import Crawls, offering


class Authority:
    """Signs certificates."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.certificate = self._sign(self.name, self.key.public_key(), x509.BasicConstraints(ca=True, path_length=None))
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def _sign(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, extension: x509.ExtensionType, *, expired: bool = False
    ) -> x509.Certificate:
        now = clock.now()
        end = now - dt.timedelta(days=1) if expired else now + dt.timedelta(days=30)
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(key)
        builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(days=60))
        builder = builder.not_valid_after(end).add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        return builder.sign(self.key, hashes.SHA256())

    def serving(self, host: str, *, expired: bool = False) -> ssl.SSLContext:
        """What a server of that host needs."""
        key = ec.generate_private_key(ec.SECP256R1())
        try:
            name: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
        except ValueError:
            name = x509.DNSName(host)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        certificate = self._sign(subject, key.public_key(), x509.SubjectAlternativeName([name]), expired=expired)
        file = self.folder / f"{host}{'-expired' * expired}-server.pem"
        file.write_bytes(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "towns-authority")


def test_a_certificate_nobody_vouches_for_is_refused_with_what_to_do(crawls: Crawls, authority: Authority) -> None:
    site = crawls.site(offering(), tls=authority.serving("127.0.0.1"))
    run = crawls.crawl({"a": site}).run("a")
    assert set(run.failed) == {"tls"}
    assert site.visits == []
    assert "does not verify" in (run.error or "")
    assert '"127.0.0.1" = "authority.pem" in [crawl.extra_ca_file]' in (run.error or "")


def test_an_authority_is_trusted_for_the_host_it_is_named_for_alone(crawls: Crawls, authority: Authority) -> None:
    trusted = crawls.site(offering(), host="localhost", tls=authority.serving("localhost"))
    other = crawls.site(offering(), tls=authority.serving("127.0.0.1"))
    more = f'[crawl.extra_ca_file]\n"localhost" = "{authority.file.name}"'
    crawled = crawls.crawl({"trusted": trusted, "other": other}, more=more, allow='["127.0.0.1", "localhost"]')
    assert len(crawled.titles("trusted")) == 2
    assert dict(crawled.run("trusted").failed) == {}
    assert set(crawled.run("other").failed) == {"tls"}


def test_a_trusted_authority_excuses_no_wrong_name_and_no_old_certificate(crawls: Crawls, authority: Authority) -> None:
    wrong = crawls.site(offering(), tls=authority.serving("localhost"))
    old = crawls.site(offering(), tls=authority.serving("127.0.0.1", expired=True))
    more = f'[crawl.extra_ca_file]\n"127.0.0.1" = "{authority.file}"'
    crawled = crawls.crawl({"wrong": wrong, "old": old}, more=more)
    assert set(crawled.run("wrong").failed) == {"tls"}
    assert "another host's" in (crawled.run("wrong").error or "")
    assert set(crawled.run("old").failed) == {"tls"}
    assert wrong.visits == old.visits == []


@pytest.mark.parametrize(("content", "reason"), [(None, "no such file"), ("no certificate", "holds no PEM certificate")])
def test_an_authority_that_cannot_be_read_is_told_before_anything_is_fetched(
    crawls: Crawls, tmp_path: Path, content: str | None, reason: str
) -> None:
    site = crawls.site(offering())
    if content:
        (tmp_path / "ca.pem").write_text(content)
    with pytest.raises(AssertionError, match=reason):
        crawls.crawl({"a": site}, more='[crawl.extra_ca_file]\n"127.0.0.1" = "ca.pem"')
    assert site.visits == []
