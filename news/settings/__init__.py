"""Every setting an operator can change, as one frozen value; a module a table.

`news.configuration` reads it from file and environment.
"""

from news.settings.root import Settings, tables
from news.settings.source import SourceSettings

__all__ = ["Settings", "SourceSettings", "tables"]
