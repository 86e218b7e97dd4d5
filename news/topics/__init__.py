"""Topics: a small common table into which the sources' own categories fall, from tables that people edit.

`news/topics/<language>.toml` names the topics in a language and lists how its sites call them.
"""

from news.topics.sorting import topics_of
from news.topics.table import Topic, get, named, rules, topics

__all__ = ["Topic", "get", "named", "rules", "topics", "topics_of"]
