"""Dates: when an article was published, read from what a page shows, says to machines, tells in prose or has in its address.

Every reader takes the source's zone and `now`, answers with a `Published` in UTC or None, and never raises on any text.
"""
