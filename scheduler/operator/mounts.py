"""Mounts: `/healthz`, `/readyz`, `/metrics` and the operator's pages, for `feeds.web.app`."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from feeds.web.answer import SAFETY, Answer, text_answer
from feeds.web.app import Mount
from feeds.web.limits import networks
from feeds.web.request import Request
from news import clock
from news.errors import SettingsError, StoreError
from news.settings import Settings
from scheduler.operator.access import Access
from scheduler.operator.answers import refused
from scheduler.operator.desk import Desk
from scheduler.operator.probes import Probes
from scheduler.operator.watch import Watch

_LEAST_TOKEN = 16


def mounts(watch: Watch) -> Mapping[str, Mount]:
    """Return what answers each first step of a path. Raise SettingsError when the operator's token cannot be read."""
    settings = watch.settings
    access = access_of(settings)
    probes = Probes(watch.store, (settings.data_dir, settings.public_dir), watch.vitals)

    async def healthz(request: Request) -> Answer:
        return _only(request, "/healthz") or probes.alive()

    async def readyz(request: Request) -> Answer:
        return _only(request, "/readyz") or await probes.ready()

    async def metrics(request: Request) -> Answer:
        refusal = _only(request, "/metrics")
        if refusal is not None:
            return refusal
        if settings.operator.metrics != "open":
            refusal = refused(access.visit(request).standing)
            if refusal is not None:
                return refusal
        try:
            body, media_type = await watch.metrics(request.header(b"accept") or "")
        except StoreError:
            return text_answer(503, "The store cannot be read")
        headers = {**SAFETY, "Cache-Control": "no-store", "Content-Type": media_type, "Content-Length": str(len(body))}
        return Answer(status=200, headers=tuple(headers.items()), body=body)

    desk = Desk(watch, access, secure=settings.base_url.startswith("https:"))
    return {"healthz": healthz, "readyz": readyz, "metrics": metrics, "operator": desk}


def access_of(settings: Settings) -> Access:
    """Return who may see what. Raise SettingsError when the token cannot be read or is too short."""
    return Access(
        token=token_of(settings),
        public=settings.operator.public,
        proxied=settings.public_url is not None,
        trusted=networks(settings.serve.trusted_proxies),
        public_host=urlsplit(settings.base_url).netloc,
        now=clock.now,
        monotonic=clock.monotonic,
    )


def token_of(settings: Settings) -> str | None:
    """Return the operator's token, from the settings or its file; None: there is none. Raises as `access_of` does."""
    if settings.operator.token is not None:
        return settings.operator.token.get_secret_value()
    file = settings.operator.token_file
    if file is None:
        return None
    try:
        token = file.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise SettingsError(f"operator.token_file {file} cannot be read: {why}") from error
    if len(token) < _LEAST_TOKEN:
        raise SettingsError(f"operator.token_file {file}: its first line must have {_LEAST_TOKEN} characters at least")
    return token


def _only(request: Request, path: str) -> Answer | None:
    """The refusal of anything but a GET of exactly this path."""
    if request.path != path:
        return text_answer(404, "Not found")
    return None if request.method in {"GET", "HEAD"} else text_answer(405, "Method not allowed", {"Allow": "GET, HEAD"})
