"""Links between articles, each with its score and reason."""
