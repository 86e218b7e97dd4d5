"""Edition: everything that stands on one portal at one stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from scheduler.town.manuscript import Manuscript
from scheduler.town.profile import Category


@dataclass(frozen=True, kw_only=True)
class Edition:
    """The articles of a portal at one stage."""

    texts: tuple[Manuscript, ...]
    """Those that stand, newest first, as corrected by then."""
    gone: tuple[Manuscript, ...]
    """Those withdrawn by then."""
    modified: datetime
    """The last moment at which anything on the portal changed; aware."""

    @classmethod
    def at(cls, manuscripts: tuple[Manuscript, ...], stage: int) -> Edition:
        """The edition of a stage from manuscripts in the order newest first, at least one of them out by then."""
        return cls(
            texts=tuple(text for text in (manuscript.at(stage) for manuscript in manuscripts) if text is not None),
            gone=tuple(manuscript for manuscript in manuscripts if manuscript.gone_at(stage)),
            modified=max(moment for manuscript in manuscripts if (moment := manuscript.changed_at(stage)) is not None),
        )

    def filed(self, category: Category | None) -> tuple[Manuscript, ...]:
        """Those that a category shows; None is all of them."""
        if category is None:
            return self.texts
        return tuple(text for text in self.texts if category.slug in {text.category, *text.also})

    def page(self, category: Category | None, page: int, size: int) -> tuple[Manuscript, ...]:
        """The articles on one page, counted from 1, of a listing."""
        return self.filed(category)[(page - 1) * size : page * size]

    def pages(self, category: Category | None, size: int) -> int:
        """How many pages a listing has: one even when it is empty."""
        return max(1, -(-len(self.filed(category)) // size))

    def newest(self, count: int, *, besides: Manuscript | None = None) -> tuple[Manuscript, ...]:
        """The newest articles, leaving one out."""
        return tuple(text for text in self.texts if besides is None or text.id != besides.id)[:count]

    def chosen(self, numbers: tuple[str, ...]) -> tuple[Manuscript, ...]:
        """The articles with these ids, in this order, as far as they stand."""
        standing = {text.id: text for text in self.texts}
        return tuple(standing[number] for number in numbers if number in standing)

    def newer(self, text: Manuscript, count: int) -> tuple[Manuscript, ...]:
        """The articles published just after one, the nearest first."""
        return tuple(reversed(self.texts[: self._position(text)]))[:count]

    def older(self, text: Manuscript, count: int) -> tuple[Manuscript, ...]:
        """The articles published just before one, the nearest first."""
        return self.texts[self._position(text) + 1 :][:count]

    def _position(self, text: Manuscript) -> int:
        return next(index for index, other in enumerate(self.texts) if other.id == text.id)
