"""Pages as they were fetched, in files that any WARC tool reads."""

from news.warc.pages import Forgotten, RawPages, ReadPage

__all__ = ["Forgotten", "RawPages", "ReadPage"]
