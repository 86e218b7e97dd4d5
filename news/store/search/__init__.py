"""The index by which articles are found: kept in step with them in the same transaction, one way for each database.

What counts as a word is told by `news.search.words`; the databases only keep words and find them again.
"""

from news.store.search.finding import find, latest
from news.store.search.keeping import enter, forget, keep
from news.store.search.rebuilding import AT_ONCE, Progress, is_whole, rebuild

__all__ = ["AT_ONCE", "Progress", "enter", "find", "forget", "is_whole", "keep", "latest", "rebuild"]
