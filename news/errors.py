"""Every error Loa raises on purpose.

Each names what a person needs to act on it: the source or the address, and the field. Anything else that is raised is a bug.
"""

from __future__ import annotations


class NewsError(Exception):
    """The base of every error raised on purpose; `str(error)` is one line fit for an operator."""

    kind = "error"
    """A short stable word under which a run counts this error."""


class PageError(NewsError):
    """A fetched page could not become what it was read for."""

    kind = "page"

    def __init__(self, url: str, problem: str) -> None:
        """`url` is the address of the page, `problem` says in a few words what is wrong with it."""
        super().__init__(f"{url}: {problem}")
        self.url = url
        self.problem = problem

    def __reduce__(self) -> tuple[object, ...]:
        """Let it cross from one process to another whole."""
        return type(self), (self.url, self.problem)


class LayoutError(PageError):
    """A required field was not found where the page's layout puts it."""

    kind = "layout"

    def __init__(self, url: str, field: str, problem: str = "not found") -> None:
        """`field` is the name of the missing part as in `news.article.Article`, or `links` for a listing."""
        super().__init__(url, f"{field}: {problem}")
        self.field = field
        self._said = problem

    def __reduce__(self) -> tuple[object, ...]:
        """Let it cross from one process to another whole."""
        return type(self), (self.url, self.field, self._said)


class EmptyPageError(PageError):
    """The page holds no article at all: empty, a script only, a soft 404 or an error message served with status 200."""

    kind = "empty"


class ParkedError(PageError):
    """The page says that its domain is for sale or has run out."""

    kind = "parked"


class CharsetError(PageError):
    """The letters of the page were lost on their site: what came is not what was written, and must not pass for news."""

    kind = "charset"


class ChallengeError(PageError):
    """The site answered with a bot challenge in place of the page. Loa never tries to pass one: it backs off and reports."""

    kind = "challenge"


class FetchError(PageError):
    """A page could not be fetched: name resolution, connection, time-out, status or size."""

    kind = "fetch"


class StoreError(NewsError):
    """The store could not be opened, read or written."""

    kind = "store"


class RawPageError(NewsError):
    """A page could not be kept as it was fetched, or what was kept of it cannot be read."""

    kind = "pages"


class QueryError(NewsError):
    """A search was asked for that names nothing to look for."""

    kind = "query"


class PublishError(NewsError):
    """A feed could not be built or a published file could not be written."""

    kind = "publish"


class SettingsError(NewsError):
    """The configuration holds something that cannot be used; the message names the file, the line and the key."""

    kind = "settings"
