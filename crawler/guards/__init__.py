"""What may be fetched."""
