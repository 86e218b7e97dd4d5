"""Address: where each page of the site stands, and how pages link to each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit


@dataclass(frozen=True, kw_only=True)
class Links:
    """Makes addresses for one page: below the public address, in the language the reader chose."""

    base: str
    """Absolute public address, with a slash at the end."""
    language: str
    """Of the page."""
    chosen: bool = False
    """Whether the language stands in the address; else pages are in the one the browser asks for."""
    plain_language: str | None = None
    """The language that stands without its folder (pages written as files); None: addresses without one suit every reader."""

    @property
    def root(self) -> str:
        """Path of the public folder, with slashes at both ends."""
        return urlsplit(self.base).path or "/"

    def page(self, path: str = "", **query: str | None) -> str:
        """The address of a page, relative to the host: `page("article", …)` keeps the language; empty values are left out."""
        return self._in(self.language if self.chosen else None, path, query)

    def switched(self, language: str, path: str, query: Mapping[str, str]) -> str:
        """The address of the same page in a language that the reader chooses."""
        return self._in(None if language == self.plain_language else language, path, query)

    def file(self, name: str, **query: str | None) -> str:
        """The address of a file that is the same in every language, relative to the host."""
        return self._in(None, name, query)

    def absolute_file(self, name: str, **query: str | None) -> str:
        """The absolute address of a file."""
        parts = urlsplit(self.base)
        return f"{parts.scheme}://{parts.netloc}{self.file(name, **query)}"

    def absolute(self, path: str) -> str:
        """The absolute address of a page without its language, or of a file."""
        return f"{self.base}{quote(path)}"

    def absolute_in(self, language: str, path: str) -> str:
        """The absolute address of a page in a language."""
        return self.base + quote(path if language == self.plain_language else f"{language}/{path}")

    def _in(self, language: str | None, path: str, query: Mapping[str, str | None]) -> str:
        asked = urlencode([(name, value) for name, value in query.items() if value])
        prefix = f"{language}/" if language else ""
        return f"{self.root}{prefix}{quote(path)}" + (f"?{asked}" if asked else "")


def article_path(article_id: str) -> str:
    """Path of an article's page."""
    return f"article/{article_id}/"
