"""When things happen, and the roof of the house."""
