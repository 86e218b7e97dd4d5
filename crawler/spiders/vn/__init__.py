"""Sources of Viet Nam."""
