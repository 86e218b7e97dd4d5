"""Route: pages over HTTP, for `feeds.web.app`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from weakref import WeakKeyDictionary

from feeds.site.fetching import Fetching
from feeds.site.page import Page
from feeds.site.pictures import Picture, PictureCache, pictures_of
from feeds.site.router import Reply, Site
from feeds.web.answer import SAFETY, Answer, caching, redirect_answer, text_answer
from feeds.web.app import Route
from feeds.web.coded import Representation, represent
from feeds.web.conditional import accepted_codings, matches
from feeds.web.limits import ClientLimit
from feeds.web.request import Request
from news import clock
from news.errors import FetchError, StoreError
from news.store import Store

_PICTURES = {"link": "'self' http: https:", "proxy": "'self'", "none": "'self'"}
_PICTURE = re.compile(r"/picture/([a-z0-9-]{1,120})/([0-9]{1,3})")
_PICTURE_SECONDS = 30 * 86_400
_PAGE_SECONDS = 60
_ASSET_SECONDS = 86_400
_COMPRESSIBLE = 512


def pictures_route(store: Store, cache: PictureCache) -> Route:
    """Answers requests for pictures of the articles there are, and of nothing else: no open proxy."""
    fetching = Fetching(cache)

    def find(path: str) -> tuple[str, Picture | None] | None:
        """The address of a picture, and the picture where it was fetched before."""
        found = _PICTURE.fullmatch(path)
        stored = store.article(found[1]) if found else None
        if found is None or stored is None or stored.pruned:
            return None
        addresses = pictures_of(stored.article)
        number = int(found[2])
        return (addresses[number], cache.kept(addresses[number])) if number < len(addresses) else None

    async def route(request: Request) -> Answer | None:
        if not request.path.startswith("/picture/"):
            return None
        try:
            found = await asyncio.to_thread(find, request.path)
            if found is None:
                return text_answer(404, "Not found")
            picture = found[1] or await fetching.fetch(found[0])
        except (FetchError, StoreError):
            return text_answer(502, "This picture cannot be had now")
        if picture is None:
            return text_answer(503, "Too many pictures are being fetched: ask again in a moment")
        headers = {**SAFETY, **caching(_PICTURE_SECONDS), "Content-Type": picture.media_type}
        headers["Content-Length"] = str(len(picture.body))
        return Answer(status=200, headers=tuple(headers.items()), body=picture.body)

    return route


def pages_route(site: Site, *, searches: ClientLimit | None = None) -> Route:
    """Answers requests for pages, the last one asked: what nobody has is not found, in the reader's language.

    `searches` says how often one client may search; what was found a moment ago is free.
    """
    prepared: WeakKeyDictionary[Reply, tuple[Representation, ...]] = WeakKeyDictionary()
    policy = (
        f"default-src 'none'; style-src 'self'; script-src 'self'; img-src {_PICTURES[site.images]}; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )

    async def route(request: Request) -> Answer | None:
        language = request.header(b"accept-language")
        # An address without the slash at its end leads to the page, if there is one; what was asked of that page goes along.
        folder = not request.path.endswith("/") and "." not in request.path
        asked = (f"{request.path}/", "", language) if folder else (request.path, request.query, language)
        try:
            reply = site.at_hand(*asked)
            if reply is None and searches is not None and site.searches(*asked[:2]):
                wait = searches.wait(request.peer, request.header(b"x-forwarded-for"), clock.monotonic())
                if wait:
                    return _plainly(site.refused(request.path, language, wait), "no-store", policy, {"Retry-After": str(wait)})
            reply = reply or await asyncio.to_thread(site.answer, *asked)
        except StoreError:
            return _plainly(site.failed(request.path, language), "no-store", policy)
        if folder and reply is not None:
            query = f"?{request.query}" if request.query else ""
            return redirect_answer(308, f"{site.root}{asked[0][1:]}{query}", seconds=_PAGE_SECONDS)
        if reply is None and not request.path.endswith("/"):
            return None
        if reply is None:
            return _plainly(site.not_found(request.path, language), f"public, max-age={_PAGE_SECONDS}", policy)
        if reply.page.location is not None:
            return redirect_answer(reply.page.status, reply.page.location, seconds=_PAGE_SECONDS)
        found = prepared.get(reply)
        if found is None:
            found = prepared[reply] = _representations(reply.page)
        return _found(request, reply, found, policy)

    return route


def _representations(page: Page) -> tuple[Representation, ...]:
    plain, coded = represent(page.body, {})
    return (*coded, plain) if len(page.body) > _COMPRESSIBLE else (plain,)


def _found(request: Request, reply: Reply, found: tuple[Representation, ...], policy: str) -> Answer:
    page = reply.page
    codings = accepted_codings(request.header(b"accept-encoding"))
    chosen = next((each for coding in codings for each in found if each.coding == coding), found[-1])
    headers = {**_headers(page, policy), **caching(_ASSET_SECONDS if request.query.startswith("v=") else _PAGE_SECONDS)}
    headers["ETag"] = chosen.etag
    if reply.language:
        headers["Content-Language"] = reply.language
    if reply.negotiated:
        headers["Vary"] = "Accept-Encoding, Accept-Language"
    if page.filename:
        headers["Content-Disposition"] = f'attachment; filename="{page.filename}"'
    known = request.header(b"if-none-match")
    if page.status == 200 and known is not None and matches(known, chosen.etag):
        return Answer(status=304, headers=tuple(headers.items()))
    if chosen.coding:
        headers["Content-Encoding"] = chosen.coding
    return _whole(page, headers, chosen.body)


def _plainly(page: Page, kept: str, policy: str, more: Mapping[str, str] | None = None) -> Answer:
    headers = {**_headers(page, policy), "Cache-Control": kept, "Vary": "Accept-Encoding, Accept-Language", **(more or {})}
    return _whole(page, headers, page.body)


def _headers(page: Page, policy: str) -> dict[str, str]:
    return {**SAFETY, "Content-Security-Policy": policy, "Content-Type": page.media_type}


def _whole(page: Page, headers: Mapping[str, str], body: bytes) -> Answer:
    return Answer(status=page.status, headers=(*headers.items(), ("Content-Length", str(len(body)))), body=body)
