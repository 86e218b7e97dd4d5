"""TLS: every certificate is verified, against the system's authorities and those an operator trusts for one host."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from OpenSSL import SSL
from service_identity.exceptions import VerificationError
from twisted.internet._sslverify import OpenSSLDefaultPaths  # Twisted has no public name for the system's authorities
from twisted.internet.ssl import optionsForClientTLS
from twisted.web.client import BrowserLikePolicyForHTTPS

from crawler.guards.causes import causes
from crawler.guards.refusals import CertificateError
from news.errors import SettingsError


class _SystemAnd(OpenSSLDefaultPaths):
    """The system's authorities and those of one file."""

    def __init__(self, file: Path) -> None:
        self._file = str(file)

    def _addCACertsToContext(self, context: SSL.Context) -> None:  # noqa: N802 Twisted names it
        context.set_default_verify_paths()
        context.load_verify_locations(self._file)


class TrustPolicy(BrowserLikePolicyForHTTPS):
    """What Twisted asks for each connection: whom to believe."""

    def __init__(self, extra: Mapping[str, Path]) -> None:
        """`extra` gives for a host, or "host:port", a PEM file with authorities trusted for it besides the system's.

        Raise SettingsError for a file that cannot be read or holds no certificate.
        """
        super().__init__()  # type: ignore[no-untyped-call] # Twisted gives it no types
        self._extra: dict[str, Any] = {}
        for host, file in extra.items():
            try:
                SSL.Context(SSL.TLS_METHOD).load_verify_locations(str(file))
            except SSL.Error:
                reason = "holds no PEM certificate" if file.is_file() else "no such file"
                raise SettingsError(f"crawl.extra_ca_file: {host}: {file}: {reason}") from None
            self._extra[host.lower()] = _SystemAnd(file)

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 Twisted names it
        """Return what makes connections to this host and checks its certificate and name."""
        name = hostname.decode("ascii").lower()
        root = self._extra.get(f"{name}:{port}") or self._extra.get(name)
        return optionsForClientTLS(hostname.decode("ascii"), trustRoot=root)


def certificate_error(url: str, host: str, error: BaseException) -> CertificateError | None:
    """Return the error for a connection that failed over the host's certificate, with what to do; None: it failed otherwise."""
    for cause in causes(error):
        if isinstance(cause, VerificationError):
            return CertificateError(url, f"the certificate is another host's than {host}: ask the town to mend it")
        if isinstance(cause, SSL.Error) and "certificate verify failed" in str(cause):
            advice = f'if it is right, name the authority that signed it: "{host}" = "authority.pem" in [crawl.extra_ca_file]'
            return CertificateError(
                url, f"the certificate does not verify (self-signed, expired or its chain is incomplete); {advice}"
            )
        if isinstance(cause, SSL.Error):
            reason = "; ".join(str(part[-1]) for part in cause.args[0] if part) if cause.args and cause.args[0] else "closed"
            return CertificateError(url, f"no TLS connection could be made ({reason})")
    return None
