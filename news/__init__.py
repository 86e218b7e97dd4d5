"""The ground floor: what an article is and where it is kept. Imports nothing else of Loa."""
