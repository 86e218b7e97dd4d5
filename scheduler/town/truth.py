"""Truth: what a reader of a portal's page can know from it, for tests that compare this with what Loa read."""

from __future__ import annotations

from dataclasses import dataclass

from news.article import Block, Figure, Published, reading_lines


@dataclass(frozen=True, kw_only=True)
class Truth:
    """The facts of one article as its page shows them at the present stage."""

    portal: str
    """Id of the source."""
    number: str
    """The content management system's own id."""
    url: str
    """The address the portal's listings give."""
    aliases: tuple[str, ...]
    """Other addresses at which the same article stands: further categories, the print copy."""
    title: str
    lead: str | None
    """The summary the page sets apart; None where its opening is an ordinary paragraph, which then begins the body."""
    body: tuple[Block, ...]
    """Blocks in order, images absolute, the byline left out."""
    authors: tuple[str, ...]
    organisations: tuple[str, ...]
    published: Published | None
    """None where neither page nor address says when; hour and minute only where the page shows them."""
    category: str
    """Title of the column it is filed under."""
    attachments: tuple[str, ...]
    """Absolute addresses of the documents."""
    listed: tuple[str, ...]
    """Absolute addresses of the articles its editor chose."""
    edited: bool
    """Whether it was corrected since it appeared."""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The reading text of the body, a line each as `news.article.reading_lines` gives them."""
        return tuple(line for block in self.body for line in reading_lines(block))

    @property
    def captions(self) -> tuple[str, ...]:
        """The captions of its figures in order; a figure without one gives none."""
        return tuple(block.caption for block in self.body if isinstance(block, Figure) and block.caption)
