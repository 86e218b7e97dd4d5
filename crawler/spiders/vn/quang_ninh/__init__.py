"""Sources of Quảng Ninh province."""
