"""Pieces of markup that every shape puts together: text, menus, cards, comments, metadata."""

# ruff: noqa: E501

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from bench.reading.making.stories import Story

_MONTHS = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"),
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    "es": (
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Case:
    """A page with its truth."""

    markup: str
    url: str
    text: str
    published: str | None
    authors: tuple[str, ...]
    title: str


Shape = Callable[[Story], Case]


def e(text: str) -> str:
    """The text escaped for markup."""
    return escape(text, quote=True)


def day(story: Story, style: str = "long") -> str:
    """The date as pages of the story's language print it."""
    moment = story.moment
    if story.language == "vi":
        weekday = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")[moment.weekday()]
        return f"{moment:%d/%m/%Y %H:%M}" if style == "short" else f"{weekday}, {moment:%d/%m/%Y} | {moment:%H:%M}"
    if story.language == "ja":
        return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H}時{moment:%M}分"
    month = _MONTHS[story.language][moment.month - 1]
    if story.language == "en":
        return (
            f"{moment.day} {month[:3]} {moment.year}"
            if style == "short"
            else f"{month} {moment.day}, {moment.year} at {moment:%H:%M}"
        )
    if story.language == "de":
        return f"{moment:%d.%m.%Y}" if style == "short" else f"{moment.day}. {month} {moment.year}, {moment:%H:%M} Uhr"
    if story.language == "fr":
        return (
            f"{moment:%d/%m/%Y}"
            if style == "short"
            else f"Publié le {moment.day} {month} {moment.year} à {moment:%H}h{moment:%M}"
        )
    return f"{moment:%d/%m/%Y}" if style == "short" else f"{moment.day} de {month} de {moment.year}, {moment:%H:%M}"


def iso(story: Story, zone: str = "+00:00") -> str:
    """The moment in ISO 8601."""
    return f"{story.moment:%Y-%m-%dT%H:%M:%S}{zone}"


def body(
    story: Story,
    *,
    p: str = "<p>{0}</p>",
    h2: str = "<h2>{0}</h2>",
    li: str = "<ul>{0}</ul>",
    quote: str = "<blockquote><p>{0}</p></blockquote>",
    figure: str = '<figure><img src="/img/{1}.jpg" alt=""><figcaption>{0}</figcaption></figure>',
    inserts: dict[int, str] | None = None,
    linked: bool = True,
) -> str:
    """The blocks as markup; `inserts` gives markup put in after the nth paragraph."""
    parts, count = [], 0
    for number, block in enumerate(story.blocks):
        if block.kind == "p":
            text = e(block.text)
            if linked and number % 4 == 1:
                words = text.split(" ")
                if len(words) > 8:
                    words[3] = f'<a href="/topic/{number}">{words[3]}'
                    words[5] += "</a>"
                    text = " ".join(words)
            parts.append(p.format(text, count))
            count += 1
            if inserts and count in inserts:
                parts.append(inserts[count])
        elif block.kind == "h2":
            parts.append(h2.format(e(block.text)))
        elif block.kind == "li":
            parts.append(li.format("".join(f"<li>{e(item)}</li>" for item in block.items)))
        elif block.kind == "quote":
            parts.append(quote.format(e(block.text)))
        else:
            parts.append(figure.format(e(block.text), story.number + number))
    return "\n".join(parts)


def menu(*names: str, item: str = '<li class="menu-item"><a href="/{1}">{0}</a></li>') -> str:
    """A list of links as menus have it: {0} name, {1} number."""
    names = names or ("Home", "News", "Politics", "Business", "Sport", "Culture", "Weather", "Video", "Opinion", "Contact")
    return "<ul>" + "".join(item.format(name, number) for number, name in enumerate(names)) + "</ul>"


def cards(story: Story, card: str, *, count: int = 6) -> str:
    """Cards of other articles: {0} title, {1} teaser, {2} number, {3} a later date."""
    return "".join(
        card.format(
            e(title),
            e(story.teasers[number % len(story.teasers)]),
            story.number + 500 + number,
            f"{story.moment.year + 1}-0{number + 1}-11",
        )
        for number, title in enumerate((story.others * 2)[:count])
    )


def comment_thread(story: Story, comment: str, *, count: int = 8) -> str:
    """A thread of comments: {0} text, {1} a reader's name, {2} a later date."""
    names = ("river_rat", "Old Hand", "mai.ng", "Klaus52", "Beatriz", "anon")
    return "".join(
        comment.format(
            e(story.comments[number % len(story.comments)]),
            names[number % len(names)],
            f"{story.moment.year + 1}-02-0{number + 1}",
        )
        for number in range(count)
    )


def json_ld(
    story: Story, *, kind: str = "NewsArticle", graph: bool = False, whole: bool = False, zone: str = "+00:00", extra: str = ""
) -> str:
    """A JSON-LD script; `whole` puts the text in, `extra` is appended raw to break it."""
    node: dict[str, object] = {
        "@context": "https://schema.org", "@type": kind, "headline": story.title, "datePublished": iso(story, zone),
        "author": [{"@type": "Person", "name": name} for name in story.authors], "publisher": {"@type": "Organization", "name": "The Daily"},
        "description": story.lead,
    }  # fmt: skip
    if whole:
        node["articleBody"] = "\n".join(block.text for block in story.blocks if block.kind in ("p", "h2", "quote"))
    document: object = (
        {
            "@context": "https://schema.org",
            "@graph": [{"@type": "WebSite", "name": "The Daily"}, {"@type": "BreadcrumbList", "itemListElement": []}, node],
        }
        if graph
        else node
    )
    return f'<script type="application/ld+json">{json.dumps(document, ensure_ascii=False)}{extra}</script>'


def og(story: Story, site: str, *, dated: bool = True, zone: str = "+00:00", described: bool = True) -> str:
    """OpenGraph tags."""
    tags = [("og:type", "article"), ("og:title", story.title), ("og:site_name", site)]
    tags += [("og:description", story.lead)] if described else [("og:description", f"{site}: the news of your region")]
    tags += [("article:published_time", iso(story, zone))] if dated else []
    return "".join(f'<meta property="{name}" content="{e(value)}">' for name, value in tags)


def document(head: str, content: str, *, lang: str = "en", body_class: str = "") -> str:
    """A whole page."""
    return f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">{head}</head>\n<body class="{body_class}">\n{content}\n</body></html>\n'


def case(
    story: Story,
    markup: str,
    *,
    url: str,
    text: str | None = None,
    published: bool = True,
    authors: tuple[str, ...] | None = None,
) -> Case:
    """The page with its truth, which is the story's unless told otherwise."""
    return Case(
        markup=markup,
        url=url,
        text=text if text is not None else story.text(),
        published=story.moment.date().isoformat() if published else None,
        authors=story.authors if authors is None else authors,
        title=story.title,
    )
