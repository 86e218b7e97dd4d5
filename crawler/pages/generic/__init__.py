"""Reading a page nobody wrote a layout for, in any language."""

from crawler.pages.generic.reader import read_generic
from crawler.pages.generic.reading import Reading

__all__ = ["Reading", "read_generic"]
