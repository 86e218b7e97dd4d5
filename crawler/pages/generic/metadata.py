"""What a page says about itself in its head and its microdata, gathered but not yet believed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.pages.generic.linked_data import Node, articles, listed, text_of
from crawler.pages.generic.words import ordered
from news.text import clean

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_PUBLISHED = ordered(
    """
    article:published_time og:article:published_time article:published og:published_time datepublished parsely-pub-date
    sailthru.date publish-date publish_date pubdate publication_date publishdate publicationdate article_date_original
    date.published dc.date.issued dcterms.issued dcterms.date dcterms.created dc.date dc.date.created date
    originalpublicationdate cxenseparse:recs:publishtime published_date published-date bt:pubdate rbpubdate
    lp.article:published_time shareaholic:article_published_time article.published citation_publication_date citation_date
    prism.publicationdate display-date created creationdate date.created weibo:article:create_at
    """
)
_UPDATED = ordered(
    """
    article:modified_time og:updated_time datemodified lastmod last-modified dcterms.modified dc.date.modified
    article:modified updated_time revision_date
    """
)
_AUTHOR = ordered(
    """
    author article:author article:author_name parsely-author sailthru.author dc.creator dcterms.creator byl dc.contributor
    citation_author cxenseparse:author og:article:author authors article.author creator twitter:data1
    """
)
_SECTION = ("article:section", "og:article:section", "parsely-section", "cxenseparse:category", "articlesection")
_SITE = ("og:site_name", "application-name", "dc.publisher", "apple-mobile-web-app-title", "cre")
_DESCRIPTION = ("og:description", "description", "twitter:description", "dc.description")
_IMAGE = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src", "thumbnail")


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """The page's words about itself, each as (where it was said, value), in falling order of trust."""

    kind: str | None = None
    """og:type in lower case."""
    titles: tuple[tuple[str, str], ...] = ()
    """Headline claims; the document's own `<title>` is in `document_title`."""
    document_title: str = ""
    site_names: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    published: tuple[tuple[str, str], ...] = ()
    updated: tuple[tuple[str, str], ...] = ()
    authors: tuple[tuple[str, tuple[str, ...]], ...] = ()
    organisations: tuple[str, ...] = ()
    """Organisations named as author in JSON-LD."""
    sections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    image: str | None = None
    text: str = ""
    """articleBody of the JSON-LD, "" where there is none."""
    language: str = ""
    """What `<html lang>` and its like claim, lower case."""


def gather(root: HtmlElement, url: str) -> Metadata:
    """Read the head, the JSON-LD and the language claims of the page."""
    metas: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
        content = clean((meta.get("content") or "")[:5000])
        if name and content:
            metas.setdefault(name.strip().lower(), []).append(content)
    scripts = [script.text or "" for script in root.iter("script") if "ld+json" in (script.get("type") or "").lower()]
    node = _own(articles(scripts), url) if scripts else None
    title = next((clean(found.text_content()) for found in root.iter("title") if not _in_picture(found)), "")
    titles = [("og:title", value) for value in metas.get("og:title", ())[:1]]
    titles += [("twitter:title", value) for value in metas.get("twitter:title", ())[:1]]
    titles += [
        (name, value)
        for name in ("dc.title", "dcterms.title", "title", "parsely-title", "sailthru.title")
        for value in metas.get(name, ())[:1]
    ]
    published = [(name, value) for name in _PUBLISHED for value in metas.get(name, ())[:1]]
    updated = [(name, value) for name in _UPDATED for value in metas.get(name, ())[:1]]
    authors = [(name, tuple(metas[name][:10])) for name in _AUTHOR if name in metas]
    sections, tags = [], list(metas.get("article:tag", ()))
    sections += [value for name in _SECTION for value in metas.get(name, ())[:2]]
    organisations: list[str] = []
    body = ""
    if node is not None:
        if headline := text_of(node.get("headline")) or (text_of(node.get("name")) if node.get("datePublished") else None):
            titles.insert(0, ("json-ld", clean(headline[:500])))
        if date := text_of(node.get("datePublished")) or text_of(node.get("dateCreated")):
            published.insert(0, ("json-ld", date))
        if date := text_of(node.get("dateModified")):
            updated.insert(0, ("json-ld", date))
        people, organisations = _people(node)
        if people:
            authors.insert(0, ("json-ld", tuple(people)))
        sections = [clean(str(value)) for value in listed(node.get("articleSection")) if isinstance(value, str)] + sections
        said = node.get("articleBody")
        body = said if isinstance(said, str) else ""
    return Metadata(
        kind=next((value.lower() for value in metas.get("og:type", ())), None),
        titles=tuple(titles),
        document_title=title,
        site_names=tuple(dict.fromkeys(value for name in _SITE for value in metas.get(name, ())[:1])),
        descriptions=tuple(dict.fromkeys(value for name in _DESCRIPTION for value in metas.get(name, ())[:1])),
        published=tuple(published),
        updated=tuple(updated),
        authors=tuple(authors),
        organisations=tuple(organisations),
        sections=tuple(dict.fromkeys(section for section in sections if 0 < len(section) <= 80)),
        tags=tuple(dict.fromkeys(tag for tag in tags if len(tag) <= 80)),
        image=_image(metas, node, url),
        text=body,
        language=_language(root, metas),
    )


def _in_picture(title: HtmlElement) -> bool:
    parent = title.getparent()
    return parent is not None and parent.tag in ("svg", "symbol", "g", "defs")


def _own(nodes: list[Node], url: str) -> Node | None:
    """The node that speaks of this very page, else the first one with a headline or a date."""
    path = urlsplit(url).path.rstrip("/")
    for node in nodes:
        for name in ("url", "@id", "mainEntityOfPage"):
            said = node.get(name)
            address = said.get("@id") or said.get("url") if isinstance(said, dict) else said
            if (
                isinstance(address, str)
                and path
                and urlsplit(address).path.rstrip("/") == path
                and (node.get("headline") or node.get("datePublished"))
            ):
                return node
    return next((node for node in nodes if node.get("headline") or node.get("datePublished") or node.get("articleBody")), None)


def _people(node: Node) -> tuple[list[str], list[str]]:
    people: list[str] = []
    organisations: list[str] = []
    for author in listed(node.get("author")) or listed(node.get("creator")):
        if isinstance(author, str):
            people.append(clean(author[:200]))
        elif isinstance(author, dict):
            kinds = {str(kind).lower() for kind in listed(author.get("@type"))}
            for name in listed(author.get("name"))[:10]:
                if isinstance(name, str):
                    (
                        organisations if kinds & {"organization", "newsmediaorganization", "governmentorganization"} else people
                    ).append(clean(name[:200]))
    return [name for name in people if name], [name for name in organisations if name]


def _image(metas: dict[str, list[str]], node: Node | None, url: str) -> str | None:
    found: str | None = next((value for name in _IMAGE for value in metas.get(name, ())[:1]), None)
    if found is None and node is not None:
        for image in listed(node.get("image")) or listed(node.get("thumbnailUrl")):
            found = image if isinstance(image, str) else text_of(image.get("url")) if isinstance(image, dict) else None
            if found:
                break
    if not found:
        return None
    try:
        address = urljoin(url, found.strip())
        return address if urlsplit(address).scheme in ("http", "https") else None
    except ValueError:
        return None


def _language(root: HtmlElement, metas: dict[str, list[str]]) -> str:
    claims = [root.get("lang"), root.get("xml:lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang")]
    claims += metas.get("content-language", [])[:1] + metas.get("og:locale", [])[:1] + metas.get("language", [])[:1]
    return next((claim.strip().lower().replace("_", "-") for claim in claims if claim and claim.strip()), "")
