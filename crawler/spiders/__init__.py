"""One module per source, in folders by country and province."""
