"""The memory: articles, revisions, runs, relations. The only place that speaks SQL."""
