"""Searching: what the words of a text are, what a query asks for, and what is shown of a hit; no database in sight."""
