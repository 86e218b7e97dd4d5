"""Verdict: how a source does when it is looked at live, why, and what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

from crawler.commands.failure import failure_kind
from crawler.pages.misread import misread
from crawler.report import OPTIONAL_FIELDS
from news.article import Article, Figure, Precision
from news.errors import LayoutError, NewsError
from news.stored import StoredArticle

ENOUGH = 0.9
"""Share of articles in which a required field must be filled."""
SHORTEST = 0.1
"""Part of the usual length below which a text is hardly whole."""
FEWEST_CHARACTERS = 80
"""Of a text where nothing is known of the usual length."""
UNREADABLE = 0.002
"""Share of characters that were lost in decoding above which a charset is wrong."""
QUIET = timedelta(days=45)
"""Without any rhythm known, news older than this makes a source quiet."""
FEWEST_KNOWN = 5
"""Stored articles below which nothing is concluded from them."""
MISREAD = 0.01
"""Share of letters that only a wrong charset puts there above which a charset is wrong."""
AT_ONCE = timedelta(minutes=3)
"""A date no older than this is the moment of asking."""


class State(StrEnum):
    """How a source does."""

    OK = "ok"
    QUIET = "quiet"
    """Everything reads, but nothing new has come for longer than its rhythm explains."""
    BROKEN = "broken"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One source's state with its reason."""

    source: str
    state: State
    reason: str
    """A few words fit for one line."""
    kind: str = ""
    """The short stable word of what is broken (`docs/running.md`); "" otherwise."""
    advice: str = ""
    """What a person can do; "" where nothing is to be done."""
    links: int = 0
    read: int = 0
    """Articles that were read."""
    newest: datetime | None = None
    """Date of the newest article seen; None where none had one."""


ADVICE = {
    "robots": "ask the town to allow the user agent; until then leave the source disabled",
    "challenge": "the site wants a browser: ask the town to allow the user agent; Loa never tries to pass a challenge",
    "tls": "tell the town that its certificate does not verify; trust that one authority only if you know it",
    "dns": "the name is gone: look whether the town moved (`former_hosts`), or end the source",
    "connection": "nothing listens there: try again later",
    "timeout": "try again later; a slow site can be given more time with crawl.timeout_seconds",
    "host": "readers are sent elsewhere: if the town moved there, change the addresses and put the old host into `former_hosts`",
    "parked": "the domain is no longer the town's: end the source",
    "links": "look at the listing in a browser: if it moved, correct `listings`; if its markup changed, `loa probe` it",
    "layout": "their pages changed: `loa probe` an article, then correct `selectors` or the family's layout, and `loa reread`",
    "ours": "our own reading broke: pages kept from before no longer read as they did; look at the last changes of Loa",
    "charset": "characters are lost: look at the page's declared charset",
    "dates": "the dates are not the articles' own: look at one with `loa read`, correct the selector `date`",
    "fields": "a field that used to be there is missing: look at an article with `loa read`",
    "text": "texts are much too short: look at an article with `loa read`, correct the selector `body`",
    "empty": "the listing or its articles say that there is nothing: look in a browser",
    "private address": "the name leads into a network: if that is right, name the host in crawl.allow_private_hosts",
    "host resting": "the host asked for rest: `loa status --hosts` says until when",
    "not a page": "the address answers with a document: look at `listings`",
    "too large": "the page is larger than crawl.max_page_bytes: look whether it is the listing that is meant",
    "cut short": "the answer came damaged, twice: try again later",
    "trap": "the site redirects without end, or its address goes round in circles: look at `listings`",
    "fetch": "the connection broke off: try again later",
    "http 403": "the site refuses: ask the town to allow the user agent",
    "http 404": "the page is gone: look where the town lists its news now, correct `listings`",
    "http 410": "the page is gone: look where the town lists its news now, correct `listings`",
    "http 429": "the site asks for rest: try again later; crawl.delay_seconds makes Loa slower",
}
"""What to do, by kind."""
_OTHERWISE = (("http 5", "the site has trouble: try again later"), ("http", "the site refuses: look at the address in a browser"))
"""What to do for kinds that begin so."""


def advice_for(kind: str) -> str:
    """Return what a person can do about a kind of failure."""
    general = next((advice for beginning, advice in _OTHERWISE if kind.startswith(beginning)), None)
    return ADVICE.get(kind) or general or "docs/running.md says what it means"


def broken(source: str, kind: str, reason: str, *, links: int = 0, read: int = 0) -> Verdict:
    """Return the verdict on a source that cannot be read."""
    return Verdict(source=source, state=State.BROKEN, kind=kind, reason=reason, advice=advice_for(kind), links=links, read=read)


def judge(
    source: str,
    articles: Sequence[Article],
    failed: Sequence[NewsError],
    known: Sequence[StoredArticle],
    *,
    links: int,
    now: datetime,
) -> Verdict:
    """Return the verdict on a source of which listings and some articles were asked for.

    `known` are its newest stored articles, by which a field, a length and a rhythm are usual or not. Whether a failure to read is
    theirs or ours is not decided here.
    """
    problem = (
        _unread(articles, failed)
        or _charset(articles)
        or _length(articles, known)
        or _fields(articles, known)
        or _dates(articles, known, now)
    )
    if problem is not None:
        kind, reason = problem
        return broken(source, kind, reason, links=links, read=len(articles))
    dates = [article.published.moment for article in articles if article.published]
    newest = max(dates, default=None)
    reason = f"{links} links, {len(articles)} articles read" + (f", {len(failed)} not" if failed else "")
    state = State.QUIET if newest is not None and now - newest > patience(known) else State.OK
    if state is State.QUIET and newest is not None:
        reason += f"; nothing newer than {(now - newest).days} days"
    return Verdict(source=source, state=state, reason=reason, links=links, read=len(articles), newest=newest)


def patience(known: Sequence[StoredArticle]) -> timedelta:
    """Return how long a source may be silent by its own rhythm: ten times its usual pause, at least `QUIET` / 3."""
    moments = sorted(stored.published.moment for stored in known)
    pauses = [later - earlier for earlier, later in pairwise(moments)]
    if len(pauses) < FEWEST_KNOWN:
        return QUIET
    return max(10 * timedelta(seconds=median(pause.total_seconds() for pause in pauses)), QUIET / 3)


def _unread(articles: Sequence[Article], failed: Sequence[NewsError]) -> tuple[str, str] | None:
    """What is wrong where too few articles can be read.

    A required field (title, text) that is not found must be the exception. A page that is gone, or that a site in trouble did not
    give, says nothing of the others as long as most are read.
    """
    unfound = [error for error in failed if isinstance(error, LayoutError)]
    if unfound and len(articles) < ENOUGH * (len(articles) + len(unfound)):
        fields = Counter(error.field for error in unfound)
        told = ", ".join(f"{name} in {count}" for name, count in fields.most_common())
        return "layout", f"not found: {told} of {len(articles) + len(unfound)} articles; {unfound[0].url}"
    if not failed and not articles:
        return "links", "no article to read"
    if len(failed) > len(articles):
        return failure_kind(failed[0]), f"{len(failed)} of {len(articles) + len(failed)} articles: {failed[0]}"
    return None


def _charset(articles: Sequence[Article]) -> tuple[str, str] | None:
    for article in articles:
        said = f"{article.title} {article.text}"
        if (lost := said.count("\ufffd")) > max(3, UNREADABLE * len(said)):
            return "charset", f"{article.url}: {lost} characters were lost"
        if (wrong := misread(said)) > max(3, MISREAD * len(said)):
            return "charset", f"{article.url}: {wrong} characters are those of another charset"
    return None


def _length(articles: Sequence[Article], known: Sequence[StoredArticle]) -> tuple[str, str] | None:
    usual = median(len(stored.article.text) for stored in known) if len(known) >= FEWEST_KNOWN else None
    if usual is not None and usual <= FEWEST_CHARACTERS:
        return None
    least = max(FEWEST_CHARACTERS, SHORTEST * usual) if usual else FEWEST_CHARACTERS
    # One notice of a line, a text that is a scanned document, a picture story are no sign of anything by themselves.
    bare = [article for article in articles if len(article.text) < least and not _shows(article)]
    if len(bare) == len(articles):
        lengths = ", ".join(str(len(article.text)) for article in articles)
        return "text", f"texts of {lengths} characters, " + (f"usual are {usual:.0f}" if usual else "hardly what an article says")
    return None


def _shows(article: Article) -> bool:
    return bool(article.attachments) or any(isinstance(block, Figure) for block in article.body)


def _fields(articles: Sequence[Article], known: Sequence[StoredArticle]) -> tuple[str, str] | None:
    if len(known) < FEWEST_KNOWN or len(articles) < 2:
        return None
    for name in OPTIONAL_FIELDS:
        usual = sum(bool(getattr(stored.article, name)) for stored in known) / len(known)
        if usual >= ENOUGH and not any(getattr(article, name) for article in articles):
            return "fields", f"{name} is missing in all articles read, and was there in {usual:.0%} of those stored"
    return None


def _dates(articles: Sequence[Article], known: Sequence[StoredArticle], now: datetime) -> tuple[str, str] | None:
    """What is wrong with dates that do not move as news does: all the moment of asking, or all one minute.

    Several articles may well be published in one minute, so that alone says nothing of a source whose stored articles were too.
    """
    exact = [
        article.published.moment for article in articles if article.published and article.published.precision is Precision.MINUTE
    ]
    if len(exact) < max(2, len(articles)):
        return None
    if all(abs(now - moment) < AT_ONCE for moment in exact):
        return "dates", "every article is dated with the moment at which it was asked for"
    moments = Counter(stored.published.moment for stored in known)
    if len(exact) > 2 and len(set(exact)) == 1 and len(known) >= FEWEST_KNOWN and max(moments.values()) < len(exact):
        return (
            "dates",
            f"all {len(exact)} articles are dated {exact[0]:%Y-%m-%d %H:%M} UTC to the minute, which never happened before",
        )
    return None
