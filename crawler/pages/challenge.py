"""Challenge: a site's answer to what it takes for a robot, in place of the page. Loa never tries to pass one."""

from __future__ import annotations

import re

_LARGEST = 200_000
"""Characters of a page above which it is no challenge."""
_MOST_TEXT = 1_500
"""Characters that a reader of a challenge sees at most."""
_SCRIPTS = re.compile(r"<(script|style|noscript)\b.*?(?:</\1\s*>|$)", re.DOTALL | re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]*>")

_NEEDLES = (
    "d1n", "_cf_chl", "cf-browser", "challenge-platform", "cf_captcha", "incapsula", "sucuri_cloudproxy", "ddos-guard",
    "sec-if-cpt", "ak_bmsc", "awswaf", "-captcha", "recaptcha", "cf-turnstile", "checking your browser", "a human",
    "you are human", "là robot", "là người", "document.cookie",
)  # fmt: skip
"""What the marks below contain, for a first look that costs next to nothing."""
_MARKS = (
    ("D1N cookie", re.compile(r"document\.cookie\s*=\s*[\"']D1N=|\bD1N=[\"']?\s*\+", re.IGNORECASE)),
    ("Cloudflare", re.compile(r"_cf_chl_opt|cf-browser-verification|/cdn-cgi/challenge-platform/h/|cf_captcha_kind")),
    ("Imperva", re.compile(r"_Incapsula_Resource|Incapsula incident ID", re.IGNORECASE)),
    ("Sucuri", re.compile(r"sucuri_cloudproxy_js")),
    ("DDoS-Guard", re.compile(r"ddos-guard/js-challenge|/\.well-known/ddos-guard/")),
    ("Akamai", re.compile(r"sec-if-cpt-container|ak_bmsc_challenge")),
    ("AWS WAF", re.compile(r"awswafintegration|awswafcookiedomainlist")),
    ("captcha", re.compile(r"<(?:div|form|iframe)[^<>]{0,300}(?:g-recaptcha|h-captcha|cf-turnstile)", re.IGNORECASE)),
    ("robot check", re.compile(
        r"checking your browser before|verify(?:ing)? (?:that )?you are (?:a )?human|xác (?:minh|nhận) bạn "
        r"(?:không )?(?:phải )?là (?:người|robot)", re.IGNORECASE)),
    ("cookie and reload", re.compile(
        r"document\.cookie\s*=(?=.{0,2000}?location(?:\.href\s*=|\.replace\(|\.reload\(|\s*=))", re.DOTALL)),
)  # fmt: skip
_SCRIPT_ONLY = frozenset(("cookie and reload",))
"""Marks that real pages hold too: they count only where there is nothing to read."""


def challenge_in(markup: str) -> str | None:
    """Return the name of the challenge that a page is, None for a page.

    A challenge holds its mark and next to no text: an article page that only loads such a service's script is none.
    """
    if len(markup) > _LARGEST:
        return None
    head = markup.lower()
    if not any(needle in head for needle in _NEEDLES):
        return None
    found = next((name for name, mark in _MARKS if mark.search(head)), None)
    if found is None:
        return None
    text = " ".join(_TAGS.sub(" ", _SCRIPTS.sub(" ", head)).split())
    return found if len(text) <= (60 if found in _SCRIPT_ONLY else _MOST_TEXT) else None
