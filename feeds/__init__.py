"""From article to subscriber."""
