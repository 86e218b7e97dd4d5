"""The page of one article: what it says, how it was edited, what belongs to it."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from feeds.addresses import host_of, web_address
from feeds.closing import attachment_title, date_found
from feeds.content import content_html
from feeds.plain import names_of, title_of
from feeds.site.card import card_of
from feeds.site.life import companions, steps, timeline
from feeds.site.page import Asked, Page
from feeds.site.pictures import picture_path, pictures_of
from feeds.site.template import render
from feeds.site.when import moment
from feeds.specs import topic_stem
from feeds.wording import wording
from news.article import Article, Block, Heading, Precision
from news.identity import normalise
from news.stored import StoredArticle
from news.topics import get, topics_of

_IMAGE = re.compile(r'<img src="([^"]*)"')
"""As `feeds.content` writes pictures; without an address a browser shows the words for the picture instead."""
_NAMED_TYPES = {
    "application/pdf": "PDF",
    "application/msword": "Word",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.ms-excel": "Excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/zip": "ZIP",
}


def article_page(asked: Asked, article_id: str) -> Page | None:
    """The page of an article; None for an unknown one and for one whose content was given up."""
    library, words = asked.library, asked.words
    stored = library.store.article(article_id)
    source = library.sources().get(stored.article.source) if stored else None
    card = card_of(stored, source) if stored else None
    if stored is None or card is None or stored.pruned:
        return None
    article = stored.article
    relations = library.store.relations.of([article_id]).get(article_id, ())
    related, copies = companions(library, relations, limit=asked.options.related)
    story = library.store.stories.of([article_id]).get(article_id)
    told = steps(stored, library.store.revisions(article_id), library.store.events(article_id))
    zone = card.published.tzinfo
    again = (stored.last_seen - stored.first_seen).total_seconds() >= 60
    spoken = wording(words.language)
    found = date_found(spoken, stored.published)
    feeds: list[tuple[str, str, dict[str, str]]] = [(card.source_title, card.source, {})]
    if story:
        feeds.append((title_of(story.title), f"story/{story.id}", {}))
    return Page(
        body=render(
            "article",
            asked.frame,
            heading=card.title,
            description=card.summary or card.title,
            feeds=feeds,
            robots="noindex" if stored.withdrawn else "",
            card=card,
            host=host_of(card.url),
            read=moment(stored.first_seen.astimezone(zone), words),
            checked=moment(stored.last_seen.astimezone(zone), words) if again and not asked.static else None,
            withdrawn=moment(stored.withdrawn.astimezone(zone), words, Precision.DAY) if stored.withdrawn else None,
            note=spoken.date_note.format(moment(card.published, words, card.precision), found) if found else None,
            authors=names_of((*article.authors, *article.organisations)),
            content=Markup(_content(stored, asked)),  # noqa: S704 sanitised by feeds.content
            attachments=_attachments(article, asked),
            categories=names_of(article.categories),
            topics=[
                (topic.name(words.language), asked.links.page(f"{topic_stem(slug)}/"))
                for slug in topics_of(article.categories, article.url)
                if (topic := get(slug)) is not None
            ],
            copies=copies,
            story=story,
            timeline=timeline(library, story) if story else (),
            related=related,
            listed=_listed(article),
            steps=told,
        )
    )


def _content(stored: StoredArticle, asked: Asked) -> str:
    """The lead and the body; pictures from where the operator wants them."""
    levelled = replace(stored.article, body=_levelled(stored.article.body))
    markup = content_html(levelled, wording(stored.article.language))
    numbers = {address: number for number, address in enumerate(pictures_of(stored.article))}

    def picture(found: re.Match[str]) -> str:
        address = html.unescape(found[1])
        if asked.options.images == "proxy" and address in numbers:
            address = asked.links.file(picture_path(stored.id, numbers[address]))
        return f'<img loading="lazy" decoding="async" referrerpolicy="no-referrer" src="{html.escape(address)}"'

    markup = _IMAGE.sub("<img" if asked.options.images == "none" else picture, markup)
    # A wide table moves in a frame of its own, which the keyboard reaches.
    frame = f'<div class="wide" role="group" tabindex="0" aria-label="{html.escape(asked.words["table"])}">'
    return markup.replace("<table>", f"{frame}<table>").replace("</table>", "</table></div>")


def _levelled(body: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with headings from the second level on, none left out: who listens to a page finds the way by them."""
    levels = sorted({block.level for block in body if isinstance(block, Heading)})
    before = 1
    out: list[Block] = []
    for block in body:
        if isinstance(block, Heading):
            before = min(levels.index(block.level) + 2, before + 1)
            out.append(replace(block, level=before))
        else:
            out.append(block)
    return tuple(out)


def _attachments(article: Article, asked: Asked) -> list[tuple[str, str, str]]:
    """Title, address and facts (kind, size) of each document."""
    found = []
    for each in article.attachments:
        address = web_address(each.url)
        if address:
            kind = _NAMED_TYPES.get((each.media_type or "").partition(";")[0].strip().lower(), "")
            size = asked.words.size(each.bytes) if each.bytes else ""
            found.append((attachment_title(each), address, ", ".join(part for part in (kind, size) if part)))
    return found


def _listed(article: Article) -> list[tuple[str, str]]:
    """What the page's own editor chose, as title and address of the original."""
    own = normalise(article.url)
    links = {web_address(each.url): title_of(each.title) for each in article.listed if normalise(each.url) != own}
    return [(title, url) for url, title in links.items() if url and title]
