"""TLS: every certificate is verified, against the system's authorities and those an operator trusts for one host."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from aiohttp import ClientError

from crawler.guards.causes import causes
from crawler.guards.refusals import CertificateError
from news.errors import SettingsError

_ANOTHER_HOSTS = frozenset({62, 64})
"""OpenSSL's X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH."""


class Trust:
    """Whom to believe that it is the host it claims to be."""

    def __init__(self, extra: Mapping[str, Path]) -> None:
        """`extra` gives for a host, or "host:port", a PEM file with authorities trusted for it besides the system's.

        Raise SettingsError for a file that cannot be read or holds no certificate.
        """
        self._extra: dict[str, ssl.SSLContext] = {}
        for host, file in extra.items():
            try:
                self._extra[host.lower()] = _context(file)
            except (OSError, ssl.SSLError):
                reason = "holds no PEM certificate" if file.is_file() else "no such file"
                raise SettingsError(f"crawl.extra_ca_file: {host}: {file}: {reason}") from None

    def context(self, host: str, port: int) -> ssl.SSLContext:
        """Return what connections to this host are made by: it checks the certificate and the host's name in it."""
        name = host.lower()
        return self._extra.get(f"{name}:{port}") or self._extra.get(name) or _context(None)


@cache
def _context(file: Path | None) -> ssl.SSLContext:
    """One a process and file: reading the system's authorities takes longer than reading many pages."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    if file is not None:
        context.load_verify_locations(file)
    return context


def certificate_error(url: str, host: str, error: BaseException) -> CertificateError | None:
    """Return the error for a connection that failed over the host's certificate, with what to do; None: it failed otherwise."""
    for cause in causes(error):
        if isinstance(cause, ClientError):  # some of its errors are SSL errors too, without what these know
            continue
        if isinstance(cause, ssl.SSLCertVerificationError):
            if cause.verify_code in _ANOTHER_HOSTS:
                return CertificateError(url, f"the certificate is another host's than {host}: ask the town to mend it")
            advice = f'if it is right, name the authority that signed it: "{host}" = "authority.pem" in [crawl.extra_ca_file]'
            return CertificateError(url, f"the certificate does not verify ({cause.verify_message}); {advice}")
        if isinstance(cause, ssl.SSLError):
            return CertificateError(url, f"no TLS connection could be made ({cause.reason or cause})")
    return None
