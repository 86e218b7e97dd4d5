"""Challenge: a site's answer to what it takes for a robot, in place of the page. Loa never tries to pass one."""

from __future__ import annotations

import re

_LARGEST = 200_000
"""Characters of a page above which it is no challenge."""
_MOST_TEXT, _LITTLE, _NEXT_TO_NOTHING = 1_500, 500, 60
"""Characters that a reader of a challenge sees at most: by a mark that only challenges hold, by one that a page with a form or
behind such a service may hold too, and by one of any page."""
_SCRIPTS = re.compile(r"<(script|style|noscript)\b.*?(?:</\1\s*>|$)", re.DOTALL | re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]*>")

_NEEDLES = (
    "d1n", "_cf_chl", "cf-browser", "challenge-platform", "cf_captcha", "incapsula", "sucuri_cloudproxy", "ddos-guard",
    "sec-if-cpt", "ak_bmsc", "awswaf", "-captcha", "recaptcha", "cf-turnstile", "checking your browser", "a human",
    "you are human", "là robot", "là người", "document.cookie",
)  # fmt: skip
"""What the marks below contain, for a first look that costs next to nothing."""
_MARKS = (
    ("D1N cookie", _MOST_TEXT, re.compile(r"document\.cookie\s*=\s*[\"']d1n=|\bd1n=[\"']?\s*\+")),
    ("Cloudflare", _MOST_TEXT, re.compile(r"_cf_chl_opt|cf-browser-verification|cf_captcha_kind")),
    ("Cloudflare", _LITTLE, re.compile(r"/cdn-cgi/challenge-platform/h/")),
    ("Imperva", _MOST_TEXT, re.compile(r"incapsula incident id")),
    ("Imperva", _LITTLE, re.compile(r"_incapsula_resource")),
    ("Sucuri", _MOST_TEXT, re.compile(r"sucuri_cloudproxy_js")),
    ("DDoS-Guard", _MOST_TEXT, re.compile(r"ddos-guard/js-challenge|/\.well-known/ddos-guard/")),
    ("Akamai", _MOST_TEXT, re.compile(r"sec-if-cpt-container|ak_bmsc_challenge")),
    ("AWS WAF", _MOST_TEXT, re.compile(r"awswafintegration|awswafcookiedomainlist")),
    ("captcha", _LITTLE, re.compile(r"<(?:div|form|iframe)[^<>]{0,300}(?:g-recaptcha|h-captcha|cf-turnstile)")),
    ("robot check", _LITTLE, re.compile(
        r"checking your browser before|verify(?:ing)? (?:that )?you are (?:a )?human|xác (?:minh|nhận) bạn "
        r"(?:không )?(?:phải )?là (?:người|robot)")),
    ("cookie and reload", _NEXT_TO_NOTHING, re.compile(
        r"document\.cookie\s*=(?=.{0,2000}?location(?:\.href\s*=|\.replace\(|\.reload\(|\s*=))", re.DOTALL)),
)  # fmt: skip
"""Name, the most text beside it, and the mark as it stands in markup without capitals."""


def challenge_in(markup: str) -> str | None:
    """Return the name of the challenge that a page is, None for a page.

    A challenge holds its mark and next to no text: an article page that only loads such a service's script is none.
    """
    if len(markup) > _LARGEST:
        return None
    head = markup.lower()
    if not any(needle in head for needle in _NEEDLES):
        return None
    found = [(name, most) for name, most, mark in _MARKS if mark.search(head)]
    if not found:
        return None
    text = " ".join(_TAGS.sub(" ", _SCRIPTS.sub(" ", head)).split())
    return next((name for name, most in found if len(text) <= most), None)
