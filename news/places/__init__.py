"""Places: which administrative units there are and were, and what became of them, from tables that people edit.

`news/places/<country>/*.csv` holds the units, `country.toml` beside them the country's words and the acts that the tables cite.
"""

from news.places.register import at, children, country_name, find, get, heirs, places, predecessors, successors, within

__all__ = ["at", "children", "country_name", "find", "get", "heirs", "places", "predecessors", "successors", "within"]
