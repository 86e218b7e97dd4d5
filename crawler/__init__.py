"""From page to article."""
