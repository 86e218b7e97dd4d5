"""Finding by name gives what XPath gives."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from crawler.families import FAMILIES
from crawler.pages.cut import select
from crawler.pages.layout import Layout
from crawler.pages.names import Names
from crawler.pages.page import Page
from news.errors import NewsError

PAGES = sorted((Path(__file__).parents[2] / "pages").glob("*/*/page.html"))
SELECTORS = sorted(
    {
        getattr(layout, field)
        for family in FAMILIES.values()
        for layout in family.layouts
        for field in Layout.selector_fields()
        if getattr(layout, field)
    }
)


@pytest.mark.parametrize("file", PAGES, ids=lambda file: f"{file.parts[-3]}/{file.parts[-2]}")
def test_every_selector_of_every_family_finds_the_same_by_name(file: Path) -> None:
    page = Page.decode("https://x.gov.vn/a", file.read_bytes(), content_type=None)
    try:
        root = page.tree
    except NewsError:
        return
    for selector in SELECTORS:
        assert select(root, selector, page.names) == select(root, selector), selector


names = st.sampled_from(["a", "b", "c"])
simple = st.one_of(
    names.map(lambda name: f".{name}"),
    names.map(lambda name: f"#{name}"),
    st.sampled_from(
        [
            "div",
            "p",
            "*",
            "div.a",
            "p#b",
            ".a.b",
            "[title]",
            "p[title=a]",
            ".b[title^=a]",
            ".c[title~=b]",
            "div:first-child",
            "p:contains(xx)",
            ".a:contains('xx')",
            ".b:not(.a)",
            "div:not(:contains(xx))",
            "*:not(p)",
            ".c:not([title])",
        ]
    ),
)
selectors = st.lists(
    st.lists(simple, min_size=1, max_size=3).flatmap(
        lambda parts: st.sampled_from([" ", " > ", " + "]).map(lambda combinator: combinator.join(parts))
    ),
    min_size=1,
    max_size=3,
).map(", ".join)


def element(made: tuple[str, list[str], str, bool]) -> str:
    tag, classes, name, identified = made
    return f'<{tag} class="{" ".join(classes)}" {"id" if identified else "title"}={name}>x</{tag}>'


markup = st.recursive(
    st.tuples(st.sampled_from(["p", "div"]), st.lists(names, max_size=2), names, st.booleans()).map(element),
    lambda inner: st.tuples(names, st.lists(inner, max_size=4)).map(
        lambda made: f'<div class="{made[0]}">{"".join(made[1])}</div>'
    ),
    max_leaves=12,
)


@settings(max_examples=150)
@given(markup, selectors)
def test_any_selector_on_any_tree(markup: str, selector: str) -> None:
    root = html.document_fromstring(f"<body>{markup}</body>")
    assert select(root, selector, Names(root)) == select(root, selector)
